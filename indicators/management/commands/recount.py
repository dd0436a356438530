"""manage.py recount: keep the figures of the units anew, or prove that the kept ones are true."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from indicators.change_marks import missing_triggers
from indicators.domain.counting.alone import alone
from indicators.domain.counting.keeping import count_cycle, differences
from projects.models import BudgetCycle


class Command(BaseCommand):
    help = "重新统计各单位的数（后台任务平时自动做）；加 --check 只核对，不改动。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="逐项与原表核对，有出入就列出")

    def handle(self, *, check, **options):
        if not check and missing_triggers(connection):
            raise CommandError(
                "数据库里缺少记录改动的触发器（升级没有做完），现在统计的数会过时。"
                "请先运行 manage.py migrate。"
            )
        for cycle in BudgetCycle.objects.all():
            if not check:
                with alone(wait=True):
                    self.stdout.write(f"{cycle}：已统计 {count_cycle(cycle)} 个单位。")
            elif found := differences(cycle):
                raise CommandError(
                    "\n".join([f"{cycle}：{len(found)} 项与原表不符，请运行 recount。", *found[:20]])
                )
            else:
                self.stdout.write(f"{cycle}：与原表一致。")
