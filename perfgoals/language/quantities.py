"""Finds the quantities in a text: number, unit and what is said about them.

Grammar (normal text, see lexicon; `?` optional, `|` either):

    quantity = per_prefix? approx? sign? number (unit? dash number)? more? unit? sign_after?
    per_prefix = (每 measure)+ up to four characters      每月每人发放900元 → per 月, 人
    approx     = 约 | 预计 | …          sign  = ≥ > = < ≤ | 不低于 | 不超过 | …
    number     = digits with grouping commas and decimals | Chinese numeral before a measure | 百分之 number
    dash       = - | ~ | 至 | 到          more  = 余 | 多
    unit       = magnitude? measure per* | magnitude per* | per+, also in brackets: (%)
    per        = (/ | · | 每) measure      元/人/月, 次/季度
    sign_after = 以上 | 以下 | 以内 | 左右 | …

Not quantities: digits of document numbers, of titles in 《》, of dates and years, list numbers (1. 2、),
codes (ISO9001), ordinals (第3名), tolerances (±5%), and runs of more than 16 digits.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .enums import TargetSign
from .lexicon import (
    CHINESE_NUMBER,
    DATE,
    DOCUMENT_NUMBER,
    MAGNITUDE,
    MEASURE,
    NUMBER,
    chinese_integer,
    decimal_of,
    magnitude_of,
    normalise,
)

_SIGNS = {
    TargetSign.AT_LEAST: """≥ >= => 大于等于 大于或等于 高于或等于 不低于 不少于 不小于 不下于 不得低于
                            不得少于 至少 最少""",
    TargetSign.MORE_THAN: "> 大于 高于 多于 超过 超",
    TargetSign.EQUAL: "= 等于",
    TargetSign.LESS_THAN: "< 小于 低于 少于 不足 不到",
    TargetSign.AT_MOST: """≤ <= =< 小于等于 小于或等于 低于或等于 不超过 不高于 不多于 不大于 不得超过
                           不得高于 至多 最多 控制在""",
}
_SIGN_OF = {word: sign for sign, words in _SIGNS.items() for word in words.split()}
_SIGN = "(?:" + "|".join(sorted(map(re.escape, _SIGN_OF), key=len, reverse=True)) + ")"
_SIGN_AFTER = {"以上": TargetSign.AT_LEAST, "以下": TargetSign.AT_MOST, "内": TargetSign.AT_MOST}
_APPROXIMATELY = "(?:大约|大概|大致|预计|预估|估计|估算|约|近|拟)"
_HAN = "[\u4e00-\u9fff]"
_PER = rf"(?:(?:[/·]|每)\s?(?:{MEASURE}|{_HAN}{{1,4}}))"
_CORE = rf"(?:{MAGNITUDE}?{MEASURE}|{MAGNITUDE})(?![A-Za-z])"
_UNIT = rf"(?:{_CORE}{_PER}{{0,3}}|{_PER}{{1,3}}|\(\s?{_CORE}{_PER}{{0,3}}\s?\))"
# A word that is no known measure is taken for the unit only when it ends the phrase (3榀).
_OTHER_UNIT = rf"(?!以|之内|内|左右|上下|及以|或以|含){_HAN}{{1,3}}(?=$|[，。；;,)])"
_COUNTED = "(?:人次|场次|个月|[个次人名场份项套台天年户家元%])"
_NOT_ORDINAL = r"(?<![0-9A-Za-z.±第_])(?<![0-9],)"

_QUANTITY = re.compile(
    rf"""
    (?P<prefix>(?:每(?:{MEASURE}|{_HAN})){{1,3}}{_HAN}{{0,4}}?)?
    (?P<approx>{_APPROXIMATELY}(?:为|在|需)?)?\s?(?P<sign>{_SIGN})?\s?(?P<approx_inner>约)?
    (?:
        (?P<hundredths>百分之\s?(?:(?P<percent>{NUMBER})|(?P<percent_chinese>{CHINESE_NUMBER})))
      | {_NOT_ORDINAL}(?<![-~至到])(?P<minus>-)?(?P<number>{NUMBER})
        (?:\s?{_UNIT}?\s?(?:--?|[~至到])\s?{_SIGN}?(?P<upper>{NUMBER}))?
        (?P<more>[余多](?!媒|功|元|种))?\s?(?P<unit>{_UNIT}|{_OTHER_UNIT})?
      | (?<![第统同唯单专零〇一二两三四五六七八九十百千万亿])(?P<chinese>{CHINESE_NUMBER})
        (?P<more_chinese>[余多])?(?P<chinese_unit>{_COUNTED}(?!性|级|度|目)(?:{_PER}){{0,2}})
    )
    (?:\s?\((?:不?含|包括)[^()]{{0,12}}\))?
    (?P<after>(?:[及或含]?(?:以上|以下|以内|之内)|内(?![设部容外涵])|左右|上下))?
    """,
    re.VERBOSE,
)
_NO_QUANTITY = re.compile(
    rf"{DOCUMENT_NUMBER}|《[^《》]{{0,200}}》|{DATE}|(?:^|(?<=[;。:\n]))\s{{0,4}}(?:\([0-9]{{1,2}}\)|[0-9]{{1,2}}(?:[.、)](?![0-9])))"
)
_FILLER = "_"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its unit, and where it stands in the text as typed."""

    number: Decimal
    upper: Decimal | None
    """The second number of a range, as typed (it may be the smaller one)."""
    unit: str
    """As written: %, 人, 万元, 元/人/月; empty for a bare number."""
    per: tuple[str, ...]
    """What each unit is for, from both sides: 元/人/月 and 每人每月900元 give (人, 月)."""
    sign: TargetSign | None
    approximate: bool
    start: int
    end: int

    @property
    def core(self) -> str:
        """The unit without what it is for: 元 of 元/人/月."""
        return core_of(self.unit)

    @property
    def yuan(self) -> Decimal | None:
        """The number in 元 when the unit is money, otherwise None."""
        if not self.core.endswith("元") or self.core == "美元":
            return None
        return self.number * magnitude_of(self.core)

    @property
    def is_percentage(self) -> bool:
        return self.unit in ("%", "‰", "成")


@lru_cache(maxsize=1024)
def core_of(unit: str) -> str:
    """A unit without what it is for: 元 of 元/人/月."""
    return _PER_BEGINS.split(unit, maxsplit=1)[0].strip()


_PER_BEGINS = re.compile("[/·每]")


@lru_cache(maxsize=8192)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text` in the order written; overlapping readings are never returned."""
    if not text:
        return ()
    normal = _NO_QUANTITY.sub(lambda match: _FILLER * len(match[0]), normalise(text))
    return tuple(found for match in _QUANTITY.finditer(normal) if (found := _quantity(match)) is not None)


def _quantity(match: re.Match[str]) -> Quantity | None:
    number = _number(match)
    if number is None:
        return None
    written = match["unit"] or match["chinese_unit"] or ("%" if match["hundredths"] else "")
    unit = written.strip("() ")
    after = match["after"] or ""
    sign = _SIGN_OF.get(match["sign"] or "") or next(
        (sign for word, sign in _SIGN_AFTER.items() if after.endswith(word)), None
    )
    vague = match["approx"] or match["approx_inner"] or match["more"] or match["more_chinese"]
    return Quantity(
        number=number,
        upper=decimal_of(match["upper"]) if match["upper"] else None,
        unit=unit,
        per=tuple(_per_words(match["prefix"] or "", unit)),
        sign=sign,
        approximate=bool(vague) or after in ("左右", "上下"),
        start=match.start(),
        end=match.end(),
    )


def _number(match: re.Match[str]) -> Decimal | None:
    if arabic := match["number"] or match["percent"]:
        return -decimal_of(arabic) if match["minus"] else decimal_of(arabic)
    value = chinese_integer(match["chinese"] or match["percent_chinese"])
    return None if value is None else Decimal(value)


_PREFIX_WORD = re.compile(f"每({MEASURE}|{_HAN})")
_PER_WORD = re.compile(rf"(?:[/·]|每)\s?({MEASURE}|{_HAN}{{1,4}})")


def _per_words(prefix: str, unit: str) -> list[str]:
    return _PREFIX_WORD.findall(prefix) + _PER_WORD.findall(unit)
