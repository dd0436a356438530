"""One truth about what stops 送审: 待办, the list's filter, the form's box and the page of the step agree."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Filing
from indicators.checks import CHECKS
from indicators.domain.checking.findings import find_in_goal
from indicators.domain.checking.keeping import refresh_findings
from indicators.domain.checking.settings import ChosenRule, change_settings
from indicators.domain.entry.copying import copy_goals
from indicators.domain.review import blocked
from indicators.domain.review.blocked import Recount, keep_recount, recount, with_obstacles
from indicators.enums import CheckLevel
from indicators.jobs import count_drafts
from indicators.models import GoalCheck, IndicatorCategory, PerformanceGoal
from projects.enums import CycleState
from tests.factories import BudgetCycleFactory, IndicatorFactory, PerformanceGoalFactory
from tests.indicators.flow import ready_goal
from tests.indicators.posts import posted, reread, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


def is_blocked(goal) -> bool:
    cycle = goal.project.cycle
    changed = recount(PerformanceGoal.objects.in_cycle(cycle), cycle=cycle)
    return with_obstacles(PerformanceGoal.objects.all(), changed).get(pk=goal.pk).is_blocked


def answers(browser, goal) -> set[bool]:
    """What each of the places says: does something stop 送审?"""
    goal, cycle = reread(goal), goal.project.cycle
    listed = reverse("goal_list", args=[cycle.code])
    form = browser.get(reverse("goal_edit", args=[goal.pk])).context["found"]
    saved = browser.post(reverse("goal_autosave", args=[goal.pk]), posted(goal)).json()
    submit = browser.get(reverse("goal_submit", args=[goal.pk])).context
    cards = {card.label: card.count for card in browser.get(reverse("home")).context["cards"]}
    found = {}
    for fill in ("gaps", "ready"):
        page = browser.get(listed, {"fill": fill}).context["page"]
        found[fill] = goal.pk in {g.pk for g in page}
        assert page.paginator.count == cards[{"gaps": "待填", "ready": "待送审"}[fill]]
    assert found["gaps"] != found["ready"]
    done = [set(sections.values()) == {"已完成"} for sections in (form.sections, saved["sections"])]
    blocking = (form.blocking, saved["blocking"], submit["blocking_count"])
    return {found["gaps"], *(count > 0 for count in blocking), *(not all_done for all_done in done)}


@pytest.mark.parametrize("position", [1, 18])
def test_every_place_says_the_same_of_a_project_of_the_seed(position, seed_cycle, unit, browser):
    goal = PerformanceGoal.objects.get(project__cycle=seed_cycle, project__position=position)
    assert len(answers(browser, goal)) == 1


@pytest.mark.parametrize("position", [1, 18])
def test_what_only_advises_stops_nothing_in_any_place(position, seed_cycle, unit, browser):
    goal = PerformanceGoal.objects.get(project__cycle=seed_cycle, project__position=position)
    settings = [ChosenRule(check.id, True, CheckLevel.ADVICE, check.threshold) for check in CHECKS.values()]
    change_settings(cycle=seed_cycle, rules=settings)
    assert answers(browser, goal) == {False}


def test_a_missing_required_category_stops_everywhere(cycle, unit, browser):
    goal = ready_goal(unit, cycle)
    assert answers(browser, goal) == {False}
    goal.indicators.last().delete()
    Filing.objects.filter(goal=goal).update(revision=7)
    assert answers(browser, goal) == {True}


def test_a_missing_annual_objective_is_advice_everywhere(cycle, unit, browser):
    goal = ready_goal(unit, cycle, annual_objective="")
    assert answers(browser, goal) == {False}
    change_settings(cycle=cycle, rules=[ChosenRule("annual_objective_empty", True, CheckLevel.BLOCKING)])
    assert answers(browser, goal) == {True}


def test_a_finding_that_is_no_gap_stops_everywhere(cycle, unit, browser):
    goal = ready_goal(unit, cycle)
    row = goal.indicators.last()
    row.period_target = row.annual_target = "100*12=1300元"
    row.save()
    Filing.objects.filter(goal=goal).update(revision=7)
    assert answers(browser, goal) == {True}
    found = browser.get(reverse("goal_edit", args=[goal.pk])).context["found"]
    assert found.sections["indicators"] == "有问题" and "第 5 行" in found.items[-1].label


def test_a_copied_goal_is_stopped_everywhere_until_it_has_an_amount(cycle, unit, preparer, browser):
    source = ready_goal(unit, BudgetCycleFactory(fiscal_year=2023))
    (copied,) = copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)
    assert answers(browser, copied.goal) == {True}
    browser.post(reverse("goal_save", args=[copied.goal.pk]), posted(copied.goal, amount="5000"))
    assert answers(browser, copied.goal) == {False}


@pytest.mark.parametrize("lost", [{"name": ""}, {"category": None, "category_text": "没有的指标"}])
def test_a_row_that_the_table_can_not_take_stops_everywhere(lost, cycle, unit, browser):
    goal = ready_goal(unit, cycle)
    extra = replace(rows_of(goal)[0], pk=None, **{"name": "多填的", **lost})
    browser.post(reverse("goal_save", args=[goal.pk]), posted(goal, rows=[*rows_of(goal), extra]))
    assert reread(goal).unfinished and answers(browser, goal) == {True}


def test_a_goal_is_counted_again_after_a_save_and_after_other_settings(cycle, unit):
    goal = ready_goal(unit, cycle)
    assert not is_blocked(goal)
    goal.project.amount = None
    goal.project.save()
    Filing.objects.filter(goal=goal).update(revision=2)
    assert is_blocked(goal)
    change_settings(cycle=cycle, rules=[ChosenRule("amount_missing", False, CheckLevel.BLOCKING)])
    assert not is_blocked(goal)
    goal.indicators.first().delete()
    Filing.objects.filter(goal=goal).update(revision=3)
    assert is_blocked(goal)
    IndicatorCategory.objects.filter(scheme=cycle.rules.scheme).update(required=False)
    assert not is_blocked(goal)


def test_the_check_of_a_cycle_counts_every_goal(cycle, unit, django_assert_num_queries):
    good, bad = ready_goal(unit, cycle), PerformanceGoalFactory(project__cycle=cycle, project__amount=None)
    refresh_findings(cycle=cycle)
    assert GoalCheck.objects.get(goal=good).blocking == 0
    own = [f for f in find_in_goal(reread(bad)) if f.blocks]
    assert GoalCheck.objects.get(goal=bad).blocking == len(own) > 0
    with django_assert_num_queries(3):  # settings, required categories, nothing outdated
        assert recount(PerformanceGoal.objects.in_cycle(cycle), cycle=cycle) == Recount()


def test_a_finding_between_projects_stops_as_the_last_check_kept_it(cycle, unit):
    goal = ready_goal(unit, cycle)
    ready_goal(unit, cycle, project__name=goal.project.name + "（二）")
    change_settings(cycle=cycle, rules=[ChosenRule("near_duplicates", True, CheckLevel.BLOCKING)])
    assert not is_blocked(goal)
    refresh_findings(cycle=cycle)
    assert is_blocked(goal)


def test_more_changed_goals_than_a_page_can_check_keep_their_last_figure(cycle, unit, monkeypatch):
    monkeypatch.setattr(blocked, "COUNTED_AT_ONCE", 2)
    made = [ready_goal(unit, cycle) for _ in range(3)]
    drafts = PerformanceGoal.objects.in_cycle(cycle)
    changed = recount(drafts, cycle=cycle)
    assert not changed.complete
    states = with_obstacles(drafts, changed).order_by("pk").values_list("is_blocked", flat=True)
    assert list(states) == [False, False, True]  # never checked: not announced as ready
    assert not GoalCheck.objects.exists(), "reading writes nothing"
    assert keep_recount(drafts, cycle=cycle) == 3 and not is_blocked(made[2])
    assert keep_recount(drafts, cycle=cycle) == 0


def test_the_worker_counts_the_drafts_of_open_cycles(cycle, unit):
    ready_goal(unit, cycle)
    assert count_drafts() == 1 and count_drafts() == 0
    assert GoalCheck.objects.get().blocking == 0
    cycle.state = CycleState.CLOSED
    cycle.save()
    Filing.objects.update(revision=9)
    assert count_drafts() == 0


def test_counting_costs_the_same_for_few_and_many(cycle, unit):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            recount(PerformanceGoal.objects.in_cycle(cycle), cycle=cycle)
        return len(captured)

    ready_goal(unit, cycle)
    few = queries()
    for _ in range(20):
        goal = ready_goal(unit, cycle)
        IndicatorFactory.create_batch(3, goal=goal)
    assert queries() == few
