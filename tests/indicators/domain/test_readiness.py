"""What stands between a table and its submission. What each check says is tested with the checks."""

import pytest

from indicators.domain.checking import ChosenRule, change_settings, refresh_findings
from indicators.domain.readiness import blocking, submission_findings
from indicators.domain.review import add_remark
from indicators.enums import Action, CheckLevel, GoalStatus
from indicators.models import PerformanceGoal
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def findings(goal):
    return submission_findings(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))


def blocked_fields(goal):
    return [(f.field, f.indicator) for f in blocking(findings(goal))]


def test_complete_table_is_ready(goal):
    assert blocked_fields(goal) == []


@pytest.mark.parametrize(
    ("owner", "change", "field"),
    [
        ("project", {"amount": None}, "amount"),
        ("project", {"fund_source": None}, "fund_code"),
        ("project", {"functional_subject": None}, "subject_code"),
        ("project", {"justification": " \n"}, "justification"),
        ("goal", {"overall_objective": ""}, "overall_objective"),
    ],
)
def test_empty_field_blocks(goal, owner, change, field):
    target = goal if owner == "goal" else goal.project
    for name, value in change.items():
        setattr(target, name, value)
    target.save()
    assert blocked_fields(goal) == [(field, None)]


@pytest.mark.parametrize("field", ["period_target", "annual_target"])
def test_empty_value_names_its_row(goal, field):
    row = goal.indicators.first()
    setattr(row, field, "")
    row.save()
    assert (field, row.pk) in blocked_fields(goal)


def test_missing_required_category_blocks(goal):
    row = goal.indicators.first()
    row.delete()
    assert blocked_fields(goal) == [("indicators", None)]


def test_everything_missing_is_said_at_once(unit, cycle):
    goal = PerformanceGoalFactory(
        project__department=unit, project__cycle=cycle, project__bare=True, overall_objective=""
    )
    assert {field for field, _ in blocked_fields(goal)} >= {
        "fund_code", "subject_code", "amount", "justification", "overall_objective", "indicators",
    }  # fmt: skip


def test_disabled_check_blocks_no_more(goal, cycle):
    goal.project.amount = None
    goal.project.save()
    change_settings(cycle=cycle, rules=[ChosenRule("amount_missing", False, CheckLevel.BLOCKING)])
    assert blocked_fields(goal) == []


def test_advice_made_compulsory_blocks(goal, cycle):
    goal.annual_objective = ""
    goal.save()
    assert blocked_fields(goal) == []
    change_settings(cycle=cycle, rules=[ChosenRule("annual_objective_empty", True, CheckLevel.BLOCKING)])
    assert blocked_fields(goal) == [("annual_objective", None)]


def test_kept_finding_between_projects_is_looked_at_again_before_it_blocks(goal, unit, cycle):
    twin = ready_goal(unit, cycle, project__name=goal.project.name + "（二）")
    change_settings(cycle=cycle, rules=[ChosenRule("near_duplicates", True, CheckLevel.BLOCKING)])
    refresh_findings(cycle=cycle)
    assert [f.check_id for f in blocking(findings(goal))] == ["near_duplicates"]
    twin.project.name, twin.project.justification = "完全不同的另一个项目", "依据另一份文件。"
    twin.project.save()
    twin.overall_objective = twin.annual_objective = "修建三座水库并通过验收。"
    twin.revision += 1
    twin.save()
    twin.indicators.all().delete()
    assert blocked_fields(goal) == []


def test_text_that_could_not_be_stored_blocks(goal):
    goal.unfinished = {"facts": {"amount": "五万左右"}}
    goal.save()
    assert ("amount", None) in blocked_fields(goal)


def test_open_remarks_are_reminded_of(goal, preparer, supervisor, approver):
    bring_to(goal, GoalStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    add_remark(goal=goal, by=supervisor, text="请核对", place="amount")
    step(goal, Action.RETURN, supervisor, "见意见")
    assert [(f.blocks, f.message) for f in findings(goal)][-1] == (False, "还有 1 条审核意见没有答复。")


def test_lost_amounts_of_the_seed_block(seed_cycle):
    goals = list(PerformanceGoal.objects.with_project().with_indicators())
    blocked = {
        goal.pk for goal in goals if any(f.field == "amount" for f in blocking(submission_findings(goal)))
    }
    assert len(blocked) == 33
