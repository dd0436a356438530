"""完整 and 数字: what an official form says of a project beyond the list: its term, its money by source."""

from collections.abc import Iterator
from decimal import Decimal

from perfgoals.common.money import format_amount

from ..enums import CheckLevel, CheckOutcome
from ..fields import FACTS
from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015
from .subject import CheckedProject

_FORM = MEASURES_2015 + "附《项目支出绩效目标申报表》"
_YEAR_PARTS = ("fiscal_amount", "carried_over", "other_amount")
_TERM_PARTS = ("period_fiscal_amount", "period_other_amount")


@project_check(
    title="表样要求的内容没有填",
    explanation="本批次的表样另要填写项目编码、项目属性、项目期、分来源的资金等，没有的金额填 0。",
    source=_FORM,
    weight=60,
)
def form_field_empty(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A field that the cycle's printed form asks for is empty; 主管部门 follows from the unit."""
    for name in sorted(settings.asks & FACTS.keys() - {"supervisor"}):
        value = getattr(project, name)
        if value is None or value == "":
            yield Hit(name, f"“{FACTS[name].label}”未填，本批次的表样要求填写。")


@project_check(
    title="分来源的资金与总额不符",
    explanation="财政拨款、上年结转和其他资金相加应等于当年项目金额；实施期的也一样。",
    source=_FORM,
    level=CheckLevel.BLOCKING,
    weight=92,
)
def sources_differ(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The parts of the money do not make the total; undecided where a part is not given."""
    yield from _parts_of(project, "amount", _YEAR_PARTS)
    yield from _parts_of(project, "period_amount", _TERM_PARTS)


def _parts_of(project: CheckedProject, whole: str, parts: tuple[str, ...]) -> Iterator[Hit]:
    total, given = getattr(project, whole), [getattr(project, part) for part in parts]
    known = [amount for amount in given if amount is not None]
    if total is None or not known or sum(known, Decimal(0)) == total:
        return
    said = sum(known, Decimal(0))
    words = f"各项资金相加为 {format_amount(said)} 元，“{FACTS[whole].label}”是 {format_amount(total)} 元"
    if len(known) < len(parts) and said < total:
        lacking = "、".join(f"“{FACTS[p].label}”" for p, a in zip(parts, given, strict=True) if a is None)
        message = f"{words}；{lacking}没有填，无法判断，没有的请填 0。"
        yield Hit(whole, message, outcome=CheckOutcome.UNDECIDED)
    else:
        yield Hit(whole, f"{words}，请核对。")


@project_check(
    title="实施期资金小于当年金额",
    explanation="实施期资金总额包括当年的资金，不会比当年项目金额小。",
    source=_FORM,
    level=CheckLevel.BLOCKING,
    weight=91,
)
def period_below_year(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The money of the whole term is less than that of the year."""
    whole, year = project.period_amount, project.amount
    if whole is not None and year is not None and whole < year:
        message = (
            f"实施期资金总额 {format_amount(whole)} 元小于当年项目金额 {format_amount(year)} 元，请核对。"
        )
        yield Hit("period_amount", message)


@project_check(
    title="项目期看不懂或不含本年度",
    explanation="项目期写起止年份或日期，例如 2023年—2025年；本年度应在其中。",
    source=_FORM,
    weight=72,
)
def duration_doubtful(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """项目期 says no number of years, or years without that of the table."""
    if not project.duration.strip():
        return
    term = project.stated_term
    if term is None:
        message = f"项目期“{project.duration}”看不出是几年，请写起止年份或日期，例如 2023年—2025年。"
        yield Hit("duration", message)
    elif term.first is not None and not term.holds(project.fiscal_year):
        message = f"项目期“{project.duration}”不包括预算年度 {project.fiscal_year} 年，请核对。"
        yield Hit("duration", message)
