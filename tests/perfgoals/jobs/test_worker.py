"""A worker outlives its database."""

import pytest
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker

from perfgoals.jobs import worker

pytestmark = pytest.mark.pure


@pytest.fixture
def pauses(monkeypatch):
    """The seconds it waited; nothing is done in the background."""
    pauses = []
    monkeypatch.setattr(worker.time, "sleep", pauses.append)
    monkeypatch.setattr(worker, "keep_doing_chores", lambda: None)
    return pauses


def going_away(monkeypatch, times: int, words="server closed the connection unexpectedly"):
    """A database that is away for the first `times` looks at the queue."""
    looks = []

    def look(self):
        looks.append(1)
        if len(looks) <= times:
            raise OperationalError(words)

    monkeypatch.setattr(Worker, "run", look)
    return looks


def test_it_waits_for_a_database_that_is_away_and_goes_on(monkeypatch, pauses, caplog):
    looks = going_away(monkeypatch, times=3)
    worker.SteadyWorker().run()
    assert (len(looks), pauses) == (4, [worker.AWAY_SECONDS] * 3)
    assert "server closed the connection" in caplog.text


def test_it_says_once_that_the_tables_are_missing_and_goes_on(monkeypatch, pauses, caplog):
    going_away(monkeypatch, times=5, words="no such table: django_tasks_database_dbtaskresult")
    worker.SteadyWorker().run()
    [said] = [record.getMessage() for record in caplog.records]
    assert "数据库还没有建好" in said
    assert "setup_site" in said


def test_in_a_batch_the_error_ends_it(monkeypatch, pauses):
    going_away(monkeypatch, times=1)
    with pytest.raises(OperationalError):
        worker.SteadyWorker(batch=True).run()


def test_one_that_was_asked_to_stop_does_not_wait(monkeypatch, pauses):
    going_away(monkeypatch, times=1)
    stopping = worker.SteadyWorker()
    stopping.running = False
    with pytest.raises(OperationalError):
        stopping.run()


def test_no_two_workers_have_one_name():
    assert worker.SteadyWorker().worker_id != worker.SteadyWorker().worker_id
