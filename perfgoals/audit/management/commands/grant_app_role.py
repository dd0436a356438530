"""manage.py grant_app_role ROLE: on PostgreSQL, a role for the site that can't touch what is append-only."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

_SEALED = (
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
    " WHERE tgname LIKE '%\\_no\\_update' AND pg_table_is_visible(tgrelid)"
)


class Command(BaseCommand):
    help = (
        "PostgreSQL：以库的所有者运行，给网站所用的角色授予读写权限；审计记录、存档版本、流转记录只许读和添加。"
        "每次升级后再运行一次。"
    )

    def add_arguments(self, parser):
        parser.add_argument("role")

    def handle(self, *, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("只有 PostgreSQL 有角色。SQLite 的库文件由操作系统的文件权限保护。")
        try:
            sealed = grant(role)
        except DatabaseError as error:
            raise CommandError(f"没有授权成：{str(error).splitlines()[0]}。") from error
        self.stdout.write(f"角色 {role} 可以使用全部表；{'、'.join(sealed)} 只许读和添加。")


def grant(role: str) -> list[str]:
    """Grant, and take back what is not for this role; the names of the append-only tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        who = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {who}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}")
        cursor.execute(_SEALED)
        sealed = sorted(name for (name,) in cursor.fetchall())
        for table in sealed:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {who}")
    return sealed
