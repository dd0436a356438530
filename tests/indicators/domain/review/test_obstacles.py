"""What stands between a table and its submission. What each check says is tested with the checks."""

from dataclasses import replace

import pytest

from filings.domain.remarks import add_remark
from filings.domain.steps import NotReady
from filings.enums import Action, FilingStatus
from indicators.domain.checking.keeping import refresh_findings
from indicators.domain.checking.settings import ChosenRule, change_settings
from indicators.domain.entry.entries import References, RowEntry, entry_of, kept_row, normalised
from indicators.domain.entry.saving import save_goal
from indicators.domain.entry.settling import settle
from indicators.domain.review.obstacles import in_words, obstacles_of, said_before_submission
from indicators.enums import CheckLevel
from indicators.models import PerformanceGoal
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal, step
from tests.indicators.posts import reread, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def findings(goal):
    return said_before_submission(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))


def stopping(goal):
    return obstacles_of(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))


def blocked_fields(goal):
    return [(f.field, f.indicator) for f in stopping(goal)]


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


def test_projects_are_compared_as_they_stand(goal, unit, cycle):
    """Without any run of the checks, and against what a run has kept; page and step say the same."""
    twin = ready_goal(unit, cycle, project__name=goal.project.name + "（二）")
    assert "near_duplicates" in {f.check_id for f in findings(goal)}
    assert stopping(goal) == []
    change_settings(cycle=cycle, rules=[ChosenRule("near_duplicates", True, CheckLevel.BLOCKING)])
    assert [f.check_id for f in findings(goal) if f.blocks] == ["near_duplicates"]
    assert [f.check_id for f in stopping(goal)] == ["near_duplicates"]
    refresh_findings(cycle=cycle)
    twin.project.name, twin.project.justification = "完全不同的另一个项目", "依据另一份文件。"
    twin.project.save()
    twin.overall_objective = twin.annual_objective = "修建三座水库并通过验收。"
    twin.filing.revision += 1
    twin.filing.save()
    twin.save()
    twin.indicators.all().delete()
    assert blocked_fields(goal) == []


def test_text_that_could_not_be_stored_blocks(goal):
    goal.unfinished = {"facts": {"amount": "五万左右"}}
    goal.save()
    assert ("amount", None) in blocked_fields(goal)


def save_form(goal, change):
    """Save the form as it stands after `change` of its entry."""
    fresh = reread(goal)
    references = References(fresh)
    entry = normalised(change(entry_of(fresh)), references)
    settled = settle(entry, goal=fresh, references=references)
    save_goal(goal=fresh, by=None, revision=fresh.revision, facts=settled.facts, rows=settled.rows)


def with_row(entry, row):
    return replace(entry, rows=(*entry.rows, row))


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (lambda entry: typed(entry, name=""), "name", "二级项目名称"),
        (
            lambda entry: replace(entry, rows=(replace(entry.rows[0], name=""), *entry.rows[1:])),
            "name",
            "第 1 行",
        ),
        (
            lambda entry: with_row(
                entry, RowEntry(category=entry.rows[0].category, period_target="≥3次", annual_target="≥3次")
            ),
            "name",
            "第 6 行",
        ),
        (
            lambda entry: with_row(entry, RowEntry(name="系统数", period_target="1个", annual_target="1个")),
            "category",
            "第 6 行",
        ),
    ],
    ids=["project name emptied", "name of a row emptied", "values without a name", "row without a category"],
)
def test_what_the_form_holds_beside_the_table_blocks(goal, preparer, change, field, words):
    assert goal.indicators.count() == 5
    save_form(goal, change)
    found = stopping(goal)
    assert [finding.field for finding in found if words in in_words([finding])] == [field]
    with pytest.raises(NotReady, match=words):
        step(goal, Action.SUBMIT, preparer)


@pytest.mark.parametrize(
    "unfinished",
    [
        {"facts": {"functional_subject": None}},
        {"rows": [kept_row(RowEntry(name="系统数", period_target="1个", annual_target="1个"), 0)]},
    ],
    ids=["fact", "row"],
)
def test_what_would_pass_by_now_blocks_until_it_is_in_the_table(goal, unfinished):
    row = goal.indicators.first()
    for kept in unfinished.get("rows", ()):
        kept["category"] = row.category_id
    if "facts" in unfinished:
        unfinished["facts"]["functional_subject"] = goal.project.functional_subject.code
    goal.unfinished = unfinished
    goal.save()
    assert any("还没有写入表中" in f.message for f in stopping(goal))


def test_open_remarks_are_reminded_of(goal, preparer, supervisor, approver):
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    add_remark(filing=goal.filing, by=supervisor, text="请核对", place="amount")
    step(goal, Action.RETURN, supervisor, "见意见")
    assert [(f.blocks, f.message) for f in findings(goal)][-1] == (False, "还有 1 条审核意见没有答复。")


def test_lost_amounts_of_the_seed_block(seed_cycle):
    goals = list(PerformanceGoal.objects.with_project().with_indicators())
    blocked = {goal.pk for goal in goals if any(f.field == "amount" for f in obstacles_of(goal))}
    assert len(blocked) == 33
