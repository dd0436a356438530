"""manage.py verify_backup FILE: can this backup be relied on?"""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from perfgoals.backup.archive import BadArchive
from perfgoals.backup.domain import verify_backup


class Command(BaseCommand):
    help = "把一个备份从头到尾读一遍，核对每张表、每个文件的校验值。不动数据库。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            made = verify_backup(file, passphrase=os.environ.get("PERFGOALS_BACKUP_PASSPHRASE", ""))
        except BadArchive as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"备份完整：{made.manifest['made_at']}，{made.rows} 行，{len(made.manifest['files'])} 个文件，"
            f"内容校验值 {made.manifest['checksum']}。"
        )
