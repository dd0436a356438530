"""Scoring, lighting and checking of many projects; the summary and the forms as workbook and PDF.

python -m benchmarks.year [number of projects, 5000] [number of printed forms, 100]
"""

import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> None:
    import django

    django.setup()
    given = sys.argv[1:3]
    projects, forms = map(int, [*given, *["5000", "100"][len(given) :]])
    evaluated, monitored = made_up(projects)
    measure(f"{projects} self-evaluations scored and checked", lambda: check_evaluations(evaluated))
    measure(f"{projects} monitoring reports lit and checked", lambda: check_reports(monitored))
    with tempfile.TemporaryDirectory() as folder:
        write_books(evaluated, Path(folder), forms)


def measure(what: str, work) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {wall:.2f} s wall, {cpu:.2f} s CPU, {memory} MB; {result}")


def made_up(number: int):
    """Projects with ten indicators each; no two have the same values, so that nothing is remembered."""
    from evaluation.subject import EvaluatedProject, EvaluatedRow
    from monitoring.enums import MoneySource
    from monitoring.subject import ApprovedRow, Money, MonitoredProject, MonitoredRow

    evaluated, monitored = [], []
    for n in range(number):
        targets = [(f"≥{n + k}人次", f"{n + k - k % 3}人次") for k in range(1, 9)]
        targets += [("及时", "达成"), (f"≤{n + 10}万元", f"{n + 9}万元")]
        names = [("产出指标", "数量指标", f"指标{k}") for k in range(len(targets))]
        amounts = [Decimal(n + more) for more in (100, 100, 90, 95)]
        money = {MoneySource.TOTAL: Money(*amounts)}
        approved = tuple(ApprovedRow(k, *name, targets[k][0]) for k, name in enumerate(names))
        base = {
            "key": n, "unit_code": f"{130001 + n // 50}", "unit_name": "某某局", "name": f"项目{n}",
            "money": money, "approved": approved, "objective": "完成全年任务。",
        }  # fmt: skip
        rows = [(k, *name, *targets[k]) for k, name in enumerate(names)]
        evaluated.append(
            EvaluatedProject(**base, result="完成情况良好。", rows=tuple(EvaluatedRow(*row) for row in rows))
        )
        monitored.append(MonitoredProject(**base, month=7, rows=tuple(MonitoredRow(*row) for row in rows)))
    return evaluated, monitored


def check_evaluations(projects) -> str:
    from evaluation.checks import CHECKS

    found = sum(len(CHECKS.run(project)) for project in projects) + len(list(CHECKS.run_between(projects)))
    return f"{found} findings, {sum(project.total_points is not None for project in projects)} totals"


def check_reports(projects) -> str:
    from monitoring.checks import CHECKS

    return f"{sum(len(CHECKS.run(p)) for p in projects)} findings, {len({p.light for p in projects})} lights"


def write_books(projects, folder: Path, forms: int) -> None:
    from evaluation.tables.forms import evaluation_form
    from evaluation.tables.summary import summary_table
    from printing.grids.documents import join_to, print_forms, print_list
    from printing.grids.workbooks import FormBook

    table = summary_table(projects, title="自评结果汇总表", scope="全部单位")

    def workbook():
        book = FormBook()
        book.add_list(table, "汇总表")
        book.save(folder / "summary.xlsx")
        return f"{(folder / 'summary.xlsx').stat().st_size // 1024} KB"

    printed = [evaluation_form(replace(project, fiscal_year=2023)) for project in projects[:forms]]
    measure("summary as a workbook", workbook)
    book = folder / "book.pdf"
    measure("summary as PDF", lambda: join_to(book, print_list(table, printed_on="今天")))
    measure(f"{forms} forms as PDF", lambda: join_to(book, print_forms(printed, printed_on=date.today())))


if __name__ == "__main__":
    main()
