"""manage.py verify_versions: is every frozen version there, and what it was when it was frozen?"""

from django.core.management.base import BaseCommand, CommandError

from filings.domain.versions import find_altered_versions
from filings.models import FilingVersion


class Command(BaseCommand):
    help = "核对每个存档版本：重算校验值，与审计记录逐个比对，多出、缺少、互换的都指出。有问题时退出码为 1。"

    def handle(self, **options):
        altered = 0
        for breach in find_altered_versions():
            altered += 1
            self.stderr.write(f"{breach.where}：{breach.message}。")
        if altered:
            raise CommandError(f"共 {altered} 处问题。请保留现场并报告安全管理员。")
        self.stdout.write(f"全部 {FilingVersion.objects.count()} 个版本完整。")
