"""The workbook to fill in for a cycle: the official table with code lists to choose from."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource

from ..models import IndicatorCategory, PerformanceGoal
from ..tables.content import GoalTable, IndicatorRow, ProjectBlock
from ..tables.layout import COLUMNS
from ..tables.source import goal_table
from ..tables.xlsx import FIRST_ROW, write_workbook
from .copying import previous_cycle
from .import_matching import EXAMPLE

LISTS = "代码表"
SPARE_ROWS = 300
PLACES = {column.key: number for number, column in enumerate(COLUMNS, start=1)}


def write_template(
    *, cycle: BudgetCycle, units: list[Department], path: Path, last_year: bool = False
) -> bool:
    """Write the template to `path`. With `last_year` it holds last year's projects of `units`, their amounts
    left empty; without it, or where there are none, one example, which an import refuses to take.

    Returns whether last year's projects are in it.
    """
    blocks = _last_year(cycle, units) if last_year else ()
    table = GoalTable(
        title=cycle.title,
        blocks=blocks or (_example(cycle, units),),
        printed_on=timezone.localdate(),
        scope_label=units[0].label if len(units) == 1 else "",
    )
    write_workbook(table, path)
    _add_choices(path, cycle, units)
    return bool(blocks)


def _last_year(cycle: BudgetCycle, units: list[Department]) -> tuple[ProjectBlock, ...]:
    source = previous_cycle(cycle)
    if source is None:
        return ()
    goals = PerformanceGoal.objects.in_cycle(source).filter(project__department__in=units)
    blocks = goal_table(goals, cycle=source).blocks
    return tuple(replace(block, amount=None, amount_note="") for block in blocks)


def _example(cycle: BudgetCycle, units: list[Department]) -> ProjectBlock:
    unit = units[0] if units else Department(code="130001", name="某某局")
    fund = FundSource.objects.active().first() or FundSource(code="1111", name="预算安排拨款")
    subject = FunctionalSubject.objects.active().items().first()
    subject = subject or FunctionalSubject(code="2013299", name="其他组织事务支出")
    second = list(IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme_id))
    rows = (("数量", "系统维护数量", "≥12次", "≥4次"), ("质量", "设备完好率", "≥95%", "≥95%"))
    chosen = [(next((c for c in second if c.name.startswith(kind)), None), row) for kind, *row in rows]
    return ProjectBlock(
        key="example", unit_code=unit.code, unit_name=unit.name, name=f"{EXAMPLE}网络维护费",
        fund_code=fund.code, fund_name=fund.name, amount=Decimal(50000), amount_note="",
        subject_code=subject.code, subject_name=subject.name,
        justification="写明依据的文件名称和文号、为什么需要这笔钱。示例不会导入，填写前请删除这几行。",
        overall_objective="写明项目全部完成时要达到的结果。",
        annual_objective="写明本年度要完成的内容和结果。",
        rows=tuple(
            IndicatorRow(category.parent.name, category.name, *row) for category, row in chosen if category
        ),
    )  # fmt: skip


def _add_choices(path: Path, cycle: BudgetCycle, units: list[Department]) -> None:
    """Drop-downs from a sheet of code lists; other texts are accepted, as the import checks them anyway."""
    book = load_workbook(path)
    table, lists = book.worksheets[0], book.create_sheet(LISTS)
    lists.sheet_state = "hidden"  # so that the import passes over it
    second = list(IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme_id))
    choices = {
        "unit": [unit.label for unit in units],
        "fund": [fund.label for fund in FundSource.objects.active()],
        "subject": [subject.label for subject in FunctionalSubject.objects.active().items()],
        "tier1": list(dict.fromkeys(category.parent.name for category in second)),
        "tier2": [category.name for category in second],
    }
    last = table.max_row + SPARE_ROWS
    for number, (key, texts) in enumerate(choices.items(), start=1):
        letter = get_column_letter(number)
        lists.column_dimensions[letter].width = 40
        for row, text in enumerate([f"可选的{COLUMNS[PLACES[key] - 1].header}", *texts], start=1):
            cell = lists.cell(row, number, text)
            cell.data_type = "s"
        if texts:
            area = f"'{LISTS}'!${letter}$2:${letter}${len(texts) + 1}"
            rule = DataValidation("list", formula1=area, allow_blank=True, showErrorMessage=False)
            column = get_column_letter(PLACES[key])
            rule.add(f"{column}{FIRST_ROW}:{column}{last}")
            table.add_data_validation(rule)
    book.save(path)
