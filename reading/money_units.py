"""Where a table says that its amounts count 元, 万元 or 亿元, and which of several such words decides.

The nearest word wins: the cell's own text or number format (amounts.py), then the title of the money column
or label, a heading over it, a line above the table, a note below it; without any word amounts count 元.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_UNIT = "(亿|百万|万|千)?元"
_ALL = "均|都|皆|全部|一律|统一"
# What stands behind 元 must not make another word of it: 元旦, 元月; nor what stands before it: 单元, 公元.
_END = r"(?![\u4e00-\u9fff])"
_SAID = (
    re.compile(rf"单位(?:{_ALL})?[:为是]?(?:人民币)?[(]?{_UNIT}{_END}"),
    re.compile(rf"(?:金额|资金|预算|数据|数字|数额)数?(?:{_ALL})?[为是](?:人民币)?{_UNIT}{_END}"),
    re.compile(rf"以(?:人民币)?[“\"]?{_UNIT}[”\"]?为?(?:计[量价]?)?单位"),
    re.compile(rf"[按以](?:人民币)?{_UNIT}(?:计|填|列|反映|统计)"),
)
_IN_BRACKETS = re.compile(
    rf"[(\[【〔][^()\[\]【】〔〕]{{0,12}}?(?<![多单公]){_UNIT}(?:[,;、][^()\[\]【】〔〕]{{1,20}})?[)\]】〕]"
)
_AT_THE_END = re.compile(rf"(?<![单多公一二三四五六七八九十0-9]){_UNIT}$")
_MONEY = re.compile("金额|资金|预算|经费|拨款|总额|投资|单位|^(?:人民币)?(?:亿|百万|万|千)?元$")
LONGEST_WORD = 80
_SHORT_LINE = 20
DEFAULT = "元"


class MoneyUnit(NamedTuple):
    """`name` is 元, 万元 … as written; `source` says in Chinese where it was found, "" where nowhere."""

    name: str
    source: str = ""


def stated_unit(text: str) -> str:
    """单位：万元, 金额单位为元, 本表以万元为单位, 按万元填列 → 万元 or 元; not an office behind 单位：."""
    plain = _plain(text)
    return next((_name(match) for said in _SAID if (match := said.search(plain))), "")


def bracketed_unit(title: str) -> str:
    """当年项目金额（万元）, 项目资金(单位：元) → 万元, 元."""
    match = _IN_BRACKETS.search(_plain(title))
    return _name(match) if match else ""


def unit_of_title(title: str) -> str:
    """The same for the title of a money column or label, where 当年项目金额万元 says it too."""
    if unit := bracketed_unit(title) or stated_unit(title):
        return unit
    plain = _plain(title)
    match = _AT_THE_END.search(plain.rstrip(")）]") if len(plain) <= LONGEST_WORD else "")
    return _name(match) if match and _MONEY.search(plain) else ""


def unit_of_note(text: str) -> str:
    """Of a line above or below a table: a stated unit, or one in brackets, alone or beside 金额, 资金 …"""
    if len(text) > LONGEST_WORD * 4:
        return ""
    plain = _plain(text)
    if unit := stated_unit(plain):
        return unit
    if _MONEY.search(plain) or re.fullmatch(rf"[(]{_UNIT}[)]", plain):
        return bracketed_unit(plain) or (unit_of_title(plain) if len(plain) <= _SHORT_LINE else "")
    return ""


def first_stated(texts: Iterable[str]) -> tuple[str, str]:
    """(unit, text) of the first of these lines that states one, else two empty texts."""
    return next(((unit, text) for text in texts if (unit := unit_of_note(text))), ("", ""))


def _name(match: re.Match[str]) -> str:
    return f"{match[1] or ''}元"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
