"""manage.py verify_audit: is the audit chain whole?"""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from perfgoals.audit.anchors import BadAnchor, check_anchor, read_anchor
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.models import AuditHead

SHOWN = 50


class Command(BaseCommand):
    help = "核对审计记录：逐号计算校验值，指出被改动、缺失或添加的记录。有问题时退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="文件或“序号:校验值”",
            help="另与审计员保存的锚点核对，可给几次：锚点文件，或打印件上的内容",
        )  # fmt: skip

    def handle(self, *, anchor, **options):
        try:
            anchors = [read_anchor(given) for given in anchor]
        except BadAnchor as error:
            raise CommandError(str(error)) from error
        breaches = 0
        for breach in chain(find_breaches(), *(check_anchor(each) for each in anchors)):
            breaches += 1
            if breaches <= SHOWN:
                self.stderr.write(breach.message)
        if breaches:
            raise CommandError(f"审计记录不完整：共 {breaches} 处。请保留现场并报告安全管理员。")
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        kept = f"，与 {len(anchors)} 个锚点相符" if anchors else ""
        self.stdout.write(f"审计记录完整：共 {head.number} 条{kept}，链尾 {head.hash}。")
