"""A whole site backed up, checked and brought back by the commands, onto either kind of database."""

import json
import os
import re
import tarfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.sites import Site, database_beside

PASSPHRASE = {"PERFGOALS_BACKUP_PASSPHRASE": "对的口令 correct"}
CHECKSUM = re.compile("[0-9a-f]{64}")
CONTENT = "from perfgoals.backup.content import checksum_of; print(checksum_of('default')[0])"
# Times of an automatic field, and amounts, must come back as they were.
LOOK = """
from projects.models import Project
from filings.models import Filing
from perfgoals.audit.domain import find_breaches
from perfgoals.accounts.models import User
print(Project.objects.filter(amount="50000").count())
print(Filing.objects.latest("pk").updated_at.isoformat(),
      [b.message for b in find_breaches()], User.objects.get(username="reviewer").has_role("reviewer"))
"""
SNAPSHOT = """
from perfgoals.backup.content import snapshot
from projects.models import FundSource
before = FundSource.objects.count()
with snapshot() as using:
    FundSource.objects.create(code="99901", name="after")
    print(FundSource.objects.using(using).count() - before, FundSource.objects.count() - before)
FundSource.objects.filter(code="99901").delete()
"""
# Whether the database knows how its tables are filled; before that it plans for empty ones.
LOOKED_AT = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute({
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'projects_project'",
        "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'projects_project'",
    }[connection.vendor])
    print(cursor.fetchone()[0] > 0)
"""
NEW_USER = (
    "from perfgoals.accounts.domain import create_user; print(create_user(username='n', full_name='n'))"
)


def checksum(text: str) -> str:
    return CHECKSUM.search(text)[0]


@pytest.fixture(scope="module")
def backups(demo_site, tmp_path_factory) -> dict[str, Path]:
    """A plain and an encrypted backup of the demo site, with a file among its files and linked fonts."""
    (demo_site.folder / "files" / "kept").mkdir(parents=True, exist_ok=True)
    (demo_site.folder / "files" / "kept" / "表.xlsx").write_bytes(b"a file")
    fonts = demo_site.folder / "fonts"
    fonts.mkdir(exist_ok=True)
    elsewhere = tmp_path_factory.mktemp("office") / "office.txt"
    elsewhere.write_text("linked", encoding="utf-8")
    (fonts / "soft.txt").symlink_to(elsewhere)
    (fonts / "hard.txt").hardlink_to(elsewhere)
    made = {}
    for kind, environment in (("plain", {}), ("sealed", PASSPHRASE)):
        folder = tmp_path_factory.mktemp(kind)
        done = demo_site.manage("backup", "--to", folder, environment=environment)
        assert done.returncode == 0, done.stderr
        [made[kind]] = folder.iterdir()
        assert made[kind].stat().st_mode & 0o077 == 0
    return made


@contextmanager
def empty_site(folder, engine):
    """A site without database; the other engine is only at hand where the tests run on PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if engine == "sqlite":
        yield Site(folder)
        return
    if not url:
        pytest.skip("no PostgreSQL")
    name = f"restored_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield Site(folder, database_beside(url, name))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_backup_comes_back_as_it_was_on_either_database(demo_site, backups, tmp_path, engine):
    with empty_site(tmp_path, engine) as site:
        done = site.manage("restore", backups["sealed"], environment=PASSPHRASE)
        assert done.returncode == 0, done.stderr
        assert "与备份的校验值一致" in done.stdout
        assert site.shell(LOOK) == demo_site.shell(LOOK)
        assert site.shell(LOOKED_AT) == "True"
        verified = site.manage("verify_audit")
        assert verified.returncode == 0, verified.stderr
        assert (tmp_path / "files" / "kept" / "表.xlsx").read_bytes() == b"a file"
        for link in ("soft.txt", "hard.txt"):
            assert (tmp_path / "fonts" / link).read_text("utf-8") == "linked"
        key = (demo_site.folder / "secret_key").read_text()
        assert (tmp_path / "secret_key").read_text() == key
        again = site.manage("restore", backups["plain"])
        assert again.returncode == 1
        assert "已有账号和数据" in again.stderr
        new = site.shell(
            "from perfgoals.accounts.domain import create_user as c; print(c(username='n', full_name='n'))"
        )
        assert new, "keys of new rows go on after those that came"


def test_a_backup_is_checked_to_its_last_byte(demo_site, backups, tmp_path):
    whole = demo_site.manage("verify_backup", backups["sealed"], environment=PASSPHRASE)
    assert whole.returncode == 0, whole.stderr
    assert "备份完整" in whole.stdout
    cut = tmp_path / "cut.tar"
    cut.write_bytes(backups["plain"].read_bytes()[:-20_000])
    content = bytearray(backups["plain"].read_bytes())
    content[len(content) // 2] ^= 1
    changed = tmp_path / "changed.tar"
    changed.write_bytes(content)
    for path, reason in ((cut, ""), (changed, ""), (tmp_path / "none.tar", "没有"), (tmp_path, "不是完整的")):
        done = demo_site.manage("verify_backup", path)
        assert done.returncode == 1
        assert reason in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [("", "备份已加密"), ("wrong", "口令不对")],
    ids=["no passphrase", "a wrong one"],
)
def test_an_encrypted_backup_opens_with_its_passphrase_alone(demo_site, backups, passphrase, reason):
    environment = {"PERFGOALS_BACKUP_PASSPHRASE": passphrase}
    done = demo_site.manage("verify_backup", backups["sealed"], environment=environment)
    assert (done.returncode, reason in done.stderr) == (1, True)


def test_an_encrypted_backup_shows_nothing_of_its_content(backups):
    content = backups["sealed"].read_bytes()
    assert "大组工网".encode() not in content
    with tarfile.open(backups["sealed"]) as tar:
        assert sorted(tar.getnames()) == ["data.tar.gz.age", "key.age", "manifest.json"]


def test_a_backup_of_a_newer_version_is_refused(backups, tmp_path):
    newer = tmp_path / "newer.tar"
    with tarfile.open(backups["plain"]) as old, tarfile.open(newer, "w") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"].append(["projects", "0999_from_next_year"])
                content = json.dumps(manifest).encode()
                member.size = len(content)
            (tmp_path / "part").write_bytes(content)
            with (tmp_path / "part").open("rb") as file:
                new.addfile(member, file)
    site = Site(tmp_path / "site")
    done = site.manage("restore", newer)
    assert done.returncode == 1
    assert "备份来自更新的版本（projects 0999_from_next_year）" in done.stderr


def test_a_database_is_copied_to_the_other_kind_with_proof(demo_site, tmp_path):
    with empty_site(tmp_path, "postgresql") as site:
        done = demo_site.manage("copy_database", "--to", site.database_url)
        assert done.returncode == 0, done.stderr
        assert checksum(done.stdout) == site.shell(CONTENT) == demo_site.shell(CONTENT)
        assert site.shell(LOOKED_AT) == "True"
        again = demo_site.manage("copy_database", "--to", site.database_url)
        assert (again.returncode, "已有账号和数据" in again.stderr) == (1, True)


def test_a_site_that_was_never_set_up_is_not_copied_and_told_so(tmp_path):
    done = Site(tmp_path / "empty").manage("copy_database", "--to", f"sqlite:///{tmp_path}/other.sqlite3")
    assert done.returncode == 1
    assert "没有复制成：数据库还没有建好" in done.stderr
    assert "no such table" not in done.stderr


def test_a_snapshot_stays_at_its_moment_while_others_write(demo_site):
    assert demo_site.shell(SNAPSHOT) == "0 1"


def test_a_folder_that_cannot_be_written_is_told(demo_site):
    done = demo_site.manage("backup", "--to", "/dev/null/backups")
    assert done.returncode == 1
    assert "没有备份成" in done.stderr
    assert len(done.stderr.splitlines()) == 1
