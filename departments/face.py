"""部门整体表 on the common pages of handed-in tables."""

from collections.abc import Sequence

from django.urls import reverse

from filings.faces import Face, FilingLine, Found
from filings.models import Filing
from filings.sections import Section, SectionCell
from perfgoals.common.money import format_amount

from .domain.kind import findings, frozen_record
from .enums import Place
from .models import DEPARTMENT, DepartmentGoal
from .record import Sums
from .tables.forms import department_form


def sections(content: dict) -> list[Section]:
    """A frozen table as the pages show it."""
    record = frozen_record(content)
    tasks = [
        (SectionCell(str(t.number)), SectionCell(t.name, Place.TASK, t.key),
         SectionCell(t.content, Place.TASK, t.key), *_money(t, Place.MONEY, t.key))
        for t in record.tasks
    ]  # fmt: skip
    objectives = [
        (
            SectionCell(o.text, Place.OBJECTIVE, o.key),
            SectionCell(o.share),
            SectionCell("、".join(map(str, o.tasks))),
        )
        for o in record.objectives
    ]
    rows = [
        (SectionCell(i.tier1), SectionCell(i.tier2), SectionCell(i.name, Place.INDICATOR, i.key),
         SectionCell(i.target, Place.TARGET, i.key), SectionCell(i.weight),
         SectionCell("" if i.task is None else str(i.task)))
        for i in record.indicators
    ]  # fmt: skip
    money = ("总额（元）", "财政拨款（元）", "其他资金（元）")
    return [
        Section("年度主要任务", ("序号", "任务名称", "主要内容", *money), tasks),
        Section("金额合计", ("", *money), [(SectionCell("合计"), *_money(record, Place.TOTAL))]),
        Section("年度总体目标", ("目标内容", "占比", "对应任务"), objectives),
        Section("年度绩效指标", ("一级指标", "二级指标", "三级指标", "指标值", "权重", "对应任务"), rows),
    ]


def _money(row: Sums, place: str, key=None) -> tuple[SectionCell, ...]:
    amounts = (row.amount, row.fiscal_amount, row.other_amount)
    return tuple(SectionCell(format_amount(amount), place, key, is_number=True) for amount in amounts)


def _lines(filings: Sequence[Filing]) -> dict[int, FilingLine]:
    found = DepartmentGoal.objects.filter(filing__in=filings).select_related("department", "cycle")
    return {goal.filing_id: _line(goal) for goal in found}


def _line(goal: DepartmentGoal) -> FilingLine:
    return FilingLine("部门整体绩效目标表", goal.department.label, (format_amount(goal.amount),))


def _findings(goal: DepartmentGoal) -> list[Found]:
    url = _page(goal)
    return [
        Found(
            finding.message, "强制" if finding.blocks else "提示", finding.blocks,
            where=Place(finding.place).label, place=finding.place, row_key=finding.row_key, url=url,
        )
        for finding in findings(goal)
    ]  # fmt: skip


def _facts(goal: DepartmentGoal) -> list[tuple[str, str]]:
    return [("金额合计", f"{format_amount(goal.amount) or '—'} 元")]


def _page(goal: DepartmentGoal) -> str:
    return reverse("department_page", args=[goal.pk])


DEPARTMENT_FACE = Face(
    key=DEPARTMENT,
    label="部门整体表",
    columns=("金额合计（元）",),
    lines=_lines,
    sections=sections,
    findings=_findings,
    facts=_facts,
    page_url=_page,
    print_url=lambda goal: reverse("department_file", args=[goal.pk, "pdf"]),
    version_form=lambda content, goal: department_form(frozen_record(content)),
    list_url=lambda cycle: reverse("department_list", args=[cycle.code]),
    name_path="department__name",
    searched_label="单位名称",
)
