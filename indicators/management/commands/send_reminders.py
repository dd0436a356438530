"""manage.py send_reminders: for cron, where no worker runs; what was sent before is not sent again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from filings.domain.reminding import remind_all
from notices.domain.mail import send_mails


class Command(BaseCommand):
    help = "提醒快到截止日期的单位和审核人员（截止前 7、3、1 天和当天），并发出邮件。可以每天由 cron 执行。"

    def handle(self, **options):
        told = remind_all(today=timezone.localdate())
        letters = 0
        while sent := send_mails():
            letters += sent
        self.stdout.write(f"写了 {told} 条提醒，发出 {letters} 封邮件。")
