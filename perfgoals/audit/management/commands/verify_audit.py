"""manage.py verify_audit: is the audit chain whole?"""

from django.core.management.base import BaseCommand, CommandError

from perfgoals.audit.domain import find_breaches
from perfgoals.audit.models import AuditHead

SHOWN = 50


class Command(BaseCommand):
    help = "核对审计记录：逐号计算校验值，指出被改动、缺失或添加的记录。有问题时退出码为 1。"

    def handle(self, **options):
        breaches = 0
        for breach in find_breaches():
            breaches += 1
            if breaches <= SHOWN:
                self.stderr.write(breach.message)
        if breaches:
            raise CommandError(f"审计记录不完整：共 {breaches} 处。请保留现场并报告安全管理员。")
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        self.stdout.write(f"审计记录完整：共 {head.number} 条，链尾 {head.hash}。")
