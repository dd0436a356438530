"""manage.py end_authenticator NAME: for the last administrator who lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from perfgoals.accounts.authenticators import forget
from perfgoals.accounts.models import User
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb


class Command(BaseCommand):
    help = "在服务器上取消一个账号的动态口令（没有别的管理员能申请、确认时用）；记入审计。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有用户名为“{username}”的账号。")
        with transaction.atomic():
            if not forget(user):
                raise CommandError(f"“{username}”没有设置动态口令。")
            record(Verb.AUTHENTICATOR_RESET, obj=user, note="在服务器上运行 end_authenticator")
        self.stdout.write(f"已取消 {user}（{username}）的动态口令；本人下次登录时重新设置。")
