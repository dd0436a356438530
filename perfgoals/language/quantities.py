"""Finds the quantities in a text: number, unit and what is said about them.

Grammar (normal text, see lexicon; `?` optional, `|` either):

    quantity = per_prefix? approx? sign? number (unit? dash number)? more? unit? sign_after?
    per_prefix = (每 measure)+ up to four characters      每月每人发放900元 → per 月, 人
               | 人均 | 户均 | …, up to six characters     人均公用经费800元/年 → per 人, 年
    approx     = 约 | 预计 | …          sign  = ≥ > = < ≤ | 不低于 | 不超过 | …
    number     = digits with grouping commas and decimals | Chinese numeral before a measure
               | (百分之 | 千分之 | 万分之) number | 百分百 | 零 before 投诉, 事故 …
    dash       = - | ~ | 至 | 到          more  = 余 | 多, also inside the unit: 1万多人
    unit       = magnitude? measure per* | magnitude per* | per+, also in brackets: (%)
               | up to three characters that end the phrase (榀) | Latin letters (TB, dB, mg/L)
    per        = (/ | · | 每) measure      元/人/月, 次/季度
    sign_after = 以上 | 以下 | 以内 | 左右 | …

百分之八 is 8%, 千分之八 8‰, 万分之八 8‱, 三分之二 66.6667%; 八成 is 8成.

Not quantities: digits of document numbers, of titles in 《》, of dates and years, list numbers (1. 2、),
codes (ISO9001), names (5G, 3A级, 5A景区), ordinals (第3名, 一季度, 二期工程, 三级医院), idioms (一次性,
四套班子), tolerances (±5%), and runs of more than 16 digits.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .enums import TargetSign
from .lexicon import (
    CHINESE_DATE,
    CHINESE_NUMBER,
    DATE,
    DOCUMENT_NUMBER,
    MAGNITUDE,
    MEASURE,
    MEASURES,
    NUMBER,
    chinese_decimal,
    chinese_integer,
    decimal_of,
    magnitude_of,
    normalise,
)


def _begins(characters: str, words: Iterable[str]) -> str:
    """A look ahead that rules most places out at once: one of the characters follows, or one of the words."""
    heads = sorted({word[:2] for word in words})
    first = re.escape("".join(sorted({*characters, *(head[0] for head in heads)})))
    longer = "|".join(map(re.escape, heads))
    return rf"(?=[{first}0-9\s])(?=[{re.escape(characters)}0-9\s]|{longer})"


_ABOVE = "超过 超出 超 突破 高于 大于 多于 高出 逾"
_BELOW = "低于 少于 小于 不足 不到 不满"
_DENIABLE = {
    TargetSign.AT_MOST: f"{_ABOVE} 长于 晚于 迟于",
    TargetSign.AT_LEAST: "低于 少于 小于 下于 短于 早于 亚于 逊于 差于",
}
# 不超100万元, 未突破, 不得低于, 严禁超过, 没有超过: what is denied of a bound is the bound itself.
_DENIAL = """不 未 没有 没 不得 不应 不应该 不该 不能 不能够 不可 不可以 不宜 不会 不要 不准 不许 不允许
             不再 不曾 未曾 严禁 禁止 防止 避免"""


def _or_equal(words: str) -> str:
    """大于等于, 大于或等于, 大于或者等于."""
    return " ".join(f"{word}{joint}等于" for word in words.split() for joint in ("", "或", "或者"))


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_SIGNS = {
    TargetSign.AT_LEAST: f"≥ >= ≥= => ≮ {_or_equal('大于 高于 多于 超过')} 至少 最少 最低 起码 下限",
    TargetSign.MORE_THAN: f"> 〉 {_ABOVE}",
    TargetSign.EQUAL: "= 等于",
    TargetSign.LESS_THAN: f"< 〈 {_BELOW}",
    TargetSign.AT_MOST: f"""≤ <= ≤= =< ≯ {_or_equal("小于 低于 少于")}
                           至多 最多 最高 上限 控制在 控制到 严控在 限制在""",
}
_DENIED = {
    f"{no}{word}": sign
    for sign, words in _DENIABLE.items()
    for word in words.split()
    for no in _DENIAL.split()
}
_SIGN_OF = {word: sign for sign, words in _SIGNS.items() for word in words.split()} | _DENIED
# 〉98% is a sign, the end of 〈办法〉 is none.
_NO_BRACKET = "(?<![\u4e00-\u9fff][〈〉])"
_SIGN = (
    f"(?:{_any_of(_DENIAL.split())}{_any_of(' '.join(_DENIABLE.values()).split())}"
    f"|{_any_of(_SIGN_OF.keys() - _DENIED.keys())}{_NO_BRACKET})"
)
_SIGN_AFTER = {
    "以上": TargetSign.AT_LEAST,
    "以下": TargetSign.AT_MOST,
    "内": TargetSign.AT_MOST,
    "为限": TargetSign.AT_MOST,
    "封顶": TargetSign.AT_MOST,
}
_STRICT = {TargetSign.AT_LEAST: TargetSign.MORE_THAN, TargetSign.AT_MOST: TargetSign.LESS_THAN}
# 节约3万元, 附近3个村, 违约5起, 虚拟 are no estimates.
_ABOUT = "(?<![节违公条合契签制特相邀解])约"
_APPROXIMATELY = f"(?:大约|大概|大致|预计|预估|估计|估算|{_ABOUT}|(?<![附最邻就接远靠])近|(?<![模虚])拟)"
_HAN = "[\u4e00-\u9fff]"
_PER = rf"(?:(?:[/·]|每)\s?(?:{MEASURE}(?![A-Za-z])|{_HAN}{{1,4}}|[A-Za-z]{{1,5}}[²³]?))"
_CORE = rf"(?:{MAGNITUDE}?[余多]?{MEASURE}|{MAGNITUDE}[余多]?)(?![A-Za-z])"
_UNIT = rf"(?:{_CORE}{_PER}{{0,3}}|{_PER}{{1,3}}|\(\s?{_CORE}{_PER}{{0,3}}\s?\))"
# A word that is no known measure is taken for the unit only when it ends the phrase (3榀).
_OTHER_UNIT = (
    rf"(?!以|之内|内|左右|上下|及以|或以|含){_HAN}{{1,3}}(?=$|[，。；;,)])"
    r"|(?![xX](?![A-Za-z]))[A-Za-zμΩ]{1,6}[²³]?(?:/[A-Za-z]{1,4}[²³]?)?(?![0-9A-Za-z-])"
)
_NOT_ORDINAL = r"(?<![0-9A-Za-z.±第_])(?<![0-9],)"
# 5-10, 5人至10人; 达到95% and 截至3月 are none.
_NO_RANGE = r"(?<![-~])(?<![0-9%人次元个年月日天][至到])"

# A Chinese numeral counts things; of these it tells which one (二期工程, 三级) unless a bound is said.
_ORDINALS = (  # noqa: SIM905
    "个百分点 期 批 月 日 号 季 季度 学期 级 类 度 角 分 班 组 队 支 段 样 种 页 字 章 篇 节 卷 首 片 面 "
    "头 尾 羽 席 周 位 员 村 镇 乡 县 部 块 条"
).split()
_COUNTED = "(?:" + "|".join(re.escape(unit) for unit in MEASURES if unit not in _ORDINALS) + ")"
_NO_NUMERAL = "一(?:起(?!事|案|信)|样|条龙|张网|张图|个样|套班|把手|家人|方面|场所|处理)|[三四五六]套班子"
_NO_COUNT = "性|级|度|目|班子|家亲|号工程|卡通|个代表|规定|代表思想|方责任"
# 95%(不含)以上, 5天以内(不含本数): not the number itself; 100万元(不含税)以上 speaks of something else.
_WITHOUT_ITSELF = rf"\((?:不含|不包括|不包含)(?:本数|本身|{NUMBER}\s?{MEASURE}?)?\)"
_BOUND_AFTER = "(?=[及或含]?以上|以下|以内|之内|内(?![设部容外涵])|左右)"
# 第一, 数十, 统一 and the end of a longer numeral.
_NOT_ONE_OF_A_WORD = "(?<![第数几上成统同唯单专零〇一二两三四五六七八九十百千万亿])"
_NONE_OF = "投诉|事故|差错|失误|伤亡|死亡|违规|违纪|违法|感染|中断|拖欠|缺陷|漏报|误报|发生|返贫|上访|新增"

# A quantity begins with one of these, and what is none with one of those: no other place is tried.
_MEANS = [f"{each}均" for each in "人户生师村校班亩年月日次场"]
_ESTIMATES = ["大约", "大概", "大致", "预计", "预估", "估计", "估算"]
_BEGINNINGS = _begins("约近拟每百千万亿零〇一二两三四五六七八九十半-", [*_SIGN_OF, *_MEANS, *_ESTIMATES])
_OTHER_BEGINNINGS = r"(?=[\[(〔【《一二三四五六七八九十廿A-Z0-9\s])"

_QUANTITY = re.compile(
    rf"""{_BEGINNINGS}
    (?P<prefix>(?:每(?:{MEASURE}|{_HAN})){{1,3}}{_HAN}{{0,4}}?|[人户生师村校班亩年月日次场]均{_HAN}{{0,6}}?)?
    (?P<approx>{_APPROXIMATELY}(?:为|在|需)?)?\s?(?P<sign>{_SIGN})?\s?(?P<approx_inner>{_ABOUT})?
    (?:
        (?P<whole>百分百|百分之百)
      | (?P<part>[百千万]|[二三四五六七八九十]{{1,3}})分之\s?
        (?:(?P<part_number>{NUMBER})|(?P<part_chinese>{CHINESE_NUMBER}(?:点{CHINESE_NUMBER})?))
      | (?P<none>(?<!{_HAN})零(?={_NONE_OF}))
      | {_NOT_ORDINAL}{_NO_RANGE}(?P<minus>-)?(?P<number>{NUMBER})
        (?:\s?{_UNIT}?\s?(?:--?|[~至到])\s?{_SIGN}?(?P<upper>{NUMBER}))?
        (?P<more>[余多](?!媒|功|元|种))?\s?(?P<unit>{_UNIT}|{_OTHER_UNIT})?
      | (?P<half>半)(?P<half_unit>小时|个?月|年(?!级|度)|天|日|个?学期|个工作日)
      | (?P<begin>\A)?{_NOT_ONE_OF_A_WORD}(?!{_NO_NUMERAL})(?P<chinese>{CHINESE_NUMBER})
        (?P<more_chinese>[余多])?
        (?P<chinese_unit>(?:{_COUNTED}|(?(sign){MEASURE}|{MEASURE}{_BOUND_AFTER})|(?(begin){MEASURE}(?=\Z)|(?!)))(?!{_NO_COUNT})(?:{_PER}){{0,2}}
            |成(?=以上|以下|左右|$|[，。；;、)]))
    )
    (?:\s?(?P<open>{_WITHOUT_ITSELF})|\s?\((?:不?含|包括)[^()]{{0,12}}\))?
    (?P<after>(?:[及或含]?(?:以上|以下|以内|之内)|内(?![设部容外涵])|左右|上下|为限|封顶))?
    (?:(?<=[上下内])(?P<open_after>{_WITHOUT_ITSELF}))?
    """,
    re.VERBOSE,
)
_LIST_NUMBER = r"(?:^|(?<=[;。:\n]))\s{0,4}(?:\([0-9]{1,2}\)|[0-9]{1,2}(?:[.、)](?![0-9])))"
_NAMES = (
    r"(?<![A-Za-z])[A-Z]{2,4}(?:/[A-Z])?[ -]?[0-9]{3,6}(?:[.-][0-9]{1,5})*"
    r"|(?<![0-9.])(?:[2-6]G|[1-5]A(?=级|景)|[23]D|[48]K)(?![A-Za-z])"
)
_NO_QUANTITY = re.compile(
    rf"{_OTHER_BEGINNINGS}(?:{DOCUMENT_NUMBER}|{CHINESE_DATE}|(?<=月)\s?[0-9]{{1,2}}\s?[日号]|{_NAMES}|"
    rf"《[^《》]{{0,200}}》|{DATE}|{_LIST_NUMBER})"
)
_FILLER = "_"


class Quantity(NamedTuple):
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
        return self.unit in ("%", "‰", "‱", "成")


@lru_cache(maxsize=1024)
def core_of(unit: str) -> str:
    """A unit without what it is for: 元 of 元/人/月."""
    return _PER_BEGINS.split(unit, maxsplit=1)[0].strip()


_PER_BEGINS = re.compile("[/·每]")


@lru_cache(maxsize=8192)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text` in the order written; overlapping readings are never returned."""
    if not _NUMERAL.search(text):
        return ()
    normal = _NO_QUANTITY.sub(_filled, normalise(text))
    return tuple(found for match in _matches(normal) if (found := _quantity(match)) is not None)


def _filled(match: re.Match[str]) -> str:
    return _FILLER * (match.end() - match.start())


# Every quantity holds one of these; a long text is only searched around them.
_NUMERAL = re.compile("[0-9０-９零〇一二两三四五六七八九十百千万亿半]")
_LONGEST_BEFORE_A_NUMERAL = 48


def _matches(normal: str) -> Iterator[re.Match[str]]:
    """What _QUANTITY.finditer finds, without trying the positions far from any numeral."""
    end = 0
    while (numeral := _NUMERAL.search(normal, end)) is not None:
        begin = max(end, numeral.start() - _LONGEST_BEFORE_A_NUMERAL)
        # Behind the numerals at hand nothing is looked for: the next round begins there.
        match = _QUANTITY.search(normal, begin)
        if match is None:
            return
        yield match
        end = match.end()


def _quantity(match: re.Match[str]) -> Quantity | None:
    number = _number(match)
    if number is None:
        return None
    prefix, sign_before, upper, after = match.group("prefix", "sign", "upper", "after")
    written = next(filter(None, match.group("unit", "chinese_unit", "half_unit")), "") or _share_unit(match)
    unit = written.strip("() ")
    inner_more = _MORE_INSIDE.match(unit)
    strict = bool(match["open"] or match["open_after"])
    vague = inner_more or any(match.group("approx", "approx_inner", "more", "more_chinese"))
    return Quantity(
        number=number,
        upper=decimal_of(upper) if upper else None,
        unit=inner_more[1] + unit[inner_more.end() :] if inner_more else unit,
        per=_per_words(prefix or "", unit),
        sign=_SIGN_OF.get(sign_before or "") or _sign_after(after, strict=strict),
        approximate=bool(vague) or after in ("左右", "上下"),
        start=match.start(),
        end=match.end(),
    )


def _sign_after(after: str | None, *, strict: bool) -> TargetSign | None:
    """≥ of 100人以上, ≤ of 3天内 (both with the number itself: 民法典 第1259条), ＞ of 100人(不含)以上."""
    if not after:
        return None
    sign = next((sign for word, sign in _SIGN_AFTER.items() if after.endswith(word)), None)
    return _STRICT.get(sign, sign) if strict else sign


_MORE_INSIDE = re.compile(f"({MAGNITUDE})[余多]")
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_ROUND = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}


def _share_unit(match: re.Match[str]) -> str:
    """‰ for 千分之, ‱ for 万分之, % for 百分之, 百分百 and every other fraction."""
    return _SHARES.get(match["part"], "%") if match["part"] or match["whole"] else ""


def _number(match: re.Match[str]) -> Decimal | None:
    if number := match["number"]:
        return -decimal_of(number) if match["minus"] else decimal_of(number)
    if match["part"]:
        return _share(match)
    if match["chinese"]:
        alone = _ROUND.get(match["chinese"]) if match["more_chinese"] else None  # 百余人
        return alone or chinese_decimal(match["chinese"])
    if match["half"]:
        return Decimal("0.5")
    return Decimal(100 if match["whole"] else 0)


def _share(match: re.Match[str]) -> Decimal | None:
    """The number before %, ‰ or ‱; 三分之二 comes to 66.6667%."""
    number = match["part_number"]
    above = decimal_of(number) if number else chinese_decimal(match["part_chinese"])
    if above is None or match["part"] in _SHARES:
        return above
    below = chinese_integer(match["part"])
    return round(above * 100 / below, 4) if below else None


_PREFIX_WORD = re.compile(f"每({MEASURE}|{_HAN})|({_HAN})均")
_PER_WORD = re.compile(rf"(?:[/·]|每)\s?({MEASURE}(?![A-Za-z])|{_HAN}{{1,4}}|[A-Za-z]{{1,5}}[²³]?)")


def _per_words(prefix: str, unit: str) -> tuple[str, ...]:
    words = [each or mean for each, mean in _PREFIX_WORD.findall(prefix)] if prefix else []
    return (*words, *_PER_WORD.findall(unit)) if _PER_BEGINS.search(unit) else tuple(words)
