"""What is frozen of a monitoring report, and that the limits of that day count afterwards."""

import json

import pytest

from filings.domain.proof import find_altered_tables
from filings.enums import Action, FilingStatus
from monitoring.domain.kind import load
from monitoring.domain.snapshots import snapshot
from monitoring.models import MonitoringRules
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


def test_a_change_past_the_program_is_found(report):
    report.indicators.filter(position=1).update(actual="9次")
    (breach,) = find_altered_tables()
    assert "9次" in breach.message
