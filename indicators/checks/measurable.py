"""可衡量: can anybody tell afterwards whether the target was reached?"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import CHINESE_DATE, DATE, MEASURE, normalise
from perfgoals.language.quantities import Quantity, find_quantities
from perfgoals.language.targets import parse_target
from perfgoals.language.units import families

from .registry import CheckSettings, Hit, project_check, row_check
from .row_reading import RowReading
from .sources import MEASURES_2015
from .subject import CheckedIndicator, CheckedProject

_CLEAR_AND_MEASURABLE = MEASURES_2015 + "：指标应细化、量化，便于考核"
_DIGIT = re.compile("[0-9]")
_CHINESE_DATE = re.compile(CHINESE_DATE)
_BLANKS = re.compile(r"[\s“”\"'，。、；,.;]")

_MANNERS = (
    "有效|明显|显著|进一步|逐步|逐渐|日益|持续|不断|基本|比较|较为|较|大力|切实|有力|充分|全面|稳步|积极|按时|及时|按期|按质|足额|长期|更加|"
    "非常|十分|很|高质量|确保|效果|水平|得到|效率|有所|大幅|大大|一定程度|一定|普遍|整体|总体|顺利|深入|广泛|达到预期|预期"
)
_EFFECTS = (
    "提升|提高|增强|改善|增加|增长|保障|维护|推进|落实|满意|满足|良好|规范|稳定|高|好|强|优|优秀|合格|达标|完成|促进|加强|引导|发放|"
    "处理|拨付|到位|支付|报销|执行|健全|可控|减少|降低|下降|优化|完善|畅通|安全|和谐|长效|可持续|准确|完整|巩固|拓展|发展|便利|便捷|"
    "整洁|美观|健康|顺利|正常|要求|符合|目标|带动|推动|影响|向好|缓解|实现"
)
_VAGUE = re.compile(rf"(?:{_MANNERS}|{_EFFECTS}){{1,4}}(?:的|性|地)?")
# 合格 is what an inspection comes to, not a vague word, where the name speaks of one.
_VERDICT = re.compile("合格|达标|优秀|良好|通过|优|良")
_INSPECTED = re.compile("验收|检测|检验|鉴定|审计|评审|评定|考核等次|考评|等级|评级")
_ESTIMATE = re.compile(
    r"预计|预估|大概|估算|测算|(?:数|几|上|近)[十百千万亿]|[0-9%][^，。；、0-9]{0,5}(?:左右|上下)(?=$|[，。；、)）])"
)
# Ranges and limits that a law, a standard or nature sets: an age, a temperature, the content of a substance.
_SET_RANGE_UNITS = frozenset({"岁", "周岁", "℃", "度", "dB", "分贝", "mg/L", "kV", "V", "Hz", "pH"})
_SET_RANGE = re.compile(
    r"法定|法律|条例|国家标准|行业标准|国标|限值|标准值|规定范围|规定值|允许|适宜|正常值|参考值|安全范围|标准要求|GB|pH|PH|温度|湿度|浓度|年龄|"
    r"余氯|浊度|电压|血压|血糖|营业时间|开放时间|服务时间|酸碱"
)
_DEADLINE = re.compile(
    rf"(?:{DATE}|春节|元旦|清明|五一|端午|国庆|中秋|年底|年末|月底|季末|汛期|开学|期末)[^，。；]{{0,4}}?(?:前|之前|以前|内完成|完成)"
)


@project_check(
    title="指标值没有数字",
    explanation="数量、时效、成本和满意度指标应当用数字表示，期满才能对照考核。",
    source=_CLEAR_AND_MEASURABLE,
    weight=45,
)
def no_digit(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A 数量, 时效, 成本 or 满意度 value without a number; 一次 inside a sentence is none."""
    for row in (*project.rows_of("数量", "时效", "满意"), *project.cost_rows):
        for field, text in row.targets:
            if _lacks_number(text):
                yield _no_digit_hit(row, field, text)
                break


@lru_cache(maxsize=8192)
def _lacks_number(text: str) -> bool:
    normal = normalise(text)
    if _DIGIT.search(normal) or _CHINESE_DATE.search(normal):
        return False
    quantities = find_quantities(text)
    return not quantities or (len(quantities) == 1 and _is_article(normal, quantities[0]))


def _is_article(normal: str, quantity: Quantity) -> bool:
    """一次 of 每年举办一次总结会: words go on after it, and no bound is said."""
    written, rest = normal[quantity.start : quantity.end], normal[quantity.end :].strip(" 。，；")
    return "一" in written and quantity.number == 1 and quantity.sign is None and bool(rest)


def _no_digit_hit(row: CheckedIndicator, field: str, text: str) -> Hit:
    quantities = find_quantities(text)
    if len(quantities) == 1:
        proposal = f"{quantities[0].number}{quantities[0].unit}"
        message = f"指标“{row.name}”的值“{text}”没有用阿拉伯数字，如是“{proposal}”，请照此填写。"
        return Hit(field, message, row.key, proposal)
    return Hit(field, f"{row.tier2}“{row.name}”的值“{text}”没有数字，请填写可以考核的数字。", row.key)


@row_check(
    title="指标值含糊",
    explanation="“有效”“明显”“及时”等词没有衡量标准；能计数的写数字，不能计数的写具体事项或可查的凭据。",
    source=_CLEAR_AND_MEASURABLE,
    weight=30,
)
def vague_value(row: RowReading) -> Iterator[Hit]:
    """A value made only of words such as 有效, 明显提升, 及时."""
    for field, text in row.targets if row.applies else ():
        if _is_vague(text) and not (_VERDICT.fullmatch(text.strip()) and _INSPECTED.search(row.name)):
            message = f"指标“{row.name}”的值“{text}”没有衡量标准，请写成数字或可以核对的具体事项。"
            yield Hit(field, message)
            break


@lru_cache(maxsize=8192)
def _is_vague(text: str) -> bool:
    return _VAGUE.fullmatch(_BLANKS.sub("", text)) is not None


@row_check(
    title="指标值重复指标名称",
    explanation="指标值只是把名称再写一遍，没有说明要达到什么程度。",
    source=_CLEAR_AND_MEASURABLE,
    weight=35,
)
def value_repeats_name(row: RowReading) -> Iterator[Hit]:
    """The value is the name again, or the name but for a few characters."""
    name = _BLANKS.sub("", row.name)
    for field, text in row.targets if row.applies else ():
        value = _BLANKS.sub("", text)
        if value and value in name and len(value) >= 4 and len(value) * 4 >= len(name) * 3:
            yield Hit(field, f"指标“{row.name}”的值只是重复名称，请填写要达到的程度。")
            break


@row_check(
    title="比率指标的值不是百分比",
    explanation="名称以“率”或“（%）”结尾的指标，值应是百分比。",
    source=_CLEAR_AND_MEASURABLE,
    weight=55,
)
def percentage_expected(row: RowReading) -> Iterator[Hit]:
    """The name ends in 率 or (%), the value holds no percentage."""
    for field, text in row.targets if row.applies and row.names_rate else ():
        if not _states_percentage(text, unit_in_name="%" in row.plain_name):
            yield Hit(field, f"指标“{row.name}”应填百分比，现为“{text}”。")
            break


def _states_percentage(text: str, *, unit_in_name: bool) -> bool:
    """A percentage, a multiple, a ratio 1:50 or 12/10万, zero, or a bare number where the name says %."""
    quantities = find_quantities(text)
    if any(quantity.is_percentage or quantity.unit in ("倍", "个百分点") for quantity in quantities):
        return True
    normal = normalise(text)
    if _RATIO.search(normal) or normal.strip() in ("0", "零") or any(q.number == 0 for q in quantities):
        return True
    return unit_in_name and any(not quantity.unit for quantity in quantities)


_RATIO = re.compile(r"[0-9]\s?:\s?[0-9]|[0-9]\s?/\s?[0-9]")


@row_check(
    title="指标值是约数或区间",
    explanation="“约”“预计”“2-3次”不便考核，建议用≥、≤写成一个界限。",
    source=_CLEAR_AND_MEASURABLE,
    weight=30,
)
def approximate_value(row: RowReading) -> Iterator[Hit]:
    """A value said to be about so much, estimated, or between two numbers."""
    for field, text in row.targets if row.applies else ():
        kind = _estimate(text)
        if kind and not (kind == _RANGE and _is_set_by_rule(row, text)):
            message = f"指标“{row.name}”的值“{_short(text)}”是{kind}，请改成确定的界限，如“≥”或“≤”。"
            yield Hit(field, message)
            break


_RANGE, _ESTIMATED = "区间", "约数或测算数"


@lru_cache(maxsize=8192)
def _estimate(text: str) -> str:
    """What is not certain about the numbers of a value, or nothing."""
    quantities = find_quantities(text)
    if any(quantity.upper is not None for quantity in quantities):
        return _RANGE
    estimated = any(quantity.approximate for quantity in quantities) or (
        _ESTIMATE.search(text) and (quantities or _FEW.search(text))
    )
    return _ESTIMATED if estimated else ""


_FEW = re.compile(rf"(?:数|几|上|近)[十百千万亿]{{1,2}}[余多]?{MEASURE}")


def _is_set_by_rule(row: RowReading, text: str) -> bool:
    units = {quantity.core for quantity in find_quantities(text) if quantity.upper is not None}
    return units <= _SET_RANGE_UNITS or bool(_SET_RANGE.search(text) or _SET_RANGE.search(row.name))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:22] + "……"


@row_check(
    title="一格写了两个目标",
    explanation="一个指标只写一个目标；时限和比率、两个不同的界限应分成两行。",
    source=_CLEAR_AND_MEASURABLE,
    weight=55,
)
def two_targets(row: RowReading) -> Iterator[Hit]:
    """Two bounds, a deadline together with a rate, or two counts of different things in one cell."""
    for field, text in row.targets if row.applies else ():
        if _states_two(text, in_money="成本" in row.category):
            yield Hit(field, f"指标“{row.name}”的值“{_short(text)}”含两个目标，请分成两行。")
            break


@lru_cache(maxsize=8192)
def _states_two(text: str, *, in_money: bool) -> bool:
    quantities = find_quantities(text)
    if not quantities or parse_target(text).upper is not None:
        return False
    if any(q.is_percentage for q in quantities) and _DEADLINE.search(normalise(text)):
        return True
    if len(quantities) < 2:
        return False
    signed = {(q.sign, q.number, q.unit) for q in quantities if q.sign is not None}
    if len(signed) > 1:
        return True
    return not (in_money or find_formulas(text)) and _counts_two_things(normalise(text), quantities)


_BETWEEN = re.compile(r"[，,；;、。]|且|并|及|和")
# 每期2天, 其中女性5人, (含复训20人) explain the number before.
_EXPLAINS = re.compile(r"^[^0-9]{0,4}(?:每|其中|各|均|按|分|共|合计|总计|包括|含|由|在|从|如|即)|[(/*=]$|[(]")


def _counts_two_things(normal: str, quantities: tuple[Quantity, ...]) -> bool:
    """培训2期、100人; 100%，优良率≥80%: two numbers side by side, neither of which explains the other."""
    stated = [quantities[0]]
    for before, quantity in pairwise(quantities):
        between = normal[before.end : quantity.start]
        if _BETWEEN.search(between) and not _EXPLAINS.search(
            between + normal[quantity.start : quantity.end][:2]
        ):
            stated.append(quantity)
    stated = [q for q in stated if not q.per and q.yuan is None and _is_target(q)]
    return any(_are_two(first, second) for first, second in pairwise(stated))


def _is_target(quantity: Quantity) -> bool:
    """A bare number and an unbounded time (2天) say what the other number is about."""
    kinds = families(quantity.unit)
    return bool(kinds) and not ("time" in kinds and "times" not in kinds and quantity.sign is None)


def _are_two(first: Quantity, second: Quantity) -> bool:
    """Of different sorts; or two shares, which do not add up; or one of them a bound of its own."""
    kinds, others = families(first.unit), families(second.unit)
    apart = kinds.isdisjoint(others) or ("visits" in kinds) != ("visits" in others)
    return apart or (first.is_percentage and second.is_percentage)
