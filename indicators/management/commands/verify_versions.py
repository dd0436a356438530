"""manage.py verify_versions: are the versions what was frozen, and the tables what the versions say?"""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from filings.domain.proof import find_altered_tables
from filings.domain.versions import find_altered_versions
from filings.models import FilingVersion


class Command(BaseCommand):
    help = (
        "核对每个存档版本：重算校验值，与审计记录逐个比对，多出、缺少、互换的都指出；再核对每个表的状态、流转记录，"
        "以及送审后的内容与存档是否一致。有问题时退出码为 1。"
    )

    def handle(self, **options):
        altered = 0
        for breach in chain(find_altered_versions(), find_altered_tables()):
            altered += 1
            self.stderr.write(f"{breach.where}：{breach.message}。")
        if altered:
            raise CommandError(f"共 {altered} 处问题。请保留现场并报告安全管理员。")
        self.stdout.write(f"全部 {FilingVersion.objects.count()} 个版本完整，各表与存档一致。")
