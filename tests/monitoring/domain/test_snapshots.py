"""What is frozen of a monitoring report, and that the limits of that day count afterwards."""

import json

import pytest

from filings.domain.proof import find_altered_tables
from filings.enums import Action, FilingStatus
from monitoring.domain.kind import load
from monitoring.domain.rounds import change_round
from monitoring.domain.snapshots import snapshot
from monitoring.models import MonitoringRound, MonitoringRules
from projects.models import Department
from tests.factories import DepartmentFactory
from tests.monitoring.flow import report_at, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit, cycle, staff):
    return report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)


def test_values_lights_and_version_of_the_goal(report):
    frozen = json.loads(report.filing.submission.content)
    assert frozen["round"] == {"label": "1—6月", "last_month": 6}
    assert frozen["goal_version"]["sha256"] == report.version.sha256
    assert frozen["lights"]["project"] == "绿灯" and frozen["indicators"][0]["actual"] == "2次"
    assert frozen["money"]["total"]["executed"] == "25000.00"


def test_limits_that_change_later_do_not_change_what_was_handed_in(report, cycle, supervisor):
    MonitoringRules.objects.create(cycle=cycle, red_below=110, yellow_below=115, blue_from=300)
    assert snapshot(load(report.filing))["lights"]["project"] == "绿灯"
    assert list(find_altered_tables()) == []
    step(report, Action.RETURN, supervisor, "请核对")
    assert snapshot(load(report.filing))["lights"]["project"] == "红灯"


def test_a_new_title_of_the_round_and_another_supervisor_are_no_change_of_the_table(report, approver, unit):
    change_round(round=report.round, by=approver, title="上半年监控")
    Department.objects.filter(pk=unit.pk).update(parent=DepartmentFactory(code="950", name="另一主管部门"))
    assert list(find_altered_tables()) == []


def test_months_of_the_round_changed_past_the_program_are_found(report):
    MonitoringRound.objects.update(last_month=9)
    assert "存档时是“6”，现在是“9”" in next(breach.message for breach in find_altered_tables())


def test_money_taken_out_past_the_program_is_found(report):
    report.money.filter(source="total").delete()
    assert "money" in next(breach.message for breach in find_altered_tables())


def test_a_change_past_the_program_is_found(report):
    report.indicators.filter(position=1).update(actual="9次")
    (breach,) = find_altered_tables()
    assert "9次" in breach.message
