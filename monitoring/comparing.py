"""Sets a result (完成值) beside its target (指标值): one number beside another in the same unit, or a word.

    target       result                      comparison
    a number     a number, unit given        converted where that is certain (万元/元, ‰/%, 公里/米)
    a number     a number without a unit     read in the target's unit; 0.97 beside 95% is not certain
    72890元      7.29万元                     the same amount as far as it shows
    a number     ≥95% beside ≥95%            a bound counts where it decides the matter
    text, date   达成 · 部分达成 · 未达成      the class
    text, date   the same text               达成, and said so

Everything else is undecided, with a reason in words. 人次 is never turned into 人, nor 个 into 家.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from perfgoals.common.text import quoted
from perfgoals.language.enums import TargetKind, TargetSign
from perfgoals.language.lexicon import MAGNITUDE, magnitude_of, normalise
from perfgoals.language.quantities import core_of
from perfgoals.language.targets import Target, parse_target

from .enums import Outcome

AT_LEAST = (TargetSign.AT_LEAST, TargetSign.MORE_THAN)
AT_MOST = (TargetSign.AT_MOST, TargetSign.LESS_THAN)
STRICT = (TargetSign.MORE_THAN, TargetSign.LESS_THAN)

# Unit → (what it measures, how many of that). Only what is exact, and the same thing by every reader.
_EXACT = {
    "元": "元 1 元整 1",
    "%": "% 1 ‰ 0.1 成 10",
    "人": "人 1 名 1 位 1 员 1",
    "次": "次 1 回 1",
    "天": "天 1 日 1 周 7",
    "秒": "秒 1 分钟 60 小时 3600 h 3600",
    "月": "月 1 个月 1 季 3 季度 3 年 12 年度 12",
    "米": "米 1 m 1 千米 1000 公里 1000 km 1000 里 500 厘米 0.01 毫米 0.001",
    "平方米": "平方米 1 ㎡ 1 m² 1 平方公里 1000000 km² 1000000 公顷 10000",
    "立方米": "立方米 1 m³ 1 升 0.001 毫升 0.000001",
    "公斤": "公斤 1 千克 1 kg 1 斤 0.5 吨 1000 t 1000 克 0.001 g 0.001",
}
_OF_UNIT = {
    unit: (base, Decimal(factor))
    for base, pairs in _EXACT.items()
    for unit, factor in zip(pairs.split()[::2], pairs.split()[1::2], strict=True)
}
_LONGEST_WORD = 40
_REACHED = "(?:达成|达到|完成|实现|达标|落实)"
_MISSED = re.compile(
    rf"(?:未|没有|尚未|无法|不)(?:能)?(?:全部|按期|按时)?{_REACHED}|不达标|未开展|未实施|未执行"
)
_PARTLY = re.compile(rf"(?:已|仅)?部分{_REACHED}")
_MET = re.compile(
    rf"(?:已|均|全部|基本|全部或基本|按期|按时|如期|全面|圆满)*{_REACHED}"
    r"(?:了)?(?:预期|年度|绩效|年初|计划|设定|全年|既定)*(?:指标|目标|要求|效果|任务)?[。.!！]?"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result beside its target: two numbers, or a class, or a reason why neither can be told.

    `target`, `upper` (of a range) and `actual` count the same unit, that of the target as written.
    """

    sign: TargetSign | None = None
    target: Decimal | None = None
    upper: Decimal | None = None
    actual: Decimal | None = None
    unit: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    repeats: bool = False
    """The result is the target word for word."""
    beyond: bool = False
    """The result says itself that it lies beyond its number (＞98%), or is equal only as far as it shows."""

    @property
    def is_number(self) -> bool:
        return self.actual is not None and self.target is not None

    @property
    def most(self) -> Decimal:
        """The upper end of the target: itself, but for a range."""
        return self.target if self.upper is None else max(self.target, self.upper)

    @property
    def least(self) -> Decimal:
        return self.target if self.upper is None else min(self.target, self.upper)

    @property
    def reached(self) -> bool:
        """≤: not above the target, ＜: below it, ＞: above it; exactly 0 for ＝0; others: not below it."""
        if self.at_strict_border:
            return False
        if self.sign in AT_MOST:
            return self.actual <= self.most
        return self.actual == 0 if self.is_exactly_zero else self.actual >= self.least

    @property
    def at_strict_border(self) -> bool:
        """Exactly the number that ＞ and ＜ leave out: 98% beside ＞98%, 7天 beside 不到7天."""
        border = {TargetSign.MORE_THAN: self.least, TargetSign.LESS_THAN: self.most}.get(self.sign)
        return border is not None and self.actual == border and not self.beyond

    @property
    def is_exactly_zero(self) -> bool:
        """＝0: nothing of the kind may happen."""
        return self.sign == TargetSign.EQUAL and self.upper is None and self.target == 0

    @property
    def share(self) -> Decimal | None:
        """Result by target; None for a target of 0."""
        return self.actual / self.least if self.least else None


@lru_cache(maxsize=16384)
def compare(target: str, actual: str) -> Comparison:
    """The result beside the target; never raises.

    >>> found = compare("≤90万元", "990000元")
    >>> found.sign.value, found.target, found.actual
    ('≤', Decimal('90'), Decimal('99'))
    """
    wanted = parse_target(target)
    if wanted.kind == TargetKind.NOT_APPLICABLE:
        return Comparison(outcome=Outcome.NOT_APPLICABLE)
    if wanted.kind == TargetKind.EMPTY:
        return Comparison(reason="没有指标值")
    if parse_target(actual).kind == TargetKind.EMPTY:
        return Comparison(reason="没有填写完成值")
    repeats = _plain(target) == _plain(actual)
    if wanted.number is None:
        return _by_word(actual, repeats=repeats)
    return _by_number(wanted, parse_target(actual), repeats=repeats)


def outcome_of(text: str) -> Outcome | None:
    """The class that a text names: 部分达成年度指标并具有一定效果 → PARTLY; None for every other text."""
    plain = _plain(text)
    if len(plain) > _LONGEST_WORD:
        return None
    if _MISSED.match(plain):
        return Outcome.MISSED
    if _PARTLY.match(plain):
        return Outcome.PARTLY
    return Outcome.MET if _MET.fullmatch(plain) or plain.startswith("达成年度指标") else None


def converted(number: Decimal, unit: str, into: str) -> Decimal | None:
    """The number in another unit; None where no exact conversion is known.

    >>> converted(Decimal(72890), "元", "万元"), converted(Decimal(80), "人次", "人")
    (Decimal('7.289'), None)
    """
    base, factor, per = _measured(unit)
    other, other_factor, other_per = _measured(into)
    if per != other_per or base != other:
        return None
    return number * factor / other_factor


def _plain(text: str) -> str:
    return "".join(normalise(text).split())


def _by_word(actual: str, *, repeats: bool) -> Comparison:
    outcome = Outcome.MET if repeats else outcome_of(actual)
    if outcome is None:
        return Comparison(reason=f"定性指标的完成值{quoted(_short(actual))}不是达成、部分达成或未达成")
    return Comparison(outcome=outcome, repeats=repeats)


def _by_number(wanted: Target, found: Target, *, repeats: bool) -> Comparison:
    if found.number is None:
        return Comparison(reason=f"完成值{quoted(_short(found.text))}不是一个确定的数", repeats=repeats)
    if found.upper is not None and not repeats:
        return Comparison(reason=f"完成值{quoted(_short(found.text))}是一个范围，不是一个确定的数")
    actual, reason = _in_unit_of(wanted, found)
    if actual is None:
        return Comparison(reason=reason)
    rounded = actual != wanted.number and bool(found.unit) and _rounds_to(wanted, found)
    comparison = Comparison(
        wanted.sign,
        wanted.number,
        wanted.upper,
        wanted.number if rounded else actual,
        wanted.unit or found.unit,
        repeats=repeats,
        beyond=rounded or (found.sign in STRICT and found.sign == wanted.sign),
    )
    if found.sign in (None, TargetSign.EQUAL) or _bound_decides(found.sign, comparison):
        return comparison
    return Comparison(reason=f"完成值{quoted(_short(found.text))}只是一个界限，不是一个确定的数")


def _rounds_to(wanted: Target, found: Target) -> bool:
    """7.29万元 is 72890元 as far as it shows."""
    if found.unit == wanted.unit:
        return False
    target = converted(wanted.number, wanted.unit, found.unit)
    return target is not None and round(target, -found.number.as_tuple().exponent) == found.number


def _bound_decides(sign: TargetSign, comparison: Comparison) -> bool:
    """≥95% is enough for a target of ≥95% or less, ≤7天 for one of ≤7天 or more."""
    side = AT_MOST if comparison.sign in AT_MOST else (*AT_LEAST, TargetSign.EQUAL)
    return sign in side and comparison.reached


def _in_unit_of(wanted: Target, found: Target) -> tuple[Decimal | None, str]:
    """The result in the target's unit, or why that is not certain."""
    if not found.unit:
        if wanted.unit == "%" and 0 < abs(found.number) <= 1 < wanted.number:
            readings = f"{_percent(found.number)} 还是 {found.number}%"
            return None, f"完成值{quoted(_short(found.text))}没有单位，看不出是 {readings}"
        return found.number, ""
    if not wanted.unit:
        if found.unit == "%" and abs(wanted.number) <= 1:
            return None, f"指标值{quoted(_short(wanted.text))}没有单位，完成值是百分比，不能比较"
        return found.number * magnitude_of(found.unit), ""
    if _measured(found.unit)[0] == "":  # 12万 beside 10万人
        factor = _measured(wanted.unit)[1]
        return found.number * magnitude_of(found.unit) / factor, ""
    number = converted(found.number, found.unit, wanted.unit)
    if number is None:
        return None, f"完成值的单位{quoted(found.unit)}与指标值的单位{quoted(wanted.unit)}不同，不能换算"
    return number, ""


@lru_cache(maxsize=2048)
def _measured(unit: str) -> tuple[str, Decimal, str]:
    """(what is counted, how many of it one unit is, what it is for): 万元/年 → (元, 10000, /年)."""
    core = core_of(unit)
    per = "".join(unit[len(core) :].split()).replace("每", "/").replace("·", "/")
    if core in _OF_UNIT:
        return (*_OF_UNIT[core], per)
    magnitude = magnitude_of(core)
    rest = re.sub(f"^{MAGNITUDE}", "", core) if magnitude != 1 and not core.startswith("百分") else core
    base, factor = _OF_UNIT.get(rest, (rest, Decimal(1)))
    return base, (factor if rest == core else factor * magnitude), per


def _percent(number: Decimal) -> str:
    return f"{(number * 100).normalize():f}%"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else text[:20] + "…"
