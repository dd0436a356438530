"""Several people act at the same moment, in processes of their own: exactly one step takes effect."""

import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from filings.domain.remarks import add_remark
from filings.domain.steps import StepRefused, take_step, take_steps
from filings.enums import Action, FilingStatus, Rating
from filings.models import Filing, FilingTransition
from indicators.domain.entry.copying import copy_goals
from indicators.domain.entry.drafts import create_goal
from indicators.forms.entry.posted import PostedGoal
from indicators.models import PerformanceGoal
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from perfgoals.audit.domain import find_breaches
from tests.factories import BudgetCycleFactory
from tests.indicators.flow import bring_to, fill_sheet, ready_goal
from tests.indicators.posts import posted, reread
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


def act(steps):
    """Take each (goal, revision, action, user) as a process of its own would; the answers in order."""
    answers = []
    for goal, revision, action, user in steps:
        try:
            take_step(
                filing=Filing.objects.get(pk=goal),
                action=action,
                by=User.objects.get(pk=user),
                revision=revision,
            )
            answers.append("done")
        except StepRefused as refusal:
            answers.append(str(refusal))
    return answers


def race(goals, people_and_actions):
    """All act on the first goal, then on the second …; answers by goal."""
    work = [
        ([(goal.filing.pk, goal.revision, action, user.pk) for goal in goals],)
        for user, action in people_and_actions
    ]
    return list(zip(*run_together(act, *work), strict=True))


def test_twelve_approvals_of_one_table(tmp_path, unit, cycle, staff, make_user):
    goals = [bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff) for _ in range(ROUNDS)]
    for goal in goals:
        fill_sheet(goal, staff["approver"])
    people = [make_user(Role.APPROVER) for _ in range(12)]
    with shared_database(tmp_path):
        for goal, answers in zip(goals, race(goals, [(p, Action.APPROVE) for p in people]), strict=True):
            assert answers.count("done") == 1
            winner = people[answers.index("done")]
            assert all(f"已由 {winner} 于" in answer for answer in answers if answer != "done")
            assert FilingTransition.objects.get(filing=goal.filing, action=Action.APPROVE).by == winner
            assert goal.filing.versions.filter(action=Action.APPROVE).count() == 1
        assert list(find_breaches()) == []


def test_endorsement_against_withdrawal(tmp_path, unit, cycle, staff):
    goals = [bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff) for _ in range(ROUNDS)]
    rivals = [(staff["supervisor"], Action.ENDORSE), (staff["preparer"], Action.WITHDRAW)]
    outcome = {Action.ENDORSE: FilingStatus.ENDORSED, Action.WITHDRAW: FilingStatus.DRAFT}
    with shared_database(tmp_path):
        for goal, answers in zip(goals, race(goals, rivals), strict=True):
            assert answers.count("done") == 1
            person, action = rivals[answers.index("done")]
            assert f"已由 {person} 于" in answers[1 - answers.index("done")]
            goal.refresh_from_db()
            assert goal.status == outcome[action]
            assert goal.filing.transitions.count() == 2


def hold(act, goal, user):
    """Do `act`, and keep it to oneself until the other process has begun to wait for the goal."""
    with transaction.atomic():
        act(PerformanceGoal.objects.get(pk=goal), User.objects.get(pk=user))
        time.sleep(1)
    return "done"


def follow(action, goal, user):
    time.sleep(0.3)
    filing = Filing.objects.get(goal=goal)
    return act([(filing.pk, filing.revision, action, user)])[0]


def first_and_second(pair, *arguments):
    return pair(*arguments)


def rate_poor(goal, by):
    fill_sheet(goal, by, Rating.POOR)


def remark(goal, by):
    add_remark(filing=goal.filing, by=by, text="请核对金额")


@pytest.mark.parametrize(
    ("status", "act", "actor", "action", "follower", "refusal"),
    [
        (FilingStatus.ENDORSED, rate_poor, "reviewer", Action.APPROVE, "approver", "总体评价为“差”"),
        (FilingStatus.SUBMITTED, remark, "supervisor", Action.WITHDRAW, "preparer", "已经开始处理"),
    ],
)
def test_who_waited_for_the_table_sees_what_was_done_meanwhile(
    tmp_path, unit, cycle, staff, reviewer, status, act, actor, action, follower, refusal
):
    people = {**staff, "reviewer": reviewer}
    goal = bring_to(ready_goal(unit, cycle), status, **staff)
    if status == FilingStatus.ENDORSED:
        fill_sheet(goal, staff["approver"], Rating.GOOD)
    with shared_database(tmp_path):
        done, answer = run_together(
            first_and_second,
            (hold, act, goal.pk, people[actor].pk),
            (follow, action, goal.pk, people[follower].pk),
        )
        assert done == "done" and refusal in answer
        goal.refresh_from_db()
        assert goal.status == status


def begin(cycle, unit, user):
    create_goal(cycle=cycle, department=unit, name="同名项目", by=user)
    return "done"


def copy(cycle, source, user):
    goals = PerformanceGoal.objects.with_project().with_indicators().filter(pk=source)
    (copied,) = copy_goals(goals=goals, cycle=cycle, by=user)
    return copied.reason or "done"


def rename(goal, user):
    form = PostedGoal(posted(reread(goal), name="同名项目", amount="77.00"), goal=reread(goal))
    assert form.is_readable
    form.save(by=user)
    kept = reread(goal)
    return kept.project.amount, kept.unfinished.get("facts")


def taken_meanwhile(slow, *arguments):
    """`slow` acts where the other process has taken the name but not yet committed."""
    time.sleep(0.3)
    try:
        return slow(*arguments)
    except ValidationError as refusal:
        return " ".join(refusal.messages)


def taking(*arguments):
    with transaction.atomic():
        begin(*arguments)
        time.sleep(1)


def race_for_the_name(folder, taker, slow, *arguments):
    with shared_database(folder):
        answers = run_together(first_and_second, (taking, *taker), (taken_meanwhile, slow, *arguments))
    assert answers[0] is None
    return answers[1]


def test_name_that_is_taken_at_the_same_moment_is_refused_in_words(tmp_path, unit, cycle, preparer):
    taker = (cycle, unit, preparer)
    assert "已有同名项目" in race_for_the_name(tmp_path, taker, begin, *taker)


def test_copy_whose_name_is_taken_at_the_same_moment_is_left_out(tmp_path, unit, cycle, preparer):
    last_year = BudgetCycleFactory(fiscal_year=2023)
    source = ready_goal(unit, last_year, project__name="同名项目")
    answer = race_for_the_name(tmp_path, (cycle, unit, preparer), copy, cycle, source.pk, preparer)
    assert answer in ("刚刚有人建立了同名项目", "本批次已有同名项目")


def test_new_name_that_is_taken_at_the_same_moment_waits_in_the_form(tmp_path, unit, cycle, preparer):
    goal = ready_goal(unit, cycle)
    answer = race_for_the_name(tmp_path, (cycle, unit, preparer), rename, goal, preparer)
    assert answer == (Decimal("77.00"), {"name": "同名项目"})


def test_two_hundred_in_one_batch(unit, cycle, staff):
    goals = [ready_goal(unit, cycle) for _ in range(200)]
    start = time.perf_counter()
    results = take_steps(
        filings=[(g.filing, g.revision) for g in goals], action=Action.SUBMIT, by=staff["preparer"]
    )
    assert all(result.done for result in results)
    print(f"batch of 200: {time.perf_counter() - start:.2f} s")  # noqa: T201
