"""manage.py backup: the whole site into one file, while people work on."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Result, Verb
from perfgoals.backup.archive import BadArchive
from perfgoals.backup.domain import Made, backup_folder, make_backup, rotate, verify_backup
from perfgoals.backup.loading import CannotLoad
from perfgoals.common.outages import outage_of

PASSPHRASE = "PERFGOALS_BACKUP_PASSPHRASE"


class Command(BaseCommand):
    help = "在线备份：数据库、文件、密钥写成一个文件，随即整个读一遍核对，并清理旧备份。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", type=Path, help="放在哪个目录（默认 PERFGOALS_BACKUPS 或数据目录的 backups）"
        )
        parser.add_argument("--keep-all", action="store_true", help="不清理旧备份")

    def handle(self, *, to, keep_all, **options):
        folder, passphrase = to or backup_folder(), os.environ.get(PASSPHRASE, "")
        try:
            made = make_backup(folder=folder, passphrase=passphrase)
            check(made, passphrase=passphrase)
        except CannotLoad as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError, BadArchive) as error:
            outage = outage_of(error)
            reason = outage.what if outage else str(error).splitlines()[0]
            self.keep(name=str(folder), result=Result.FAILED, note=reason)
            raise CommandError(
                f"没有备份成：{reason}。请检查目录 {folder} 是否可写、磁盘是否已满。"
            ) from error
        dropped = [] if keep_all else rotate(folder)
        size = made.path.stat().st_size
        about = {
            "大小": size,
            "行数": made.rows,
            "校验值": made.manifest["checksum"],
            "加密": bool(passphrase),
        }
        self.keep(name=str(made.path), after=about)
        self.stdout.write(
            f"已备份并核对：{made.path}（{size / 1e6:.1f} MB，{made.rows} 行，"
            f"{len(made.manifest['files'])} 个文件），内容校验值 {made.manifest['checksum']}。"
        )
        if dropped:
            self.stdout.write(f"清理了 {len(dropped)} 个旧备份。")
        if not passphrase:
            self.stdout.write(
                f"这个备份没有加密，里面有密钥和全部数据，请妥善保管；设置 {PASSPHRASE} 可加密。"
            )

    def keep(self, **event) -> None:
        """Record it in the audit. Where nothing can be written just now, a backup is all the more wanted:
        that it was made, or why not, is then said here alone."""
        try:
            record(Verb.BACKUP, **event)
        except DatabaseError as error:
            outage = outage_of(error)
            self.stderr.write(f"没有记入审计记录：{outage.what if outage else error}。")


def check(made: Made, *, passphrase: str) -> None:
    """Read it whole. One that does not hold is put aside, where rotation leaves it out. BadArchive."""
    try:
        verify_backup(made.path, passphrase=passphrase)
    except BadArchive:
        made.path.rename(f"{made.path}.broken")
        raise
