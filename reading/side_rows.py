"""Rows of a list that are no data: totals, repeated titles, units of money, page numbers, signatures."""

import re
from collections.abc import Iterable

from .titles import is_title, stated_unit

_TOTAL = re.compile(r"(?:本页|本单位|部门|全部|项目)?(?:合计|小计|总计|共计)(?:[(（][^)）]*[)）])?[:：]?")
_SIGNATURE = re.compile(
    r"(?:注|备注|说明|填报人|填表人|填表|制表人?|编制人?|审核人?|复核人?|单位负责人|负责人|联系人|联系电话|电话"
    r"|填报日期|填报时间|打印日期|日期)\d?[:：].*",
    re.DOTALL,
)
_PAGE = re.compile(
    r"[-—]?第?\d+页.*|[-—]\d+[-—]|\d+/\d+|[(（]?续表?\d*[)）]?|[(（]?以下(?:空白|无正文)[)）]?"
)
_YEAR = re.compile(r"[(（]?20\d\d年度?[)）]?")
_NUMBER = re.compile(r"[(（]?\d{1,2}[)）]?|栏次|[-—]|[a-zA-Z]")
_LONGEST_MARK = 60


def is_total(text: str) -> bool:
    """合计, 小计, 合计（54 个项目） …"""
    return len(text) <= _LONGEST_MARK and _TOTAL.fullmatch("".join(text.split())) is not None


def is_aside(text: str, *, alone: bool = True) -> bool:
    """What the first cell of a row says that belongs to no project; a title stands `alone` in its row."""
    if alone and is_title(text):
        return True
    plain = "".join(text[:_LONGEST_MARK].split())
    if _SIGNATURE.fullmatch(plain) or stated_unit(plain):
        return True
    return any(pattern.fullmatch(plain) for pattern in (_PAGE, _YEAR))


def is_column_numbers(texts: Iterable[str]) -> bool:
    """The row 栏次 1 2 3 … under a header."""
    return all(_NUMBER.fullmatch("".join(text[:10].split())) for text in texts)
