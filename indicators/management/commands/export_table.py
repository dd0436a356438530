"""manage.py export_table: the goal table of a cycle or a unit as a file, without a browser."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from indicators.domain.exports import DATA_TYPES, LABELS, write_table
from indicators.models import PerformanceGoal
from indicators.printed_form import FormStyle
from indicators.tables.source import ORDERS, form_of, goal_table, printed_goals
from perfgoals.common.table_kinds import TableKind
from printing.fonts import CannotPrint
from printing.pdf import DRAWERS

from ..lookup import find_cycle, find_kind, find_unit


def _styles_in_words() -> str:
    return "；".join(f"{style.value} {style.label}" for style in FormStyle)


class Command(BaseCommand):
    help = "把一个批次（或其中一个单位）的绩效目标表导出为 PDF 或 Excel 工作簿。"

    def add_arguments(self, parser):
        parser.add_argument("--cycle", required=True, help="批次编码，例如 2023")
        parser.add_argument("--unit", help="单位编码，例如 130001；不写就是全部单位")
        parser.add_argument("--kind", help="表的种类：goal（默认）或其他已登记的种类")
        parser.add_argument(
            "--form", choices=FormStyle.values, help="表样；不写就用批次设定的：" + _styles_in_words()
        )
        parser.add_argument("--month", type=int, help="监控截至几月；不写就取最近的一次")
        parser.add_argument(
            "--format",
            required=True,
            help="pdf、xlsx、pdf-xlsx（PDF 内附 Excel，PDF/A-3）、csv 或 json；csv 和 json 不含涉密项目",
        )
        parser.add_argument("--paper", default="A4", help="纸张：A4（默认）或 A3")
        parser.add_argument(
            "--order", choices=list(ORDERS), default="unit", help="单位内的顺序：填报顺序、金额、名称"
        )
        parser.add_argument(
            "--drawer", choices=DRAWERS, help="PDF 的制表方式；不写就用站点的设置 PERFGOALS_DRAWER"
        )
        parser.add_argument(
            "--marks",
            action="store_true",
            help="没有批复的项目，每页和工作簿页眉标明“草稿”“送审稿”，与网页上导出的一样",
        )
        parser.add_argument("-o", "--output", required=True, help="写到哪个文件")

    def handle(self, *, cycle, unit, format, paper, output, **options):
        kind = find_kind(options["kind"])
        formats = kind.formats if kind else tuple(LABELS)
        if format not in formats:
            known = " 或 ".join(f"--format {name}" for name in formats)
            raise CommandError(f"不认识的格式“{format}”。请用 {known}。")
        if paper not in ("A4", "A3"):
            raise CommandError(f"不认识的纸张“{paper}”。请用 --paper A4 或 --paper A3。")
        cycle = find_cycle(cycle)
        department = find_unit(unit) if unit else None
        if kind is not None:
            chosen = {"cycle": cycle, "unit": department, "month": options["month"], "format": format}
            self.export_other(kind, chosen, Path(output))
            return
        goals = PerformanceGoal.objects.in_cycle(cycle)
        if department:
            goals = goals.filter(project__department=department)
        order, marked = options["order"], options["marks"]
        if format in DATA_TYPES:
            goals = goals.filter(project__secret=False)
            table = goal_table(goals, cycle=cycle, unit=department, order=order)
        else:
            form = form_of(cycle, options["form"])
            table = printed_goals(
                goals, cycle=cycle, form=form, unit=department, paper=paper, marked=marked, order=order
            )
        self.write(partial(write_table, table=table, format=format, drawer=options["drawer"]), Path(output))
        self.stdout.write(f"已导出 {len(table.blocks)} 个项目到 {output}。")

    def export_other(self, kind: TableKind, chosen: dict, output: Path):
        """A kind of table that an upper room has registered."""
        counts = []

        def write(*, path, progress):
            count, warnings = kind.export_file(output=path, progress=progress, **chosen)
            counts.append(count)
            return warnings

        self.write(write, output)
        self.stdout.write(f"已导出 {counts[0]} 个项目的{kind.label}到 {output}。")

    def write(self, write_file, output: Path):
        # Written beside and renamed: a broken run never leaves half a file under the name asked for.
        if not output.name or output.is_dir():
            raise CommandError(f"不能写入文件 {output}：这是一个目录。请在 -o 后写明文件名。")
        beside = output.with_name(f".{output.name}.partial")
        try:
            with tqdm(unit="步", disable=None, leave=False) as bar:

                def progress(n, total):
                    bar.total = total
                    bar.update(n - bar.n)

                warnings = write_file(path=beside, progress=progress)
            beside.replace(output)
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
                beside.unlink()
