"""What machines ask and people read of the site's state."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Result, Verb
from perfgoals.jobs import health
from perfgoals.jobs.models import Job
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db


def backed_up(result=Result.DONE, **details):
    record(Verb.BACKUP, name="/srv/b.tar", result=result, after={"大小": 1_000_000, "加密": False}, **details)


def troubles() -> str:
    return "".join(health.present_state().troubles)


def test_a_site_that_is_well_has_no_troubles():
    backed_up()
    assert troubles() == ""


def test_a_site_without_backup_says_so():
    assert "还没有备份过" in troubles()


def test_an_old_backup_is_told_with_its_age(monkeypatch):
    backed_up()
    late = timezone.now() + timedelta(hours=30)
    monkeypatch.setattr(health, "timezone", SimpleNamespace(now=lambda: late))
    assert "已是 30 小时以前" in troubles()


def test_a_backup_that_failed_is_told_with_its_reason():
    backed_up()
    backed_up(Result.FAILED, note="No space left on device")
    assert "最近一次备份没有成功：No space left on device" in troubles()


def test_a_disk_that_is_nearly_full(monkeypatch):
    backed_up()
    usage = SimpleNamespace(free=5, total=100)
    monkeypatch.setattr(health, "shutil", SimpleNamespace(disk_usage=lambda path: usage))
    assert "只剩 5%" in troubles()


def test_a_job_that_nobody_takes():
    backed_up()
    JobFactory()
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    assert "排队已 10 分钟" in troubles()


@pytest.mark.parametrize("address", ["/health/live/", "/health/ready/"])
def test_anybody_may_ask_whether_it_is_up(address):
    response = Client(REMOTE_ADDR="10.0.0.9").get(address)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_live_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/health/live/").status_code == 200


def test_figures_are_for_the_watcher_alone(settings):
    backed_up()
    text = Client().get("/metrics/").content.decode()
    assert 'perfgoals_jobs{state="queued"} 0' in text
    assert "perfgoals_audit_rows 1" in text
    assert Client(REMOTE_ADDR="10.0.0.9").get("/metrics/").status_code == 403
    settings.METRICS_FROM = {"10.0.0.9"}
    assert Client(REMOTE_ADDR="10.0.0.9").get("/metrics/").status_code == 200


def test_figures_are_in_the_common_format():
    for line in Client().get("/metrics/").content.decode().splitlines():
        assert line.startswith("# TYPE perfgoals_") or float(line.rpartition(" ")[2]) is not None


def test_the_page_of_the_administrators(client_for, administrator):
    backed_up()
    page = client_for(administrator).get("/state/").content.decode()
    for words in ("一切正常", "/srv/b.tar", "否，请妥善保管"):
        assert words in page
