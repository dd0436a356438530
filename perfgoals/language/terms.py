"""Reads for how many years a project runs (项目期) where only its texts say so.

    term    = range | years
    range   = year dash year 年                 2023—2025年, 2023年至2025年, 2023年1月—2025年12月
    years   = lead number 年 | number 年 tail     为期三年, 实施期3年; 三年行动, 分三年实施

A range inside 《》 is a document's, one before 学年, 采暖季 … lasts a season, and one of at most twelve
months is a single year. A range that does not hold the year of the table says nothing about the project.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import CHINESE_NUMBER, chinese_integer, normalise

_MONTH = r"(?:\s?[./年]?\s?([0-9]{1,2})\s?月?(?:\s?[./]?[0-9]{1,2}\s?日?)?)?"
_RANGE = re.compile(
    rf"(?<![0-9])((?:19|20)[0-9]{{2}})\s?年?{_MONTH}\s?(?:--?|[~至到])\s?((?:19|20)[0-9]{{2}})\s?年?{_MONTH}"
    r"(?!\s?(?:学年|年?度?(?:采暖|供暖|取暖|冬春|制糖|榨季|汛)))"
)
_SEASON = re.compile(r"^[^，。；、]{0,4}(?:学年|采暖|供暖|取暖|冬春|榨季|防火期|防火季)")
_N = rf"([1-9][0-9]?|{CHINESE_NUMBER})"
_LEAD = "(?:为期|项目期|实施期|实施周期|建设期|服务期|合同期|周期|期限)限?(?:共|为|是|:|约)?"
_DONE_IN_YEARS = "(?=实施|完成|建设|建成|推进|安排|拨付|支付|的?时间)"
_YEARS = re.compile(
    rf"{_LEAD}\s?{_N}\s?个?年(?!级|度)"
    rf"|[分用以]\s?{_N}\s?个?年度?{_DONE_IN_YEARS}"
    rf"|{_N}\s?年(?=行动|滚动|建设期|实施期|项目期)"
)
_TITLE = re.compile("《[^《》]{0,200}》")


@dataclass(frozen=True, slots=True)
class Term:
    """How long a project runs: `years` calendar years, from `first` to `last` where the text names them."""

    years: int
    first: int | None = None
    last: int | None = None


@lru_cache(maxsize=4096)
def find_term(text: str, year: int) -> Term | None:
    """The term that `text` states for a project of the fiscal `year`, or None where it states none.

    >>> find_term("老旧小区改造（2023—2025年）", 2024)
    Term(years=3, first=2023, last=2025)
    """
    if "年" not in text:
        return None
    normal = _TITLE.sub(lambda match: "_" * len(match[0]), normalise(text))
    for match in _RANGE.finditer(normal):
        if (term := _range(match, normal[match.end() :], year)) is not None:
            return term
    if match := _YEARS.search(normal):
        number = next(filter(None, match.groups()))
        years = int(number) if number[0] in "123456789" else chinese_integer(number)
        return Term(years) if years and 1 <= years <= 30 else None
    return None


def _range(match: re.Match[str], after: str, year: int) -> Term | None:
    first, month, last, last_month = match[1], match[2], match[3], match[4]
    begin, end = int(first), int(last)
    if not begin <= year <= end or end - begin > 30 or _SEASON.match(after):
        return None
    if month and last_month and (end - begin) * 12 + int(last_month) - int(month) < 12:
        return Term(1, begin, end)
    return Term(end - begin + 1, begin, end)
