"""Answers given while a finding was known by its words hold once it is known by the text it judges."""

import hashlib
from importlib import import_module

import pytest
from django.apps import apps

from indicators.domain.checking.answers import answers_of
from indicators.domain.checking.findings import findings_now
from indicators.domain.checking.keeping import refresh_findings
from indicators.models import CheckAnswer, GoalFinding, PerformanceGoal
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
follow = import_module("indicators.migrations.0020_answers_follow_their_findings").follow


def in_words(finding) -> str:
    """The mark of before: check, field and message."""
    words = f"{finding.check_id}\n{finding.field}\n{finding.message}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def answered_before(finding, user, reason="原文如此"):
    GoalFinding.objects.filter(pk=finding.pk).update(fingerprint=in_words(finding))
    return CheckAnswer.objects.create(
        goal=finding.goal, fingerprint=in_words(finding), check_id=finding.check_id, reason=reason,
        answered_by=user,
    )  # fmt: skip


@pytest.fixture
def checked_cycle(seed_cycle):
    refresh_findings(cycle=seed_cycle)
    return seed_cycle


def test_each_check_s_answers_still_hold(checked_cycle):
    """One finding of every check: of rows, of fields of the project, of pairs."""
    user, one_each = UserFactory(), {}
    for finding in GoalFinding.objects.in_cycle(checked_cycle).filter(outcome="finding").order_by("pk"):
        one_each.setdefault(finding.check_id, finding)
    assert len(one_each) > 15
    for finding in one_each.values():
        answered_before(finding, user)
    follow(apps, None)
    for check_id, finding in one_each.items():
        goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=finding.goal_id)
        now = {found.fingerprint: found for found in findings_now(goal)}
        assert {now[mark].check_id for mark in answers_of(goal)} >= {check_id}


def test_an_answer_whose_text_is_gone_stays_as_it_is(checked_cycle):
    finding = GoalFinding.objects.in_cycle(checked_cycle).first()
    answer = CheckAnswer.objects.create(
        goal=finding.goal, fingerprint="0" * 32, check_id=finding.check_id, reason="原文如此",
        answered_by=UserFactory(),
    )  # fmt: skip
    follow(apps, None)
    answer.refresh_from_db()
    assert answer.fingerprint == "0" * 32


def test_two_answers_never_become_one(checked_cycle):
    """One was given anew after the change: both stay, the newer one holds."""
    finding = GoalFinding.objects.in_cycle(checked_cycle).filter(outcome="finding").first()
    newer = CheckAnswer.objects.create(
        goal=finding.goal, fingerprint=finding.fingerprint, check_id=finding.check_id, reason="新的理由",
        answered_by=UserFactory(),
    )  # fmt: skip
    older = answered_before(finding, newer.answered_by)
    follow(apps, None)
    assert CheckAnswer.objects.filter(pk__in=(newer.pk, older.pk)).count() == 2
    newer.refresh_from_db()
    assert newer.fingerprint == finding.fingerprint
