"""What is wrong with a department's table: pure functions on its record. Each says what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfgoals.common.money import format_amount
from perfgoals.common.text import nested

from .enums import Place
from .record import AMOUNTS, DepartmentRecord, Sums

LABELS = {"amount": "总额", "fiscal_amount": "财政拨款", "other_amount": "其他资金"}


@dataclass(frozen=True, slots=True)
class DepartmentFinding:
    """`place` is one of Place; `row_key` names the row, None for the table as a whole."""

    message: str
    place: str
    blocks: bool = True
    row_key: object = None

    def __post_init__(self):
        object.__setattr__(self, "message", nested(self.message))


_CHECKS: list[Callable[[DepartmentRecord], Iterator[DepartmentFinding]]] = []


def _check(function):
    _CHECKS.append(function)
    return function


def findings_of(record: DepartmentRecord) -> list[DepartmentFinding]:
    """Everything the checks say, what stops 送审 first."""
    found = [finding for check in _CHECKS for finding in check(record)]
    return sorted(found, key=lambda finding: not finding.blocks)


@_check
def parts_missing(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    """Tasks, goals and indicators: a table without one of them is none."""
    for rows, label, place in (
        (record.tasks, "年度主要任务", Place.TASK),
        (record.objectives, "年度总体目标", Place.OBJECTIVE),
        (record.indicators, "年度绩效指标", Place.INDICATOR),
    ):
        if not rows:
            yield DepartmentFinding(f"还没有填写{label}，请至少填一行。", place)


@_check
def sources_differ(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    """总额 is 财政拨款 and 其他资金 together, in every task and in the total."""
    for task in record.tasks:
        if wrong := _not_the_parts(task):
            yield DepartmentFinding(f"任务“{task.name}”的{wrong}", Place.MONEY, row_key=task.key)
    if wrong := _not_the_parts(record):
        yield DepartmentFinding(f"合计的{wrong}", Place.TOTAL)


def _not_the_parts(row: Sums) -> str:
    if row.amount is None or (row.fiscal_amount is None and row.other_amount is None):
        return ""
    parts = (row.fiscal_amount or Decimal(0)) + (row.other_amount or Decimal(0))
    if parts == row.amount:
        return ""
    return f"总额 {format_amount(row.amount)} 元不等于财政拨款加其他资金 {format_amount(parts)} 元，请核对。"


@_check
def total_differs(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    """The tasks make the total, in each column."""
    for name in AMOUNTS:
        total, parts = getattr(record, name), [getattr(task, name) for task in record.tasks]
        known = [amount for amount in parts if amount is not None]
        if total is not None and known and sum(known, Decimal(0)) != total:
            said = format_amount(sum(known, Decimal(0)))
            message = (
                f"各项任务的{LABELS[name]}相加为 {said} 元，合计写的是 {format_amount(total)} 元，请核对。"
            )
            yield DepartmentFinding(message, Place.TOTAL)


@_check
def amount_missing(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    for task in record.tasks:
        if task.amount is None:
            yield DepartmentFinding(f"任务“{task.name}”没有填总额。", Place.MONEY, row_key=task.key)


@_check
def task_without_indicator(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    """Each task has an indicator, as soon as any indicator names its task."""
    named = {indicator.task for indicator in record.indicators} - {None}
    for task in record.tasks if named else ():
        if task.number not in named:
            message = f"任务“{task.name}”没有对应的绩效指标，请在指标的“对应任务”里写 {task.number}。"
            yield DepartmentFinding(message, Place.TASK, blocks=False, row_key=task.key)


@_check
def objective_without_task(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    for number, objective in enumerate(record.objectives, start=1):
        if not objective.tasks:
            message = f"目标 {number} 没有对应的任务，请写明任务的序号，例如 1、2。"
            yield DepartmentFinding(message, Place.OBJECTIVE, blocks=False, row_key=objective.key)


@_check
def target_missing(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    for indicator in record.indicators:
        if not indicator.target.strip():
            message = f"指标“{indicator.name}”没有填指标值。"
            yield DepartmentFinding(message, Place.TARGET, row_key=indicator.key)


@_check
def below_the_projects(record: DepartmentRecord) -> Iterator[DepartmentFinding]:
    """The projects' own tables are part of the department's money."""
    if record.amount is not None and record.projects is not None and record.amount < record.projects:
        message = (
            f"金额合计 {format_amount(record.amount)} 元小于本部门项目绩效目标表的金额 "
            f"{format_amount(record.projects)} 元，请核对。"
        )
        yield DepartmentFinding(message, Place.TOTAL, blocks=False)
