"""A self-evaluation on the common workflow: steps, what is frozen, what is locked, deadlines, 抽评."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.domain.entry import open_evaluation, save_evaluation
from evaluation.domain.subjects import evaluated_projects
from evaluation.models import Evaluation, EvaluationRules
from filings.domain.proof import find_altered_tables
from filings.domain.steps import AlreadyDone, NotReady, StepRefused, take_step
from filings.enums import Action, FilingStatus
from filings.locking import TableLocked
from filings.models import DeadlineExtension
from perfgoals.audit.models import AuditEvent
from tests.evaluation.flow import filled_in, step
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff).project


def points(evaluation):
    (subject,) = evaluated_projects(Evaluation.objects.filter(pk=evaluation.pk).with_all())
    return subject.total_points


def test_the_whole_way_with_a_version_at_each_end(project, preparer, supervisor, approver):
    evaluation = filled_in(project, preparer)
    for action, by, status in [
        (Action.SUBMIT, preparer, FilingStatus.SUBMITTED),
        (Action.ENDORSE, supervisor, FilingStatus.ENDORSED),
        (Action.APPROVE, approver, FilingStatus.APPROVED),
    ]:  # fmt: skip
        step(evaluation, action, by)
        assert evaluation.filing.status == status
    versions = list(evaluation.filing.versions.order_by("serial"))
    assert [version.action for version in versions] == ["submit", "approve"]
    frozen = json.loads(versions[-1].content)
    assert frozen["points"]["total"] == "100.00" and frozen["points"]["grade"] == "优"
    assert frozen["goal_version"]["sha256"] == evaluation.version.sha256
    verbs = (
        AuditEvent.objects.filter(object_type="evaluation").order_by("number").values_list("verb", flat=True)
    )
    assert list(verbs) == ["change", "submit", "endorse", "approve"]


def test_what_must_be_changed_stops_it(project, preparer):
    blank = filled_in(project, preparer, rows=open_evaluation(project).values["rows"])
    with pytest.raises(NotReady, match="没有填写实际完成值"):
        step(blank, Action.SUBMIT, preparer)


def test_it_needs_no_rating_sheet_but_another_person(
    project, preparer, make_user, unit, supervisor, approver
):
    evaluation = filled_in(project, preparer)
    step(evaluation, Action.SUBMIT, preparer)
    with pytest.raises(StepRefused):
        step(evaluation, Action.APPROVE, approver)  # 主管部门 comes first
    step(evaluation, Action.ENDORSE, supervisor)
    step(evaluation, Action.APPROVE, approver)


def test_a_table_under_review_takes_no_change(project, preparer):
    evaluation = filled_in(project, preparer)
    step(evaluation, Action.SUBMIT, preparer)
    opened = open_evaluation(project)
    with pytest.raises(TableLocked, match="待主管部门审核"):
        save_evaluation(opened=opened, values=opened.values, revision=opened.revision, by=preparer)


def test_a_save_makes_the_pages_of_others_stale(project, preparer):
    evaluation = filled_in(project, preparer)
    old = evaluation.filing.revision
    filled_in(project, preparer, problems="进度偏慢")
    with pytest.raises(StepRefused, match="您打开之后"):
        take_step(filing=evaluation.filing, action=Action.SUBMIT, by=preparer, revision=old)
    step(evaluation, Action.SUBMIT, preparer)
    with pytest.raises(AlreadyDone):
        take_step(filing=evaluation.filing, action=Action.SUBMIT, by=preparer, revision=old + 1)


def test_the_rules_of_the_submission_count(project, cycle, preparer, supervisor):
    rows = [row | {"actual": "5次"} for row in open_evaluation(project).values["rows"]]
    evaluation = filled_in(project, preparer, rows=rows)
    step(evaluation, Action.SUBMIT, preparer)
    before = points(evaluation)
    EvaluationRules.objects.create(cycle=cycle, over_share=10, over_deduction=5)
    assert points(evaluation) == before
    assert list(find_altered_tables()) == []
    step(evaluation, Action.RETURN, supervisor, "请核对")
    assert points(evaluation) < before


def test_a_change_past_the_program_is_found(project, preparer):
    evaluation = filled_in(project, preparer)
    step(evaluation, Action.SUBMIT, preparer)
    evaluation.indicators.filter(position=1).update(actual="40次")
    (breach,) = find_altered_tables()
    assert "40次" in breach.message


def test_deadlines_are_its_own(project, cycle, unit, preparer):
    yesterday = timezone.localdate() - timedelta(days=1)
    EvaluationRules.objects.create(cycle=cycle, closes_on=yesterday)
    evaluation = filled_in(project, preparer)
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, kind="goal", stage="declaration", until="2099-01-01", reason="停机"
    )
    with pytest.raises(StepRefused, match="截止"):
        step(evaluation, Action.SUBMIT, preparer)
    DeadlineExtension.objects.create(
        cycle=cycle,
        department=unit,
        kind="evaluation",
        stage="declaration",
        until="2099-01-01",
        reason="停机",
    )
    step(evaluation, Action.SUBMIT, preparer)


def test_a_closed_cycle_still_takes_self_evaluations(project, cycle, preparer):
    cycle.state = "closed"
    cycle.save()
    step(filled_in(project, preparer), Action.SUBMIT, preparer)
