"""manage.py copy_database --to URL: from SQLite to PostgreSQL, or back, with proof."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from perfgoals.backup.archive import BadArchive
from perfgoals.backup.domain import copy_database
from perfgoals.backup.loading import CannotLoad
from perfgoals.common.database import database_settings
from perfgoals.common.outages import said_of

TARGET = "target"


class Command(BaseCommand):
    help = "把当前数据库的全部内容复制到另一个空库，逐行核对校验值。复制期间请停用网站。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", required=True, help="空库的 DATABASE_URL，例如 postgresql://用户@主机/库名"
        )

    def handle(self, *, to, **options):
        connections.settings[TARGET] = connections.configure_settings(
            {"default": settings.DATABASES["default"], TARGET: database_settings(to, settings.DATA_DIR)}
        )[TARGET]
        try:
            checksum, counts = copy_database(to=TARGET)
        except (BadArchive, CannotLoad) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            said = said_of(error) or f"{str(error).splitlines()[0]}。"
            raise CommandError(f"没有复制成：{said}") from error
        finally:
            connections[TARGET].close()
        self.stdout.write(
            f"已复制 {sum(counts.values())} 行，{len(counts)} 张表；两个库的内容校验值一致：{checksum}。"
            "请把 DATABASE_URL 改为新库后启动网站。"
        )
