"""What stands above a table: its title with region, level and year, the unit of money, the reporting unit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from perfgoals.language.citations import find_years

from .cleaning import single_line
from .money_units import first_stated, stated_unit

_TITLE = re.compile(r".*(?:绩效(?:目标|指标|自评|监控|评价).*|目标)表\s*(?:[(（][^)）]*[)）]\s*)*")
_LEVEL = re.compile("(?:中央|省|市|区|县|镇|乡|州|旗|街道)级")
_SUFFIX = "特别行政区|自治[区州县旗]|地区|街道|[省市区县盟州旗镇乡]"
# 佳县, 城区: a name may be one character long before 县, 市, 区, 州 and 旗.
_REGION = re.compile(rf"(?:(?:[\u4e00-\u9fff]{{2,10}}?(?:{_SUFFIX})|[\u4e00-\u9fff][县市区州旗])(?!级))+")
_NO_REGION = re.compile(
    "(?:[全本各我该][省市区县]|城乡|城市|乡镇|县市|市县|社区|园区|校区|辖区|小区|山区|库区|景区|灾区|片区)$"
)
_LONGEST_REGION = 30
_OFFICE = re.compile("[局委办院校处所会厅部]")  # 教育局城区
_YEAR = re.compile(r"(?:(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}) ?年度?")
# 填报日期：2023年9月1日 is no budget year: the table may be next year's.
_DATE = re.compile(r"\s*[(（]?(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日[)）]?\s*$")
_REPORTING_UNIT = re.compile(
    r"(?:申报|填报|预算|编制|项目|实施)?(?:单位|部门)(?:名称)?(?:[(（]盖?章[)）])?[:：]\s*(\S.*)"
)
_ALL_UNITS = "全部单位"  # what our own export says above the table of several units
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """All that is said above one table; "" or None where nothing is said. `reporting_unit` is as typed, and
    `unit_line` the line that says what the amounts count."""

    title: str = ""
    region: str = ""
    level: str = ""
    fiscal_year: int | None = None
    amount_unit: str = ""
    unit_line: str = ""
    reporting_unit: str = ""


def read_heading(texts: Iterable[str]) -> Heading:
    """From the cells above a header, in reading order."""
    lines = [single_line(text) for text in texts if len(text) <= _LONGEST_TITLE]
    title = next((line for line in lines if is_title(line)), "")
    with_year = [title, *(line for line in lines if _YEAR.search(line) and not _is_dated(line))]
    unit, unit_line = first_stated(lines)
    return Heading(
        title=title,
        region=region_of(title),
        level=level_of(title),
        fiscal_year=next((year for line in with_year if (year := year_of(line))), None),
        amount_unit=unit,
        unit_line=unit_line,
        reporting_unit=next((unit for line in lines if (unit := reporting_unit_of(line))), ""),
    )


def _is_dated(line: str) -> bool:
    return _DATE.match(line) is not None or any(word in line for word in ("日期", "时间"))


def region_of(title: str) -> str:
    """韶关市曲江区2023年区级项目绩效目标表 → 韶关市曲江区; "" when the title does not begin with a place.

    The year may stand in front; 区级 behind the place is the level, not a part of it.
    """
    start = _YEAR.sub("", title, count=1).lstrip() if _YEAR.match(title) else title
    end = min(
        (match.start() for match in (_YEAR.search(start), _LEVEL.search(start)) if match), default=len(start)
    )
    head = start[:end].strip()
    if _is_region(head):
        return head
    match = _REGION.match(head)
    return match[0] if match and not _NO_REGION.search(match[0]) else ""


def _is_region(text: str) -> bool:
    """Whether a whole text is a place: 沙市区, which the words inside it would cut in two."""
    is_name = len(text) <= _LONGEST_REGION and re.fullmatch(rf"[\u4e00-\u9fff]+?(?:{_SUFFIX})", text)
    return bool(is_name) and not _NO_REGION.search(text) and not _OFFICE.search(text)


def level_of(title: str) -> str:
    match = _LEVEL.search(title)
    return match[0] if match else ""


def year_of(text: str) -> int | None:
    years = find_years(text.replace("○", "〇"))
    return years[0].year if years else None


def is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and _TITLE.fullmatch(text.strip()) is not None


def reporting_unit_of(line: str) -> str:
    """填报单位（盖章）：130001-某局 → 130001-某局; \"\" for any other line."""
    match = _REPORTING_UNIT.match(line)
    if match is None or stated_unit(line) or match[1] == _ALL_UNITS:
        return ""
    return match[1].strip()
