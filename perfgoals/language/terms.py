"""Reads for how many years a project runs (项目期) where only its texts say so.

    term    = range | years | end
    range   = year dash year 年         2023—2025年, 2023年1月—2025年12月, 2024年和2025年
    years   = lead number (年 | 个月)    为期三年, 实施期3年, 建设工期24个月
            | number 年 tail            三年行动, 分三年实施; at the beginning of a clause 五年扶持90个村
    end     = (至 | 到) year             至2026年底完成, in an objective

A range inside 《》 or beside 规划, 计划 … is a document's, one before 学年, 采暖季 … lasts a season, and one
of at most twelve months is a single year. A range that does not hold the year of the table says nothing about
the project. A justification speaks of many periods: there a range counts only with a word such as 项目期.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import CHINESE_NUMBER, chinese_integer, normalise

_MONTH = r"(?:\s?[./年]?\s?([0-9]{1,2})\s?月?(?:\s?[./]?[0-9]{1,2}\s?日?)?)?"
_YEAR = r"((?:19|20)[0-9]{2})\s?年?"
_TO = r"\s?(?:--?|[~至到]|(?<=年)[和、及])\s?"
_RANGE = re.compile(rf"(?<![0-9]){_YEAR}{_MONTH}{_TO}{_YEAR}{_MONTH}")
_SEASON = re.compile(r"^[^，。；、]{0,4}(?:学年|采暖|供暖|取暖|冬春|榨季|防火期|防火季)")
_PLAN_BESIDE = re.compile(r"(?:规划|纲要|计划|意见|方案|十[三四五六]五)[^，。；]{0,6}$")
_PLAN_BEHIND = re.compile(r"^[)\]]?[^，。；]{0,6}(?:规划|纲要|行动计划|意见|方案)")
_LEAD = "(?:为期|项目期|实施期|实施周期|建设期|建设工期|工期|服务期|合同期|周期|期限|实施年限)"
_LEAD += "限?(?:共|为|是|:|约)?"
_CARRIED_OUT = re.compile(rf"{_LEAD}[^，。；]{{0,12}}$|(?:实施|分[一二两三四五]年[^，。；]{{0,6}}|分期)[(]?$")
_CARRIES_OUT = re.compile(
    "^[)]?(?:分[^，。；]{0,3})?(?:实施|建设|治理|滚动|扶持|改造|推进|执行|拨付|安排|完成|整治|修缮|培育|配备|采购)"
)
_N = rf"([1-9][0-9]?|{CHINESE_NUMBER})"
_YEARS = re.compile(
    rf"{_LEAD}\s?{_N}\s?个?年(?!级|度)"
    rf"|[分用以]\s?{_N}\s?个?年度?(?=实施|完成|建设|建成|推进|安排|拨付|支付|的?时间)"
    rf"|{_N}\s?年(?=行动|滚动|建设期|实施期|项目期)"
    rf"|(?:^|(?<=[，。；:(]))\s?{_N}\s?年(?:内|间|共)?(?=[完建实扶治改配新培种修清整惠资将把推购铺安])"
)
_MONTHS = re.compile(rf"{_LEAD}\s?([1-9][0-9]?)\s?个月")
_END = re.compile(r"(?<![0-9年])(?:至|到|截至)\s?((?:19|20)[0-9]{2})\s?年(?!以前|之前)")
_ANY_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=[./年-]|[^0-9]|[01][0-9]|$)")
_PLAIN_YEARS = re.compile(rf"(?:{_LEAD})?\s?{_N}\s?个?年度?期?")
_PLAIN_MONTHS = re.compile(rf"(?:{_LEAD})?\s?([1-9][0-9]?)\s?个月")
_TITLE = re.compile("《[^《》]{0,200}》")


@dataclass(frozen=True, slots=True)
class Term:
    """How long a project runs: `years` calendar years, from `first` to `last` where the text names them."""

    years: int
    first: int | None = None
    last: int | None = None

    def holds(self, year: int) -> bool:
        """The text says that the project runs in this year."""
        return self.first is not None and self.last is not None and self.first <= year <= self.last


@lru_cache(maxsize=1024)
def read_duration(text: str) -> Term | None:
    """What a cell 项目期 says, where the whole text is about it: years or dates, or a number of years.

    >>> read_duration("2026/1/1—2027/12/31"), read_duration("三年"), read_duration("长期")
    (Term(years=2, first=2026, last=2027), Term(years=3, first=None, last=None), None)
    """
    plain = normalise(text)
    if years := [int(year) for year in _ANY_YEAR.findall(plain)]:
        return Term(max(years) - min(years) + 1, min(years), max(years))
    if match := _PLAIN_YEARS.fullmatch(plain.strip()):
        return Term(int(match[1]) if match[1].isdecimal() else chinese_integer(match[1]))
    if match := _PLAIN_MONTHS.fullmatch(plain.strip()):
        return Term(-(-int(match[1]) // 12))
    return None


@lru_cache(maxsize=4096)
def find_term(text: str, year: int) -> Term | None:
    """The term that a name or an objective states for a project of the fiscal `year`, or None.

    >>> find_term("老旧小区改造（2023—2025年）", 2024)
    Term(years=3, first=2023, last=2025)
    """
    if "年" not in text and "个月" not in text:
        return None
    normal = _without_titles(text)
    return _first_range(normal, year) or _number_of_years(normal) or _until(normal, year)


@lru_cache(maxsize=4096)
def find_term_in_grounds(text: str, year: int) -> Term | None:
    """The term that a justification states in so many words: 项目期：2025—2027年, 2024—2026年治理."""
    if "年" not in text and "个月" not in text:
        return None
    normal = _without_titles(text)
    return _first_range(normal, year, named=True) or _number_of_years(normal)


def _without_titles(text: str) -> str:
    return _TITLE.sub(lambda match: "_" * len(match[0]), normalise(text))


def _first_range(normal: str, year: int, *, named: bool = False) -> Term | None:
    """The first range that is the project's; `named`: only with a word that says so."""
    for match in _RANGE.finditer(normal):
        before, after = normal[: match.start()], normal[match.end() :]
        is_named = _CARRIED_OUT.search(before) or _CARRIES_OUT.search(after)
        if _PLAN_BESIDE.search(before) or _PLAN_BEHIND.search(after) or (named and not is_named):
            continue
        if (term := _range(match, after, year)) is not None:
            return term
    return None


def _range(match: re.Match[str], after: str, year: int) -> Term | None:
    first, month, last, last_month = match[1], match[2], match[3], match[4]
    begin, end = int(first), int(last)
    if not begin <= year <= end or end - begin > 30 or _SEASON.match(after):
        return None
    if month and last_month and (end - begin) * 12 + int(last_month) - int(month) < 12:
        return Term(1, begin, end)
    return Term(end - begin + 1, begin, end)


def _number_of_years(normal: str) -> Term | None:
    if match := _YEARS.search(normal):
        number = next(filter(None, match.groups()))
        years = int(number) if number[0] in "123456789" else chinese_integer(number)
        return Term(years) if years and years <= 30 else None
    if match := _MONTHS.search(normal):
        return Term(-(-int(match[1]) // 12))
    return None


def _until(normal: str, year: int) -> Term | None:
    match = _END.search(normal)
    last = int(match[1]) if match else year
    return Term(last - year + 1, year, last) if year < last <= year + 30 else None
