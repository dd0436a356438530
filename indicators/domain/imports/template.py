"""The workbook to fill in for a cycle: the official list, with what the cycle's form asks beyond it, and code
lists to choose from."""

from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from indicators.fields import SUMS
from indicators.models import IndicatorCategory, PerformanceGoal
from indicators.models.goal import PerformanceGoalQuerySet
from indicators.record import GoalRecord, IndicatorRecord
from indicators.tables.columns import GoalTable, layout_asking
from indicators.tables.source import form_of, goal_table
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from perfgoals.sheets.text_cells import text_cell
from printing.layout import Layout
from printing.xlsx import FIRST_ROW, write_workbook
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource

from ..entry.copying import previous_cycle
from .refusals import EXAMPLE
from .uploads import units_to_import

TEMPLATE_JOB = "write_template"
AT_ONCE = 100  # so many projects are written within a request
LISTS = "代码表"
SPARE_ROWS = 300


def template_units(user) -> QuerySet[Department]:
    """The units in use that this person may import into."""
    codes = units_to_import(user)
    units = Department.objects.active()
    return units if codes is None else units.filter(code__in=codes)


def template_name(cycle: BudgetCycle, *, last_year: bool) -> str:
    return f"{cycle.fiscal_year}年项目绩效目标表（{'上年项目' if last_year else '模板'}）.xlsx"


def last_years_goals(cycle: BudgetCycle, units) -> PerformanceGoalQuerySet:
    """The goals of these units in the cycle before this one."""
    if source := previous_cycle(cycle):
        return PerformanceGoal.objects.in_cycle(source).filter(project__department__in=units)
    return PerformanceGoal.objects.none()


def write_template(
    *, cycle: BudgetCycle, units: list[Department], path: Path, last_year: bool = False, progress=None
) -> int:
    """Write the template to `path`. With `last_year` it holds last year's projects of `units`, their amounts
    left empty; without it, or where there are none, one example, which an import refuses to take.

    `progress(projects done, all projects)` may raise to stop it. Returns how many of last year's are in it.
    """
    blocks = _last_year(cycle, units) if last_year else ()
    table = GoalTable(
        title=cycle.title,
        blocks=blocks or (_example(cycle, units),),
        printed_on=timezone.localdate(),
        scope_label=units[0].label if len(units) == 1 else "",
        layout=layout_asking(form_of(cycle, None).asks),
    )
    choices = _choices(cycle, units)

    def add_choices(book: Workbook, rows: int) -> None:
        _add_choices(book, table.layout, choices, rows + SPARE_ROWS)

    write_workbook(table, path, progress=progress, finish=add_choices)
    return len(blocks)


def start_template(*, by, cycle: BudgetCycle) -> Job:
    """Queue the template with last year's projects: those of many units take too long for a page."""
    title = f"{cycle.fiscal_year}年导入模板（上年项目）"
    return start_job(kind=TEMPLATE_JOB, title=title, owner=by, params={"cycle": cycle.code})


def _last_year(cycle: BudgetCycle, units: list[Department]) -> tuple[GoalRecord, ...]:
    source = previous_cycle(cycle)
    if source is None:
        return ()
    blocks = goal_table(last_years_goals(cycle, units), cycle=source).blocks
    emptied = {"amount": None, "amount_note": "", **dict.fromkeys(SUMS)}
    return tuple(replace(block, **emptied) for block in blocks)


def _example(cycle: BudgetCycle, units: list[Department]) -> GoalRecord:
    unit = units[0] if units else Department(code="130001", name="某某局")
    fund = FundSource.objects.usable_in(cycle.fiscal_year).first() or FundSource(
        code="1111", name="预算安排拨款"
    )
    subject = FunctionalSubject.objects.usable_in(cycle.fiscal_year).items().first()
    subject = subject or FunctionalSubject(code="2013299", name="其他组织事务支出")
    second = list(IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme_id))
    rows = (("数量", "系统维护数量", "≥12次", "≥4次"), ("质量", "设备完好率", "≥95%", "≥95%"))
    chosen = [(next((c for c in second if c.name.startswith(kind)), None), row) for kind, *row in rows]
    return GoalRecord(
        key="example", unit_code=unit.code, unit_name=unit.name, name=f"{EXAMPLE}网络维护费",
        fund_code=fund.code, fund_name=fund.name, amount=Decimal(50000), amount_note="",
        subject_code=subject.code, subject_name=subject.name,
        justification="写明依据的文件名称和文号、为什么需要这笔钱。示例不会导入，填写前请删除这几行。",
        overall_objective="写明项目全部完成时要达到的结果。",
        annual_objective="写明本年度要完成的内容和结果。",
        rows=tuple(
            IndicatorRecord(
                tier1=category.parent.name, tier2=category.name, name=name, period_target=period,
                annual_target=annual,
            )
            for category, (name, period, annual) in chosen
            if category
        ),
    )  # fmt: skip


def _choices(cycle: BudgetCycle, units: list[Department]) -> dict[str, list[str]]:
    """What the code lists offer, by column of the table."""
    second = list(IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme_id))
    return {
        "unit": [unit.label for unit in units],
        "fund": [fund.label for fund in FundSource.objects.usable_in(cycle.fiscal_year)],
        "subject": [
            subject.label for subject in FunctionalSubject.objects.usable_in(cycle.fiscal_year).items()
        ],
        "tier1": list(dict.fromkeys(category.parent.name for category in second)),
        "tier2": [category.name for category in second],
    }


def _add_choices(book: Workbook, layout: Layout, choices: dict[str, list[str]], last: int) -> None:
    """Drop-downs from a sheet of code lists, down to row `last`; other texts are accepted, as the import
    checks them anyway."""
    table, lists = book.worksheets[0], book.create_sheet(LISTS)
    lists.sheet_state = "hidden"  # so that the import passes over it
    for number, (key, texts) in enumerate(choices.items(), start=1):
        letter = get_column_letter(number)
        lists.column_dimensions[letter].width = 40
        if texts:
            area = f"'{LISTS}'!${letter}$2:${letter}${len(texts) + 1}"
            rule = DataValidation("list", formula1=area, allow_blank=True, showErrorMessage=False)
            column = get_column_letter(layout.index(key) + 1)
            rule.add(f"{column}{FIRST_ROW}:{column}{last}")
            table.data_validations.append(rule)
    titles = [f"可选的{layout.columns[layout.index(key)].header}" for key in choices]
    for texts in (titles, *zip_longest(*choices.values())):
        lists.append([None if text is None else text_cell(lists, text) for text in texts])
