"""可衡量: can anybody tell afterwards whether the target was reached?"""

import re
from collections.abc import Iterator

from perfgoals.language.lexicon import DATE, normalise
from perfgoals.language.quantities import find_quantities

from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015
from .subject import CheckedIndicator, CheckedProject

_CLEAR_AND_MEASURABLE = MEASURES_2015 + "：指标应细化、量化，便于考核"
_DIGIT = re.compile("[0-9]")
_BLANKS = re.compile(r"[\s“”\"'，。、；,.;]")

_MANNERS = (
    "有效|明显|显著|进一步|逐步|持续|不断|基本|比较|较为|较|大力|切实|有力|充分|全面|稳步|积极|按时|及时|按期|按质|足额|长期|更加|"
    "非常|十分|很|高质量|确保|效果|水平|得到|效率"
)
_EFFECTS = (
    "提升|提高|增强|改善|增加|增长|保障|维护|推进|落实|满意|满足|良好|规范|稳定|高|好|强|优|优秀|合格|达标|完成|促进|加强|引导|发放|"
    "处理|拨付|到位|支付|报销|执行|健全|可控|减少|降低|下降|优化|完善|畅通|安全|和谐|长效|可持续|准确|完整"
)
_VAGUE = re.compile(rf"(?:{_MANNERS}|{_EFFECTS}){{1,4}}(?:的|性|地)?")
_ESTIMATE = re.compile(r"约|预计|预估|大概|左右|上下|估算|测算")
_DEADLINE = re.compile(
    rf"(?:{DATE}|春节|元旦|清明|五一|端午|国庆|中秋|年底|年末|月底|季末|汛期|开学|期末)[^，。；]{{0,4}}?(?:前|之前|以前|内完成|完成)"
)


@project_check(
    title="指标值没有数字",
    explanation="数量、时效、成本和满意度指标应当用数字表示，期满才能对照考核。",
    source=_CLEAR_AND_MEASURABLE,
)
def no_digit(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 数量, 时效, 成本 or 满意度 value without an Arabic digit."""
    for row in (*project.rows("数量", "时效", "满意"), *project.cost_rows):
        for field, text in row.targets:
            if not _DIGIT.search(normalise(text)):
                yield _no_digit_hit(row, field, text)
                break


def _no_digit_hit(row: CheckedIndicator, field: str, text: str) -> Hit:
    quantities = find_quantities(text)
    if len(quantities) == 1:
        proposal = f"{quantities[0].number}{quantities[0].unit}"
        message = f"指标“{row.name}”的值“{text}”没有用阿拉伯数字，如是“{proposal}”，请照此填写。"
        return Hit(field, message, row.key, proposal)
    return Hit(field, f"{row.tier2}“{row.name}”的值“{text}”没有数字，请填写可以考核的数字。", row.key)


@project_check(
    title="指标值含糊",
    explanation="“有效”“明显”“及时”等词没有衡量标准；能计数的写数字，不能计数的写具体事项或可查的凭据。",
    source=_CLEAR_AND_MEASURABLE,
)
def vague_value(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A value made only of words such as 有效, 明显提升, 及时."""
    for row in project.indicators:
        for field, text in row.targets if row.applies else ():
            if _VAGUE.fullmatch(_BLANKS.sub("", text)):
                message = f"指标“{row.name}”的值“{text}”没有衡量标准，请写成数字或可以核对的具体事项。"
                yield Hit(field, message, row.key)
                break


@project_check(
    title="指标值重复指标名称",
    explanation="指标值只是把名称再写一遍，没有说明要达到什么程度。",
    source=_CLEAR_AND_MEASURABLE,
)
def value_repeats_name(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The value is the name again, or the name but for a few characters."""
    for row in project.indicators:
        name = _BLANKS.sub("", row.name)
        for field, text in row.targets if row.applies else ():
            value = _BLANKS.sub("", text)
            if value and value in name and len(value) >= 4 and len(value) * 4 >= len(name) * 3:
                yield Hit(field, f"指标“{row.name}”的值只是重复名称，请填写要达到的程度。", row.key)
                break


@project_check(
    title="比率指标的值不是百分比",
    explanation="名称以“率”或“（%）”结尾的指标，值应是百分比。",
    source=_CLEAR_AND_MEASURABLE,
)
def percentage_expected(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The name ends in 率 or (%), the value holds no percentage."""
    for row in project.indicators:
        for field, text in row.targets if row.applies and row.names_rate else ():
            if not _states_percentage(text, unit_in_name="%" in normalise(row.name)):
                yield Hit(field, f"指标“{row.name}”应填百分比，现为“{text}”。", row.key)
                break


def _states_percentage(text: str, *, unit_in_name: bool) -> bool:
    """A percentage, a multiple, a ratio 1:50, or the bare number where the name already says %."""
    quantities = find_quantities(text)
    if any(quantity.is_percentage or quantity.unit in ("倍", "个百分点") for quantity in quantities):
        return True
    return ":" in normalise(text) or (unit_in_name and any(not quantity.unit for quantity in quantities))


@project_check(
    title="指标值是约数或区间",
    explanation="“约”“预计”“2-3次”不便考核，建议用≥、≤写成一个界限。",
    source=_CLEAR_AND_MEASURABLE,
)
def approximate_value(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A value said to be about so much, estimated, or between two numbers."""
    for row in project.indicators:
        for field, text in row.targets if row.applies else ():
            quantities = find_quantities(text)
            if not quantities:
                continue
            ranges = [q for q in quantities if q.upper is not None]
            if ranges or any(q.approximate for q in quantities) or _ESTIMATE.search(text):
                kind = "区间" if ranges else "约数或测算数"
                message = f"指标“{row.name}”的值“{_short(text)}”是{kind}，请改成确定的界限，如“≥”或“≤”。"
                yield Hit(field, message, row.key)
                break


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:22] + "……"


@project_check(
    title="一格写了两个目标",
    explanation="一个指标只写一个目标；时限和比率、两个不同的界限应分成两行。",
    source=_CLEAR_AND_MEASURABLE,
)
def two_targets(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """Two quantities with signs, or a deadline together with a rate, in one cell."""
    for row in project.indicators:
        for field, text in row.targets if row.applies else ():
            quantities = find_quantities(text)
            signed = {(q.sign, q.number, q.unit) for q in quantities if q.sign is not None}
            rate = any(q.is_percentage for q in quantities)
            if len(signed) > 1 or (rate and _DEADLINE.search(normalise(text))):
                yield Hit(field, f"指标“{row.name}”的值“{_short(text)}”含两个目标，请分成两行。", row.key)
                break
