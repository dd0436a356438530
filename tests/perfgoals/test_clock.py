"""The clock goes forward or back, as those of virtual machines and dead batteries do."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone

from filings.domain.deadlines import late_reason
from filings.enums import Stage
from perfgoals.accounts.middleware import LAST_SEEN
from perfgoals.audit.domain import find_breaches, record
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.common.clock import Clock
from perfgoals.jobs import chores, domain, health
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.kinds import Outcome, _runners
from perfgoals.jobs.models import Job
from tests.factories import BudgetCycleFactory, JobFactory, PerformanceGoalFactory

pytestmark = pytest.mark.django_db
REAL_NOW = timezone.now


@pytest.fixture
def clock(monkeypatch):
    """clock(hours=3): from now on the program's clock is three hours ahead."""

    def set_to(**ahead):
        monkeypatch.setattr(timezone, "now", lambda: REAL_NOW() + timedelta(**ahead))

    return set_to


def test_a_session_from_before_the_clock_went_back_ends_when_idle(client_for, reviewer, settings, clock):
    browser = client_for(reviewer)
    browser.get("/jobs/")
    session = browser.session
    session[LAST_SEEN] += 24 * 3600  # written while the clock was a day ahead
    session.save()
    assert browser.get("/jobs/").status_code == 200
    assert browser.session[LAST_SEEN] <= time.time()
    session = browser.session
    session[LAST_SEEN] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()
    assert browser.get("/jobs/").status_code == 302


@pytest.mark.parametrize("hours", [-26, -1, 1, 26])
def test_running_jobs_are_reaped_by_the_clock_of_the_database(clock, hours):
    """One host's clock is off: the jobs of the others go on."""
    JobFactory(running=True)
    dead = JobFactory(stale=True)
    clock(hours=hours)
    assert domain.reap_stale_jobs() == 1
    assert Job.objects.get(pk=dead.pk).state == JobState.INTERRUPTED


def test_a_job_started_by_a_wrong_clock_is_not_dead(clock, monkeypatch):
    def work(job, progress, scratch):
        assert domain.reap_stale_jobs() == 0
        return Outcome()

    monkeypatch.setitem(_runners, "clock", work)
    clock(days=-3)
    job = JobFactory(kind="clock")
    domain.perform(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_no_job_is_given_up_while_the_clock_has_just_been_set(monkeypatch):
    """By the database's clock, too, where that is the machine's: the last beat then seems long ago."""
    dead = JobFactory(stale=True)
    own, real = Clock(), time.time
    monkeypatch.setattr(domain, "clock", own)
    assert own.was_set_within(60) is False
    for seconds in (86_400, 0, -3600):
        monkeypatch.setattr(time, "time", lambda ahead=seconds: real() + ahead)
        assert domain.reap_stale_jobs() == 0
    monkeypatch.setattr(domain, "STALE_SECONDS", 0)
    assert domain.reap_stale_jobs() == 1
    assert Job.objects.get(pk=dead.pk).state == JobState.INTERRUPTED


def test_a_beat_that_is_to_come_is_of_a_dead_worker():
    """It died while the clock was an hour ahead."""
    JobFactory(running=True, heartbeat=REAL_NOW() + timedelta(hours=1))
    assert domain.reap_stale_jobs() == 1


def old_result():
    job = JobFactory(done=True)
    job.result.save("表.xlsx", ContentFile(b"x"))
    return job


def test_a_leap_forward_deletes_no_results_and_no_sessions(clock, client_for, reviewer):
    """A year ahead all would be old; nothing was recorded in that year, so it was no year."""
    record(Verb.LOGIN, by=reviewer)
    job = old_result()
    client_for(reviewer).get("/jobs/")
    clock(days=365)
    for _ in range(2):
        chores.do_chores()
        assert Job.objects.get(pk=job.pk).has_result
        assert Session.objects.exists()
        record(Verb.LOGIN, by=reviewer)  # somebody works by the wrong clock
    for days in (365 + 4, 365 + 8):
        clock(days=days)
        record(Verb.LOGIN, by=reviewer)
    chores.do_chores()
    assert not Job.objects.get(pk=job.pk).has_result  # so it was a year


def test_in_ordinary_time_they_are_deleted(clock, reviewer):
    job = old_result()
    for days in (4, 8):
        clock(days=days)
        record(Verb.LOGIN, by=reviewer)
    chores.do_chores()
    assert not Job.objects.get(pk=job.pk).has_result


def test_the_chain_of_the_audit_holds_however_the_clock_goes(clock, reviewer):
    for days in (0, 40, -400, 3):
        clock(days=days)
        record(Verb.LOGIN, by=reviewer)
    assert list(find_breaches()) == []
    numbers = [event.number for event in AuditEvent.objects.order_by("number")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_administrator_is_told_that_the_clock_is_behind(clock, reviewer):
    record(Verb.LOGIN, by=reviewer)
    clock(hours=-2)
    said = "".join(health.present_state().troubles)
    assert "时钟比最近一条审计记录早 1" in said
    clock(seconds=-20)
    assert "时钟" not in "".join(health.present_state().troubles)


def test_a_deadline_that_only_a_wrong_clock_saw_pass_is_open_again(clock):
    """Nothing is stored of it: the day of the reading counts."""
    cycle = BudgetCycleFactory(closes_on=timezone.localdate() + timedelta(days=1))
    filing = PerformanceGoalFactory(project__cycle=cycle).filing
    assert late_reason(filing, Stage.DECLARATION) == ""
    clock(days=5)
    assert "截止" in late_reason(filing, Stage.DECLARATION)
    clock(seconds=0)
    assert late_reason(filing, Stage.DECLARATION) == ""
