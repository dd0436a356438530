"""What stands around the tables: titles, units of money, signatures, notes; each cell with its fate."""

import re

from perfgoals.sheets import Cell
from reading.ledger import Fate
from reading.side_rows import is_aside, is_heading, is_signature, is_signature_label, is_total

from .titles import key_of, month_of

TITLE = re.compile(r".{0,60}(?:自评|评价|监控|监测)(?:情况|结果)?(?:汇总|一览|统计)?表(?:[(（].{0,20}[)）])*")
_LONGEST_PERIOD = 20  # （2023年1—7月）
_NOTE = re.compile(r"(?:注|备注|说明|填表说明|填报说明)\d?[:：]")
_NEXT_NOTE = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]?[.．、)）]?\s*\D.*", re.DOTALL)


class Asides:
    """Goes down the rows with a reader: lines that belong to no project, and notes of several lines."""

    def __init__(self) -> None:
        self._in_notes = False

    def fate_of_line(self, shown: list[tuple[int, Cell]]) -> Fate | None:
        """What a text is that stands alone in its row; None where it may belong to a project."""
        text = shown[0][1].text
        plain = "".join(text.split())
        if len(shown) > 1:
            self._in_notes = bool(_NOTE.match(plain))
            return None
        if _NOTE.match(plain) or (self._in_notes and _NEXT_NOTE.fullmatch(plain)):
            self._in_notes = True
            return Fate.MARK
        self._in_notes = False
        if is_signature(text):
            return Fate.MARK
        if key_of(text) is not None or is_total(text):
            return None
        is_period = len(plain) <= _LONGEST_PERIOD and month_of(plain) is not None
        titled = is_period or is_aside(text, alone=True) or is_heading(text) or TITLE.fullmatch(plain)
        return Fate.HEADING if titled else None


def is_signed(shown: list[tuple[int, Cell]]) -> bool:
    """Whether a row only signs: 填表人：张某, or 填表人 | 张某 | 联系电话 | …, each in its own cell."""
    first = shown[0][1].text
    return is_signature(first) or (is_signature_label(first) and key_of(first) is None)
