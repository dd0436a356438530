"""manage.py export_table: the goal table of a cycle or a unit as a file, without a browser."""

from contextlib import suppress
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from indicators.domain.exports import MEDIA_TYPES, write_table
from indicators.models import PerformanceGoal
from indicators.tables.fonts import CannotPrint
from indicators.tables.source import goal_table

from ..lookup import find_cycle, find_unit


class Command(BaseCommand):
    help = "把一个批次（或其中一个单位）的绩效目标表导出为 PDF 或 Excel 工作簿。"

    def add_arguments(self, parser):
        parser.add_argument("--cycle", required=True, help="批次编码，例如 2023")
        parser.add_argument("--unit", help="单位编码，例如 130001；不写就是全部单位")
        parser.add_argument("--format", required=True, help="pdf 或 xlsx")
        parser.add_argument("--paper", default="A4", help="纸张：A4（默认）或 A3")
        parser.add_argument("-o", "--output", required=True, help="写到哪个文件")

    def handle(self, *, cycle, unit, format, paper, output, **options):
        if format not in MEDIA_TYPES:
            raise CommandError(f"不认识的格式“{format}”。请用 --format pdf 或 --format xlsx。")
        if paper not in ("A4", "A3"):
            raise CommandError(f"不认识的纸张“{paper}”。请用 --paper A4 或 --paper A3。")
        cycle = find_cycle(cycle)
        department = find_unit(unit) if unit else None
        goals = PerformanceGoal.objects.in_cycle(cycle)
        if department:
            goals = goals.filter(project__department=department)
        table = goal_table(goals, cycle=cycle, unit=department, paper=paper)
        self.write(table, format, Path(output))
        self.stdout.write(f"已导出 {len(table.blocks)} 个项目到 {output}。")

    def write(self, table, format, output: Path):
        # Written beside and renamed: a broken run never leaves half a file under the name asked for.
        if not output.name or output.is_dir():
            raise CommandError(f"不能写入文件 {output}：这是一个目录。请在 -o 后写明文件名。")
        partial = output.with_name(f".{output.name}.partial")
        try:
            with tqdm(unit="步", disable=None, leave=False) as bar:

                def progress(n, total):
                    bar.total = total
                    bar.update(n - bar.n)

                warnings = write_table(table=table, format=format, path=partial, progress=progress)
            partial.replace(output)
            for warning in warnings:
                self.stderr.write(warning)
        except CannotPrint as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"不能写入文件 {output}：{error.strerror}。请检查目录是否存在、是否可写。"
            ) from error
        finally:
            with suppress(OSError):
                partial.unlink()
