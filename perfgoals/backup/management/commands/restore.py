"""manage.py restore FILE: a backup into an empty data folder and database."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.backup.archive import BadArchive
from perfgoals.backup.domain import restore
from perfgoals.backup.loading import CannotLoad
from perfgoals.common.static import collect_static_files


class Command(BaseCommand):
    help = "把备份恢复到空的数据目录和空库（SQLite 或 PostgreSQL），核对内容校验值，再升级到当前版本。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            made = restore(file, passphrase=os.environ.get("PERFGOALS_BACKUP_PASSPHRASE", ""))
        except (BadArchive, CannotLoad) as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(
                f"没有恢复成：{str(error).splitlines()[0]}。请检查磁盘是否已满、数据库是否可用，换一个空库再试。"
            ) from error
        collect_static_files()
        record(Verb.RESTORE, name=str(file), after={"校验值": made.manifest["checksum"]})
        self.stdout.write(
            f"已恢复 {made.manifest['made_at']} 的备份：{made.rows} 行，"
            f"{len(made.manifest['files'])} 个文件，与备份的校验值一致（{made.manifest['checksum']}）。"
            "现在可以启动网站。"
        )
