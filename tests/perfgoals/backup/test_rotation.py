"""Which backups stay: the newest, and the first of each month."""

import errno
import os
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from perfgoals.audit.enums import Result
from perfgoals.audit.models import AuditEvent
from perfgoals.backup.domain import KEEP_MONTHS, KEEP_NEWEST, Made, _sweep, rotate
from perfgoals.backup.management.commands import backup as command

pytestmark = pytest.mark.pure


def backups(folder, days):
    for day in days:
        (folder / f"{day}-020000.perfgoals.tar").touch()


def left(folder):
    return sorted(path.name[:8] for path in folder.iterdir())


def test_a_month_of_backups_leaves_the_newest_and_the_first(tmp_path):
    backups(tmp_path, [f"202611{day:02}" for day in range(1, 31)])
    assert len(rotate(tmp_path)) == 30 - KEEP_NEWEST - 1
    assert left(tmp_path) == ["20261101", *(f"202611{day}" for day in range(17, 31))]


def test_of_two_years_the_last_twelve_months_stay(tmp_path):
    backups(tmp_path, [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13)])
    rotate(tmp_path)
    assert left(tmp_path) == [f"2025{month}01" for month in (11, 12)] + [
        f"2026{month:02}01" for month in range(1, 13)
    ]
    assert len(left(tmp_path)) == max(KEEP_MONTHS, KEEP_NEWEST)


def test_few_backups_all_stay_and_other_files_are_left_alone(tmp_path):
    backups(tmp_path, ["20261101", "20261102"])
    (tmp_path / "notes.txt").touch()
    assert rotate(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 3


def made_in(folder) -> Made:
    backups(folder, ["20261128"])
    [path] = folder.glob("*.tar")
    return Made(path, {"tables": {}, "checksum": "0", "files": {}})


@pytest.mark.django_db
def test_a_backup_that_does_not_hold_is_put_aside_and_recorded(tmp_path, monkeypatch):
    """A failing disk: what was written does not read back."""
    monkeypatch.setattr(command, "make_backup", lambda *, folder, passphrase: made_in(folder))
    with pytest.raises(CommandError, match="没有备份成"):
        call_command("backup", to=tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".broken"]
    assert AuditEvent.objects.get().result == Result.FAILED
    assert rotate(tmp_path) == []


def read_only(*args, **kwargs):
    raise OperationalError("attempt to write a readonly database")


@pytest.mark.django_db
def test_where_the_audit_can_not_be_written_the_backup_counts_all_the_same(tmp_path, monkeypatch, capsys):
    """The disk of the database can only be read: never was a backup wanted more."""
    monkeypatch.setattr(command, "make_backup", lambda *, folder, passphrase: made_in(folder))
    monkeypatch.setattr(command, "check", lambda made, *, passphrase: None)
    monkeypatch.setattr(command, "record", read_only)
    call_command("backup", to=tmp_path)
    said = capsys.readouterr()
    assert said.err == "没有记入审计记录：服务器当前只能查看。\n"
    assert "已备份并核对" in said.out
    assert [path.suffix for path in tmp_path.iterdir()] == [".tar"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "没有备份成：服务器的磁盘已满。请检查目录"),
        (OSError(errno.EROFS, "Read-only file system"), "没有备份成：服务器当前只能查看。请检查目录"),
    ],
    ids=["full", "read-only"],
)
def test_what_stopped_the_backup_is_said_even_when_that_can_not_be_recorded(
    tmp_path, monkeypatch, error, said
):
    def fail(*, folder, passphrase):
        raise error

    monkeypatch.setattr(command, "make_backup", fail)
    monkeypatch.setattr(command, "record", read_only)
    with pytest.raises(CommandError, match=said):
        call_command("backup", to=tmp_path)


def test_what_a_killed_backup_left_goes_with_a_later_one(tmp_path):
    for name, days in ((".making-killed", 2), (".making-now", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "data.tar.gz").touch()
        os.utime(tmp_path / name, (time.time() - days * 86_400,) * 2)
    _sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.glob(".*")) == [".making-now"]
