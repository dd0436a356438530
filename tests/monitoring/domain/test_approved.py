"""A goal that is adjusted while it is measured: the table goes on with the new rows, and says so."""

from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.domain.entry import open_evaluation
from evaluation.domain.subjects import evaluated_projects
from evaluation.models import Evaluation
from filings.enums import Action, FilingStatus
from monitoring.domain.entry import open_report
from monitoring.models import MonitoringReport
from tests.evaluation.flow import filled_in as evaluated
from tests.factories import IndicatorFactory, MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.indicators.flow import step as step_goal
from tests.monitoring.flow import filled_in, step


@pytest.fixture
def goal(unit, cycle, staff):
    goal = ready_goal(unit, cycle)
    IndicatorFactory(goal=goal, position=20, name="旧指标", annual_target="≥9次")
    return bring_to(goal, FilingStatus.APPROVED, **staff)


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle)


def adjust(goal, staff):
    """One target changed, one row gone, one new; approved again."""
    step_goal(goal, Action.REVISE, staff["approver"], "预算调减")
    goal.indicators.filter(position=1).update(annual_target="≥2次")
    goal.indicators.get(name="旧指标").delete()
    IndicatorFactory(goal=goal, position=21, name="新指标", annual_target="≥3次")
    bring_to(goal, FilingStatus.APPROVED, **staff)


def test_a_report_goes_on_with_the_new_rows(goal, round, staff, preparer, client_for):
    filled_in(round, goal.project, preparer)
    assert open_report(round, goal.project).said == ""
    adjust(goal, staff)
    opened = open_report(round, goal.project)
    rows = {row["name"]: row for row in opened.values["rows"]}
    assert "旧指标" not in rows and "“旧指标”" in opened.said
    assert (rows["新指标"]["actual"], rows["新指标"]["target"]) == ("", "≥3次")
    first = goal.indicators.get(position=1)
    assert (rows[first.name]["actual"], rows[first.name]["target"]) == ("2次", "≥2次")
    page = client_for(preparer).get(reverse("report_page", args=[round.pk, goal.pk])).content.decode()
    assert "绩效目标已调整并重新批复" in page
    report = filled_in(round, goal.project, preparer)
    assert report.version.serial == goal.filing.versions.get(version_number=2, action=Action.APPROVE).serial
    assert open_report(round, goal.project).said == ""


def test_what_lies_with_the_reviewers_stays_as_it_was(goal, round, staff, preparer):
    report = filled_in(round, goal.project, preparer)
    step(report, Action.SUBMIT, preparer)
    adjust(goal, staff)
    opened = open_report(round, goal.project)
    assert opened.said == "" and "旧指标" in {row["name"] for row in opened.values["rows"]}
    assert MonitoringReport.objects.get().version_id == opened.values["version"]


def test_a_self_evaluation_too(goal, staff, preparer):
    evaluated(goal.project, preparer)
    adjust(goal, staff)
    opened = open_evaluation(goal.project)
    rows = {row["name"]: row for row in opened.values["rows"]}
    assert rows["新指标"]["actual"] == "" and "“旧指标”" in opened.said


def weigh(goal, *texts):
    for row, text in zip(goal.indicators.order_by("position"), texts, strict=False):
        goal.indicators.filter(pk=row.pk).update(weight=text)


def weights_of(rows):
    return [row["weight"] for row in rows]


def test_weights_of_the_approved_table_are_not_typed_twice(unit, cycle, staff, preparer):
    goal = ready_goal(unit, cycle)
    weigh(goal, "22.5", "10分", "10%")
    bring_to(goal, FilingStatus.APPROVED, **staff)
    opened = open_evaluation(goal.project)
    assert weights_of(opened.values["rows"])[:3] == [Decimal("22.5"), Decimal(10), Decimal(10)]
    evaluated(goal.project, preparer)
    step_goal(goal, Action.REVISE, staff["approver"], "权重调整")
    weigh(goal, "20", "12.5", "10")
    bring_to(goal, FilingStatus.APPROVED, **staff)
    followed = open_evaluation(goal.project)
    assert weights_of(followed.values["rows"])[:3] == [Decimal(20), Decimal("12.5"), Decimal(10)]


def test_a_list_without_weights_is_scored_with_the_approved_ones(unit, cycle, staff, preparer):
    goal = ready_goal(unit, cycle)
    weigh(goal, "60", "20", "10")
    bring_to(goal, FilingStatus.APPROVED, **staff)
    evaluated(goal.project, preparer).indicators.update(weight=None)  # as a file without 分值 leaves it
    (subject,) = evaluated_projects(Evaluation.objects.with_all())
    assert [points.weight for points in subject.scored.indicators][:3] == [60, 20, 10]
