"""What stands above a table: its title with region, level and year, the unit of money, the reporting unit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from perfgoals.language.citations import find_years

from .cleaning import single_line

_TITLE = re.compile(r".*(?:绩效(?:目标|指标).*|目标)表\s*(?:[(（][^)）]*[)）]\s*)*")
_LEVEL = re.compile("(?:中央|省|市|区|县|镇|乡|州|旗|街道)级")
_REGION = re.compile(
    "(?:[\u4e00-\u9fff]{2,10}?(?:特别行政区|自治[区州县旗]|地区|街道|[省市区县盟州旗镇乡]))+"
)
_YEAR = re.compile(r"(?:(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}) ?年度?")
_AMOUNT_UNIT = re.compile(r"单位[:：]?(?:人民币)?\s*(元|千元|万元|百万元|亿元)(?![\u4e00-\u9fff])")
_BRACKETED_UNIT = re.compile(r"[(（\[【][^)）\]】]{0,12}?(元|千元|万元|百万元|亿元)[)）\]】]")
_REPORTING_UNIT = re.compile(
    r"(?:申报|填报|预算|编制|项目|实施)?(?:单位|部门)(?:名称)?(?:[(（]盖?章[)）])?[:：]\s*(\S.*)"
)
_ALL_UNITS = "全部单位"  # what our own export says above the table of several units
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """All that is said above one table; "" or None where nothing is said. `reporting_unit` is as typed."""

    title: str = ""
    region: str = ""
    level: str = ""
    fiscal_year: int | None = None
    amount_unit: str = ""
    reporting_unit: str = ""


def read_heading(texts: Iterable[str]) -> Heading:
    """From the cells above a header, in reading order."""
    lines = [single_line(text) for text in texts if len(text) <= _LONGEST_TITLE]
    title = next((line for line in lines if is_title(line)), "")
    with_year = [title, *(line for line in lines if _YEAR.search(line))]
    return Heading(
        title=title,
        region=region_of(title),
        level=level_of(title),
        fiscal_year=next((year for line in with_year if (year := year_of(line))), None),
        amount_unit=next((unit for line in lines if (unit := stated_unit(line))), ""),
        reporting_unit=next((unit for line in lines if (unit := _reporting_unit(line))), ""),
    )


def region_of(title: str) -> str:
    """韶关市曲江区2023年区级项目绩效目标表 → 韶关市曲江区; "" when the title does not begin with a place.

    The year may stand in front; 区级 behind the place is the level, not a part of it.
    """
    start = _YEAR.sub("", title, count=1).lstrip()
    level = _LEVEL.search(start)
    match = _REGION.match(start[: level.start()] if level else start)
    return match[0] if match else ""


def level_of(title: str) -> str:
    match = _LEVEL.search(title)
    return match[0] if match else ""


def year_of(text: str) -> int | None:
    years = find_years(text.replace("○", "〇"))
    return years[0].year if years else None


def stated_unit(text: str) -> str:
    """单位：万元, 金额单位:元 → 万元, 元; not the name of an office behind 单位：."""
    match = _AMOUNT_UNIT.search("".join(text.split()))
    return match[1] if match else ""


def bracketed_unit(title: str) -> str:
    """当年项目金额（万元）, 项目资金(单位：元) → 万元, 元."""
    match = _BRACKETED_UNIT.search("".join(title.split()))
    return match[1] if match else ""


def is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and _TITLE.fullmatch(text.strip()) is not None


def _reporting_unit(line: str) -> str:
    match = _REPORTING_UNIT.match(line)
    if match is None or stated_unit(line) or match[1] == _ALL_UNITS:
        return ""
    return match[1].strip()
