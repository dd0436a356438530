"""manage.py setup_site: from an empty data folder to a site that can be logged in to; may be run again."""

import json

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from indicators.domain.entry.resettling import resettle_open_cycles
from indicators.domain.library.catalogue import seed_library
from indicators.domain.loading.field_help import load_field_help
from indicators.domain.loading.published import load_published_table
from indicators.domain.loading.review_data import load_review_data
from indicators.domain.loading.schemes import load_schemes
from perfgoals.accounts.domain import create_user, grant_role
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from perfgoals.common import demo
from perfgoals.common.database import analyze
from perfgoals.common.static import collect_static_files
from projects.domain.code_lists import load_code_lists
from projects.models import Department

FIXTURES = settings.BASE_DIR / "fixtures"
DEMO_TABLE = FIXTURES / "qujiang_2023.json"
DEMO_UNIT = "130001"
DEMO_USERS = [
    ("preparer", "填报员甲", Role.PREPARER, DEMO_UNIT),
    ("preparer2", "填报员乙", Role.PREPARER, DEMO_UNIT),
    ("supervisor", "主管审核员", Role.SUPERVISOR, DEMO_UNIT),
    ("reviewer", "财政审核员", Role.REVIEWER, None),
    ("approver", "财政批复员", Role.APPROVER, None),
    ("administrator", "系统管理员", Role.ADMINISTRATOR, None),
    ("security", "安全管理员", Role.SECURITY_OFFICER, None),
    ("auditor", "审计员", Role.AUDITOR, None),
]


class Command(BaseCommand):
    help = "建立或升级数据库，装入代码表和指标体系；--demo 另装入 2023 年示例表和各角色的示例账号。"

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="装入韶关市曲江区 2023 年的表和示例账号")

    def handle(self, *, demo, **options):
        self.prepare_storage()
        load_code_lists(folder=FIXTURES)
        load_schemes(path=FIXTURES / "schemes.json")
        load_review_data(path=FIXTURES / "review_sheet.json")
        load_field_help(path=FIXTURES / "field_help.json")
        published = json.loads(DEMO_TABLE.read_text(encoding="utf-8"))
        seed_library(table=published)
        accounts = self.load_demo(published) if demo else self.first_accounts()
        resettle_open_cycles()
        if connection.vendor == "sqlite":  # PostgreSQL looks by itself
            analyze(connection)
        self.print_accounts(accounts)

    def prepare_storage(self):
        try:
            call_command("migrate", interactive=False, verbosity=0)
            collect_static_files()
        except (DatabaseError, OSError) as error:
            raise CommandError(
                f"数据库或数据目录 {settings.DATA_DIR} 不能使用：{str(error).splitlines()[0]}。"
                "请检查目录是否可写、磁盘是否已满、DATABASE_URL 是否正确。"
            ) from error

    def load_demo(self, published: dict) -> list[tuple[User, str]]:
        load_published_table(table=published)
        made = self.make_users(DEMO_USERS)
        names = [user[0] for user in DEMO_USERS]
        demo.tell({user.username: user for user in User.objects.filter(username__in=names)})
        return made

    def first_accounts(self) -> list[tuple[User, str]]:
        """An empty site starts with the two who can make all other accounts."""
        if User.objects.exists():
            return []
        first = [user for user in DEMO_USERS if user[2] in (Role.ADMINISTRATOR, Role.SECURITY_OFFICER)]
        return self.make_users(first)

    def make_users(self, users) -> list[tuple[User, str]]:
        made = []
        with transaction.atomic():
            for username, full_name, role, unit in users:
                if User.objects.filter(username=username).exists():
                    continue
                user, password = create_user(username=username, full_name=full_name)
                grant_role(
                    user=user, role=role, department=Department.objects.get(code=unit) if unit else None
                )
                made.append((user, password))
        return made

    def print_accounts(self, accounts):
        if not accounts:
            return
        self.stdout.write("\n以下密码只显示这一次，首次登录时须修改：\n")
        for user, password in accounts:
            self.stdout.write(f"  {user.username:<14} {password}   {'、'.join(user.role_labels())}")
        self.stdout.write("")
