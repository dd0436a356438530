"""Checks of 监控表: money that is expected, values so far, causes and possibilities (财预〔2019〕136号)."""

from collections.abc import Iterator
from decimal import Decimal

from indicators.checks.registry import Hit
from indicators.enums import CheckLevel, CheckOutcome
from perfgoals.common.money import format_amount
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target

from ..comparing import AT_MOST, compare
from ..enums import Outcome, Possibility
from ..lights import plain
from ..subject import MonitoredProject, MonitoredRow
from .common import COMMON, is_template_row

SOURCE = "财预〔2019〕136号：对绩效目标实现程度和预算执行进度实行双监控"
CHECKS = COMMON.copy()


@CHECKS.check(
    title="执行数大于预算数",
    explanation="执行数超过全年预算数时，或是预算调整没有计入，或是金额填错。",
    source="预算法：经批准的预算，非经法定程序不得调整",
    level=CheckLevel.BLOCKING,
)
def overspent(project: MonitoredProject) -> Iterator[Hit]:
    total = project.total
    if total.budget is not None and total.executed is not None and total.executed > total.budget:
        message = (
            f"执行数 {format_amount(total.executed)} 元大于全年预算数 {format_amount(total.budget)} 元，"
            "请核对；有预算调整的，全年预算数应填写调整后的数。"
        )
        yield Hit("executed", message)


@CHECKS.check(
    title="全年预计执行数有误",
    explanation="全年预计执行数不能小于已经执行的数，也不能大于全年预算数。",
    source=SOURCE,
    level=CheckLevel.BLOCKING,
)
def expected_money(project: MonitoredProject) -> Iterator[Hit]:
    expected, executed, budget = (getattr(project.total, name) for name in ("expected", "executed", "budget"))
    if expected is None:
        return
    words = f"全年预计执行数 {format_amount(expected)} 元"
    if executed is not None and expected < executed:
        yield Hit("expected", f"{words}小于已执行的 {format_amount(executed)} 元，请核对。")
    if budget is not None and expected > budget:
        yield Hit("expected", f"{words}大于全年预算数 {format_amount(budget)} 元，请核对。")


@CHECKS.check(
    title="完成值没有填写或不能判断",
    explanation="定量指标应填写数值，定性指标应填写达成、部分达成或未达成。",
    source=SOURCE,
    level=CheckLevel.BLOCKING,
)
def value_unreadable(project: MonitoredProject) -> Iterator[Hit]:
    """Blank, no number for a number, none of three words for a word; nothing is due before its month."""
    for row in project.rows:
        not_due = row.planned_month is not None and project.month < row.planned_month
        if is_template_row(row) or (not row.actual.strip() and not_due):
            continue
        wanted = parse_target(row.target)
        if wanted.kind in (TargetKind.EMPTY, TargetKind.NOT_APPLICABLE):
            continue
        if parse_target(row.actual).kind == TargetKind.EMPTY:
            yield Hit("actual", f"{row.label}没有填写截至 {project.month} 月的完成情况，请填写。", row.key)
        elif wanted.number is None:
            if row.compared.outcome is None or row.compared.repeats:
                message = f"{row.label}是定性指标，完成情况“{row.actual}”应为达成、部分达成或未达成。"
                yield Hit("actual", message, row.key)
        elif parse_target(row.actual).number is None:
            yield Hit("actual", f"{row.label}的完成情况“{row.actual}”不是数值，请填写数值。", row.key)


@CHECKS.check(
    title="有偏差没有写明原因",
    explanation="有可能完不成或完全不可能完成的指标，应选定偏差原因并说明。",
    source=SOURCE,
    level=CheckLevel.BLOCKING,
)
def cause_missing(project: MonitoredProject) -> Iterator[Hit]:
    for row in project.rows:
        if row.possibility in (Possibility.POSSIBLE, Possibility.IMPOSSIBLE) and not (
            row.causes and row.cause_note.strip()
        ):
            lacking = "偏差原因" if not row.causes else "原因说明"
            message = f"{row.label}完成目标的可能性是“{row.possibility.label}”，请填写{lacking}。"
            yield Hit("cause_note" if row.causes else "causes", message, row.key)


@CHECKS.check(
    title="确定能完成却写了偏差原因",
    explanation="确定能完成的指标一般没有偏差，请核对可能性和原因。",
    source=SOURCE,
)
def cause_beside_certainty(project: MonitoredProject) -> Iterator[Hit]:
    for row in project.rows:
        if row.possibility == Possibility.CERTAIN and row.has_cause:
            yield Hit("causes", f"{row.label}“确定能”完成目标，却写了偏差原因，请核对。", row.key)


@CHECKS.check(
    title="预计完成情况与可能性矛盾",
    explanation="预计达到指标值的应为“确定能”或“有可能”，预计达不到的不能是“确定能”。",
    source=SOURCE,
)
def expectation_contradicts(project: MonitoredProject) -> Iterator[Hit]:
    for row in project.rows:
        reached = _expected_reached(row)
        if reached is None or row.possibility is None:
            continue
        if (row.possibility == Possibility.CERTAIN) != reached and row.possibility != Possibility.POSSIBLE:
            reach = "达到" if reached else "达不到"
            message = (
                f"{row.label}全年预计完成“{row.expected}”，{reach}指标值“{row.target}”，"
                f"可能性却是“{row.possibility.label}”，请核对。"
            )
            yield Hit("possibility", message, row.key)


def _expected_reached(row: MonitoredRow) -> bool | None:
    """Whether the expectation reaches the target; None where that is not certain."""
    found = compare(row.target, row.expected)
    if found.is_number:
        return found.reached
    return None if found.outcome not in Outcome.classes() else found.outcome == Outcome.MET


@CHECKS.check(
    title="完成值比上一次监控小",
    explanation="累计的完成值一般不会减少，请核对本次或上次的数。",
    source=SOURCE,
)
def smaller_than_before(project: MonitoredProject) -> Iterator[Hit]:
    for row in project.rows:
        before, now = compare(row.target, row.before), row.compared
        if not (row.before and before.is_number and now.is_number) or now.sign in AT_MOST:
            continue
        if now.actual < before.actual:
            message = f"{row.label}本次填写“{row.actual}”，上一次监控是“{row.before}”，请核对。"
            yield Hit("actual", message, row.key)


@CHECKS.check(
    title="支出进度低于要求",
    explanation="到规定月份，支出进度应达到本地区的要求。",
    source="地方办法（参考），界限是批次的数据",
)
def spending_too_low(project: MonitoredProject) -> Iterator[Hit]:
    due = [rate for month, rate in project.rules.spending_floors if month <= project.month]
    if not due:
        return
    if project.rate is None:
        yield Hit("executed", "没有预算数或执行数，无法核对支出进度。", outcome=CheckOutcome.UNDECIDED)
    elif project.rate < due[-1]:
        words = f"截至 {project.month} 月支出进度 {plain(project.rate, 2)}%"
        yield Hit("executed", f"{words}，低于要求的 {plain(due[-1])}%，请说明原因。")


@CHECKS.check(
    title="支出与目标的进度相差较大",
    explanation="钱花了事没有办，或事办了钱没有花，都应说明原因。",
    source="地方办法（参考），界限是批次的数据",
)
def progress_apart(project: MonitoredProject) -> Iterator[Hit]:
    """Spending and the average of the indicators (% of the year) lie further apart than allowed."""
    shares = [
        min(row.compared.share * 100, Decimal(100))
        for row in project.rows
        if row.compared.is_number and row.compared.sign not in AT_MOST and row.compared.share is not None
    ]
    limit = project.rules.widest_gap
    if limit is None or not shares or project.rate is None:
        return
    average = sum(shares) / len(shares)
    if abs(average - project.rate) > limit:
        message = (
            f"截至 {project.month} 月支出 {plain(project.rate, 2)}%，目标平均完成 {plain(average, 2)}%，"
            f"相差超过 {plain(limit)} 个百分点，请说明原因。"
        )
        yield Hit("executed", message)
