"""数字: do the two values of a row, 实施周期值 and 年度指标值, agree with each other and with the term?"""

from collections.abc import Iterator

from perfgoals.language.targets import Target, parse_target
from perfgoals.language.units import families, same_purpose

from ..enums import CheckLevel, CheckOutcome
from .registry import CheckSettings, Hit, project_check, row_check
from .row_reading import RowReading
from .sources import MEASURES_2015
from .subject import TARGET_LABELS, CheckedProject

_YEARLY = MEASURES_2015 + "：年度绩效目标是一个预算年度内预期达到的产出和效果"
# Words of an objective that tell of more than one year.
_PHASES = ("分期", "分年", "逐年", "分阶段", "跨年", "三年", "五年")
# What is not added up over the years: shares, times, ages, degrees.
_NOT_ADDED_UP = {"share", "time", "age", "temperature", "sound", "concentration", "points", "voltage"}
_MEAN = ("均", "每", "单价", "标准", "单次")


@row_check(
    title="周期值与年度值的单位不同",
    explanation="同一指标的实施周期值和年度指标值应使用同一计量单位。",
    source=MEASURES_2015 + "：指标应细化、量化",
    level=CheckLevel.BLOCKING,
    weight=85,
)
def units_differ(row: RowReading) -> Iterator[Hit]:
    """Both values are numbers, of things that cannot be the same (1次 and 26人; 元/批次 and 元/年)."""
    conflict = _units_conflict(row)
    if conflict == CheckOutcome.FINE:
        return
    values = f"实施周期值“{row.period_target}”与年度指标值“{row.annual_target}”"
    if conflict == CheckOutcome.FINDING:
        message = f"指标“{row.name}”的{values}单位不同，请改成同一单位。"
        yield Hit("annual_target", message)
    else:
        unknown = "、".join(f"“{unit}”" for unit in _unknown_units(row))
        message = f"指标“{row.name}”的{values}用了不认识的单位{unknown}，无法判断两个值是否可比，请核对。"
        yield Hit("annual_target", message, outcome=CheckOutcome.UNDECIDED)


def _units_conflict(row: RowReading) -> CheckOutcome:
    """Whether no thing can be counted in the units of both values; undecided where one of them is unknown."""
    if not row.applies or row.values_agree:
        return CheckOutcome.FINE
    one, other = (parse_target(text) for _, text in row.targets)
    if one.number is None or other.number is None or one.unit == other.unit:
        return CheckOutcome.FINE
    if one.per and other.per and not same_purpose(one.per, other.per):
        return CheckOutcome.FINDING
    kinds = [families(target.unit) for target in (one, other)]
    if all(kinds):
        return CheckOutcome.FINDING if kinds[0].isdisjoint(kinds[1]) else CheckOutcome.FINE
    both_named = one.unit and other.unit and one.measure != other.measure
    return CheckOutcome.UNDECIDED if both_named else CheckOutcome.FINE


def _unknown_units(row: RowReading) -> list[str]:
    units = [parse_target(text).unit for _, text in row.targets]
    return [unit for unit in units if not families(unit)]


@project_check(
    title="一年期项目的年度值与周期值不同",
    explanation="项目只有一年时，年度指标值应与实施周期值相同；写法不同（≥92%、不低于92%）不算不同。",
    source=_YEARLY,
    weight=70,
)
def annual_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """In a project of one year the two values of a row differ; undecided where the text speaks of phases."""
    if not project.one_year:
        return
    differing = [row for row in project.applying if not row.reading.values_agree]
    is_stated = bool(project.term_years or project.stated_term)
    if (
        differing
        and not is_stated
        and any(word in text for _, text in project.objectives for word in _PHASES)
    ):
        message = (
            "绩效目标称分期或分年实施，但没有写明起止年份，无法判断年度值与周期值应否相同；"
            "跨年的项目请在项目名称或整体绩效中写明起止年份。"
        )
        yield Hit("overall_objective", message, outcome=CheckOutcome.UNDECIDED)
        return
    for row in differing:
        if _units_conflict(row.reading) != CheckOutcome.FINE:
            continue  # units_differ says it already
        values = "，".join(f"{TARGET_LABELS[field]}“{text}”" for field, text in row.targets)
        yield Hit("annual_target", f"一年期项目的指标“{row.name}”两个值不同：{values}，请核对。", row.key)


@project_check(
    title="年度值大于周期值",
    explanation="项目跨几年时，年度指标值是周期值的一部分，数量和金额不会比整个周期的还大。",
    source=_YEARLY,
    weight=75,
)
def annual_exceeds_period(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """In a project of several years the year promises, or costs, more than the whole term."""
    if project.one_year:
        return
    for row in project.applying:
        if _exceeds(row.reading):
            message = (
                f"项目期为 {project.term.years} 年，指标“{row.name}”的年度指标值“{row.annual_target}”"
                f"大于实施周期值“{row.period_target}”，请核对。"
            )
            yield Hit("annual_target", message, row.key)


def _exceeds(row: RowReading) -> bool:
    """Both are one number of a thing that is added up over the years, and the year's is larger."""
    if row.values_agree or row.names_rate or any(word in row.name for word in _MEAN):
        return False
    period, annual = (parse_target(text) for _, text in row.targets)
    if period.number is None or annual.number is None or period.measure != annual.measure:
        return False
    return _adds_up(period) and _adds_up(annual) and annual.size > period.size


def _adds_up(target: Target) -> bool:
    return not target.per and not families(target.unit) & _NOT_ADDED_UP and target.upper is None
