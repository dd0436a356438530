"""Hosts of one database say what they do not share, before they do harm."""

import os
import shutil
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone

from perfgoals.jobs import health, hosts
from perfgoals.jobs.models import Host
from tests.sites import Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(hosts, "may_be_several", lambda: True)
    monkeypatch.setattr(health, "may_be_several", lambda: True)


def other_host(*, keys=None, file=True, seconds=0):
    seen = timezone.now() - timedelta(seconds=seconds)
    keys = keys or hosts.keys_fingerprint()
    host = Host.objects.create(id="other", name="乙机", keys=keys, token="t" * 32, seen_at=seen)
    if file:
        default_storage.save(host.file_name, ContentFile(host.token.encode()))
    return host


def test_alone_there_is_nothing_to_compare():
    hosts.join()
    assert hosts.not_shared() == []
    assert Host.objects.get().id == hosts.own_id()


def test_two_that_share_all():
    other_host()
    hosts.join()
    assert Host.objects.count() == 2


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"keys": "another"}, "secret_key 或 audit_key 与“乙机”的不同"),
        ({"file": False}, "看不到“乙机”存的文件"),
    ],
)
def test_one_that_lacks_something_does_not_start_and_leaves_no_mark(other, said):
    other_host(**other)
    with pytest.raises(ImproperlyConfigured, match=said):
        hosts.join()
    assert Host.objects.count() == 1, "the other one must be able to start again"


def test_a_file_with_another_content_is_another_folder():
    host = other_host(file=False)
    default_storage.save(host.file_name, ContentFile(b"of a copied folder"))
    assert "看不到“乙机”" in hosts.not_shared()[0]


def test_one_that_was_switched_off_stops_nobody():
    other_host(keys="another", seconds=hosts.SEEN_SECONDS + 5)
    hosts.join()


def test_the_mark_is_made_once_and_kept_fresh():
    first = hosts.announce()
    Host.objects.update(seen_at=timezone.now() - timedelta(days=1))
    second = hosts.announce()
    assert (first.pk, first.token) == (second.pk, second.token)
    assert Host.objects.get().seen_at > timezone.now() - timedelta(minutes=1)
    default_storage.delete(first.file_name)
    hosts.announce()
    assert hosts._read(first) == first.token, "a lost file is written again"


def test_the_keys_themselves_are_not_in_the_database(settings):
    before = hosts.announce().keys
    assert settings.SECRET_KEY not in before
    settings.AUDIT_KEY += "x"
    assert hosts.keys_fingerprint() != before


def test_a_database_that_is_away_stops_nobody(monkeypatch):
    def away():
        raise DatabaseError("away")

    monkeypatch.setattr(hosts, "not_shared", away)
    hosts.join()


def test_the_administrator_sees_it_too(client_for, administrator):
    other_host(file=False)
    assert "看不到“乙机”存的文件" in client_for(administrator).get("/state/").content.decode()


def test_one_machine_with_sqlite_is_left_alone(monkeypatch):
    monkeypatch.setattr(hosts, "may_be_several", lambda: False)
    other_host(file=False)
    hosts.join()
    assert Host.objects.count() == 1


# --- two hosts with folders of their own and one PostgreSQL ---------------------------------------

START = """
from perfgoals.accounts.models import User
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
setup_test_environment()
User.objects.filter(username="approver").update(must_change_password=False)
browser = Client()
browser.force_login(User.objects.get(username="approver"), backend="perfgoals.accounts.backends.RoleBackend")
print(browser.post("/cycles/2023/export/", {"format": "xlsx"}).url)
teardown_test_environment()
"""
FETCH = """
from perfgoals.accounts.models import User
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
setup_test_environment()
User.objects.filter(username="approver").update(must_change_password=False)
browser = Client()
browser.force_login(User.objects.get(username="approver"), backend="perfgoals.accounts.backends.RoleBackend")
answer = browser.get("{url}result/")
print(answer.status_code, b"".join(answer.streaming_content)[:2] if answer.streaming else answer.content)
teardown_test_environment()
"""


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite is a file of one machine")
def test_two_hosts_make_and_fetch_each_others_jobs(demo_site, tmp_path):
    second = Site(tmp_path / "second", demo_site.database_url)
    second.folder.mkdir()
    assert demo_site.manage("work", "--batch").returncode == 0
    refused = second.manage("work", "--batch")
    assert refused.returncode != 0
    assert "secret_key 或 audit_key" in refused.stderr
    for key in ("secret_key", "audit_key"):
        shutil.copy(demo_site.folder / key, second.folder / key)
    refused = second.manage("work", "--batch")
    assert refused.returncode != 0
    assert "看不到" in refused.stderr
    files = {"PERFGOALS_FILES": str(demo_site.folder / "files")}
    url = demo_site.shell(START)
    done = second.manage("work", "--batch", environment=files)
    assert done.returncode == 0, done.stderr
    assert demo_site.shell(FETCH.format(url=url)) == "200 b'PK'"
    assert demo_site.manage("work", "--batch").returncode == 0, "and the first still starts beside it"
