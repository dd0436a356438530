"""Steps of the workflow: every role × action × status × unit, what a step leaves behind, who was first."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from filings.domain.steps import (
    AlreadyDone,
    NotAllowed,
    NotReady,
    StaleTable,
    StepRefused,
    obstacle_of,
    possible_steps,
    take_step,
    take_steps,
)
from filings.enums import Action, FilingStatus, Rating, Stage
from filings.models import DeadlineExtension, Filing, FilingTransition, FilingVersion
from indicators.models import CheckTally, GoalFinding, PerformanceGoal
from indicators.workflow import WORKFLOW
from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.models import AuditEvent
from projects.enums import CycleState
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def facts(goal):
    return PerformanceGoal.objects.with_step_facts().get(pk=goal.pk)


def untouched(goal, *, status, revision):
    goal.refresh_from_db()
    assert (goal.status, goal.revision) == (status, revision)


@contextmanager
def undone():
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_comment_beyond_the_limit_is_refused_not_cut(unit, cycle, preparer):
    goal = ready_goal(unit, cycle)
    with pytest.raises(StepRefused, match="2,001 字"):
        take_step(filing=goal.filing, action=Action.SUBMIT, by=preparer, revision=1, comment="字" * 2001)
    take_step(filing=goal.filing, action=Action.SUBMIT, by=preparer, revision=1, comment="字" * 2000)
    assert len(goal.filing.transitions.get().comment) == 2000


def test_the_checks_are_asked_once_for_a_step(unit, cycle, preparer):
    goal = ready_goal(unit, cycle)
    with CaptureQueriesContext(connection) as queries:
        step(goal, Action.SUBMIT, preparer)
    assert sum('FROM "indicators_checksetting"' in query["sql"] for query in queries) == 1
    found = GoalFinding.objects.filter(goal=goal, outcome="finding")
    counted = CheckTally.objects.filter(goal=goal).aggregate(total=Sum("count"))["total"] or 0
    assert found.count() == counted > 0, "what is kept for the queue is what the trend counts"


class TestEveryRow:
    """Role × action × status × own/other unit against the table."""

    @pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
    @pytest.mark.parametrize("status", FilingStatus)
    @pytest.mark.parametrize("role", Role)
    def test_cells(self, goal, staff, make_user, unit, other_unit, role, status, own):
        bring_to(goal, status, **staff)
        if status == FilingStatus.ENDORSED:
            fill_sheet(goal, staff["approver"])
        actor = make_user(role, department=place_of(role, unit if own else other_unit))
        for action in Action:
            row = WORKFLOW.find(action, status, supervised=True)
            with undone():
                self.check(goal, action, actor, row if row and role in row.roles and own else None)

    def check(self, goal, action, actor, row):
        goal.refresh_from_db()
        status, revision = goal.status, goal.revision
        if row:
            assert step(goal, action, actor, "理由").to_status == row.target
        else:
            with pytest.raises(StepRefused):
                step(goal, action, actor, "理由")
            untouched(goal, status=status, revision=revision)

    @pytest.mark.parametrize("status", FilingStatus)
    @pytest.mark.parametrize("role", Role)
    def test_buttons_are_the_rows_of_the_table(self, goal, staff, make_user, unit, role, status):
        bring_to(goal, status, **staff)
        actor = make_user(role, department=place_of(role, unit))
        shown = {s.action for s in possible_steps(filing=facts(goal).filing, by=actor)}
        rows = {a: WORKFLOW.find(a, status, supervised=True) for a in Action}
        assert shown == {a for a, row in rows.items() if row and role in row.roles}


def place_of(role, unit):
    return (
        unit.parent
        if role == Role.SUPERVISOR
        else unit
        if role == Role.PREPARER
        else (unit if role in (Role.REVIEWER, Role.APPROVER) else None)
    )


class TestWhatAStepLeaves:
    def test_submission(self, goal, preparer):
        taken = step(goal, Action.SUBMIT, preparer)
        goal.refresh_from_db()
        assert (goal.status, goal.revision, goal.filing.version_number) == (FilingStatus.SUBMITTED, 2, 1)
        assert goal.filing.submission == taken.version
        assert (taken.by, taken.from_status, taken.to_status) == (preparer, "draft", "submitted")
        event = AuditEvent.objects.order_by("number").last()
        assert (event.verb, event.object_id) == ("submit", str(goal.pk))
        assert taken.version.sha256 in event.after

    def test_return_keeps_the_reason_and_the_table(self, goal, staff):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        taken = step(goal, Action.RETURN, staff["supervisor"], "  金额\x00有误 ")
        assert taken.comment == "金额有误" and taken.version.action == Action.RETURN

    def test_withdrawal_forgets_the_submission(self, goal, staff):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        step(goal, Action.WITHDRAW, staff["preparer"])
        goal.refresh_from_db()
        assert (goal.status, goal.filing.submission) == (FilingStatus.DRAFT, None)
        assert goal.filing.versions.count() == 1

    def test_adjustment_opens_the_next_version_and_keeps_the_old(self, goal, staff):
        bring_to(goal, FilingStatus.APPROVED, **staff)
        step(goal, Action.REVISE, staff["approver"], "年中调剂预算")
        goal.refresh_from_db()
        assert (goal.status, goal.filing.version_number) == (FilingStatus.DRAFT, 2)
        assert list(goal.filing.versions.values_list("action", flat=True)) == [Action.SUBMIT, Action.APPROVE]

    def test_whole_way_is_recorded_in_order(self, goal, staff):
        bring_to(goal, FilingStatus.APPROVED, **staff)
        assert list(goal.filing.transitions.values_list("action", flat=True)) == [
            "submit",
            "endorse",
            "approve",
        ]
        assert [v.serial for v in goal.filing.versions.all()] == [1, 2]
        assert list(find_breaches()) == []

    def test_refused_step_leaves_nothing(self, goal, supervisor):
        counts = [FilingVersion, FilingTransition, AuditEvent]
        before = [model.objects.count() for model in counts]
        with pytest.raises(NotAllowed):
            step(goal, Action.SUBMIT, supervisor)
        assert [model.objects.count() for model in counts] == before

    def test_failure_on_the_way_undoes_all(self, goal, preparer, monkeypatch):
        def broken(*args, **kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr("filings.domain.steps.record", broken)
        with pytest.raises(ZeroDivisionError):
            step(goal, Action.SUBMIT, preparer)
        untouched(goal, status=FilingStatus.DRAFT, revision=1)
        assert not FilingVersion.objects.exists() and not FilingTransition.objects.exists()

    def test_goal_in_hand_is_up_to_date(self, goal, preparer):
        take_step(filing=goal.filing, action=Action.SUBMIT, by=preparer, revision=1)
        assert (goal.status, goal.revision) == (FilingStatus.SUBMITTED, 2)


class TestNeeds:
    def test_blocking_findings_stop_the_submission(self, unit, cycle, preparer):
        goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle, project__amount=None)
        with pytest.raises(NotReady) as refusal:
            step(goal, Action.SUBMIT, preparer)
        assert {f.field for f in refusal.value.findings} == {"amount", "indicators"}

    @pytest.mark.parametrize(
        ("status", "action"), [("submitted", Action.RETURN), ("approved", Action.REVISE)]
    )
    @pytest.mark.parametrize("comment", ["", "  \n", "\x00"])
    def test_reason_is_required(self, goal, staff, status, action, comment):
        bring_to(goal, FilingStatus(status), **staff)
        actor = staff["supervisor" if action == Action.RETURN else "approver"]
        with pytest.raises(StepRefused, match="请写明"):
            step(goal, action, actor, comment)

    @pytest.mark.parametrize(
        ("role", "status", "action"),
        [(Role.SUPERVISOR, "submitted", Action.ENDORSE), (Role.APPROVER, "endorsed", Action.APPROVE)],
    )
    def test_nobody_judges_what_he_submitted(self, goal, staff, unit, role, status, action):
        grant_role(user=staff["preparer"], role=role, department=unit.parent)
        bring_to(goal, FilingStatus(status), **staff)
        if action == Action.APPROVE:
            fill_sheet(goal, staff["approver"])
        with pytest.raises(StepRefused, match="本人送审"):
            step(goal, action, staff["preparer"])

    def test_approval_needs_a_sheet(self, goal, staff):
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        with pytest.raises(StepRefused, match="请先填写审核表"):
            step(goal, Action.APPROVE, staff["approver"])

    @pytest.mark.parametrize(("overall", "word"), [(Rating.FAIR, "退回单位修改"), (Rating.POOR, "不得进入")])
    def test_fair_and_poor_are_not_approved(self, goal, staff, overall, word):
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        fill_sheet(goal, staff["approver"], overall)
        with pytest.raises(StepRefused, match=word):
            step(goal, Action.APPROVE, staff["approver"])

    @pytest.mark.parametrize("overall", [Rating.EXCELLENT, Rating.GOOD])
    def test_excellent_and_good_are_approved(self, goal, staff, overall):
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        fill_sheet(goal, staff["approver"], overall)
        assert step(goal, Action.APPROVE, staff["approver"]).to_status == FilingStatus.APPROVED

    def test_sheet_of_an_earlier_submission_does_not_count(self, goal, staff):
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        fill_sheet(goal, staff["approver"])
        step(goal, Action.RETURN, staff["approver"], "补充")
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        with pytest.raises(StepRefused, match="请先填写审核表"):
            step(goal, Action.APPROVE, staff["approver"])

    def test_begun_review_can_not_be_withdrawn(self, unit, cycle, staff):
        cycle.rules.has_supervisor_step = False
        cycle.rules.save()
        goal = ready_goal(unit, cycle)
        step(goal, Action.SUBMIT, staff["preparer"])
        assert goal.status == FilingStatus.ENDORSED
        fill_sheet(goal, staff["approver"])
        with pytest.raises(StepRefused, match="已经开始处理"):
            step(goal, Action.WITHDRAW, staff["preparer"])

    def test_cycle_without_supervisors_goes_straight_to_finance(self, unit, cycle, staff):
        cycle.rules.has_supervisor_step = False
        cycle.rules.save()
        goal = ready_goal(unit, cycle)
        step(goal, Action.SUBMIT, staff["preparer"])
        assert obstacle_of(filing=facts(goal).filing, action=Action.ENDORSE, by=staff["supervisor"])
        step(goal, Action.WITHDRAW, staff["preparer"])
        assert goal.status == FilingStatus.DRAFT


class TestDeadlines:
    yesterday = property(lambda self: timezone.localdate() - timedelta(days=1))
    tomorrow = property(lambda self: timezone.localdate() + timedelta(days=1))

    def close(self, cycle, *, review=None, **fields):
        for name, value in fields.items():
            setattr(cycle, name, value)
        cycle.save()
        cycle.rules.review_closes_on = review
        cycle.rules.save()

    def extend(self, goal, stage, until):
        project = goal.project
        DeadlineExtension.objects.create(
            cycle=project.cycle, department=project.department, stage=stage, until=until, reason="系统故障"
        )

    def test_last_day_counts(self, goal, cycle, preparer):
        self.close(cycle, closes_on=timezone.localdate())
        assert step(goal, Action.SUBMIT, preparer)

    def test_late_submission_is_refused_with_the_date(self, goal, cycle, preparer):
        self.close(cycle, closes_on=self.yesterday)
        with pytest.raises(
            StepRefused, match=f"申报已于 {self.yesterday.month}月{self.yesterday.day}日 截止"
        ):
            step(goal, Action.SUBMIT, preparer)

    def test_extension_is_for_one_unit_and_stage(self, goal, cycle, preparer, other_unit, other_preparer):
        self.close(cycle, closes_on=self.yesterday)
        self.extend(goal, Stage.DECLARATION, self.tomorrow)
        other = ready_goal(other_unit, cycle)
        assert step(goal, Action.SUBMIT, preparer)
        with pytest.raises(StepRefused, match="截止"):
            step(other, Action.SUBMIT, other_preparer)

    def test_review_has_a_deadline_of_its_own(self, goal, cycle, staff):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        self.close(cycle, review=self.yesterday)
        for action in (Action.ENDORSE, Action.RETURN):
            with pytest.raises(StepRefused, match="审核已于"):
                step(goal, action, staff["supervisor"], "理由")
        self.extend(goal, Stage.REVIEW, self.tomorrow)
        assert step(goal, Action.ENDORSE, staff["supervisor"])

    def test_returned_table_may_come_again_while_it_may_be_reviewed(self, goal, cycle, staff):
        bring_to(goal, FilingStatus.RETURNED, **staff)
        self.close(cycle, closes_on=self.yesterday, review=self.tomorrow)
        assert step(goal, Action.SUBMIT, staff["preparer"])

    def test_adjustment_is_free_of_the_first_round_s_dates(self, goal, cycle, staff):
        bring_to(goal, FilingStatus.APPROVED, **staff)
        self.close(cycle, closes_on=self.yesterday, review=self.yesterday, state=CycleState.CLOSED)
        step(goal, Action.REVISE, staff["approver"], "调剂")
        assert bring_to(goal, FilingStatus.APPROVED, **staff).filing.version_number == 2

    @pytest.mark.parametrize(
        ("state", "word"), [(CycleState.PREPARING, "尚未开放"), (CycleState.CLOSED, "已结束")]
    )
    def test_only_open_cycles_take_submissions(self, goal, cycle, preparer, state, word):
        self.close(cycle, state=state)
        with pytest.raises(StepRefused, match=word):
            step(goal, Action.SUBMIT, preparer)


class TestWhoWasFirst:
    def test_second_actor_reads_who_and_when(self, goal, staff, make_user, unit):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        seen = goal.revision
        take_step(filing=goal.filing, action=Action.ENDORSE, by=staff["supervisor"], revision=seen)
        late = make_user(Role.SUPERVISOR, department=unit.parent)
        with pytest.raises(AlreadyDone, match=r"已由 主管审核员 于 \d+月\d+日 \d\d:\d\d 审核通过"):
            take_step(filing=goal.filing, action=Action.ENDORSE, by=late, revision=seen)

    def test_edited_table_is_not_submitted_unseen(self, goal, preparer):
        Filing.objects.filter(goal=goal).update(revision=2, updated_by=preparer)
        with pytest.raises(StaleTable, match="填报员甲"):
            take_step(filing=goal.filing, action=Action.SUBMIT, by=preparer, revision=1)

    def test_database_refuses_a_double_step(self, goal, preparer):
        taken = step(goal, Action.SUBMIT, preparer)
        taken.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            taken.save(force_insert=True)

    def test_returned_and_submitted_again_is_another_submission(self, goal, staff):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        seen = goal.revision
        step(goal, Action.RETURN, staff["supervisor"], "改")
        step(goal, Action.SUBMIT, staff["preparer"])
        with pytest.raises(AlreadyDone):
            take_step(filing=goal.filing, action=Action.ENDORSE, by=staff["supervisor"], revision=seen)


class TestBatch:
    def test_result_per_item(self, unit, cycle, staff):
        goals = [ready_goal(unit, cycle) for _ in range(3)]
        bring_to(goals[1], FilingStatus.SUBMITTED, **staff)
        results = take_steps(
            filings=[(g.filing, g.revision) for g in goals], action=Action.SUBMIT, by=staff["preparer"]
        )
        assert [r.done for r in results] == [True, False, True]
        assert "待主管部门审核" in results[1].message

    def test_more_than_the_limit_is_refused_as_a_whole(self, goal, preparer):
        with pytest.raises(StepRefused, match="一次最多办理 200 个"):
            take_steps(filings=[(goal.filing, 1)] * 201, action=Action.SUBMIT, by=preparer)
        untouched(goal, status=FilingStatus.DRAFT, revision=1)


def test_facts_of_many_goals_cost_the_same_queries(unit, cycle, staff, django_assert_num_queries):
    for _ in range(5):
        bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff)
    by = staff["approver"]
    assert by.roles
    for limit in (1, 5):
        with django_assert_num_queries(3):
            goals = list(PerformanceGoal.objects.with_step_facts()[:limit])
            assert len([obstacle_of(filing=g.filing, action=Action.APPROVE, by=by) for g in goals]) == limit


def test_a_step_costs_few_queries(goal, preparer, django_assert_max_num_queries):
    assert preparer.roles
    with django_assert_max_num_queries(30):
        take_step(filing=goal.filing, action=Action.SUBMIT, by=preparer, revision=1)
