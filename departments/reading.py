"""A workbook or PDF of a department's table → its record: three lists found by their titles."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from perfgoals.common.text import quoted
from perfgoals.language.codes import split_unit
from perfgoals.sheets import Row, Sheet, UnreadableFile, open_workbook
from reading.ledger import Fate, Ledger, Unread, large_share
from reading.row_counter import RowCounter
from reading.sameness import folded

from .record import DepartmentRecord
from .rows import RowReader


class NoDepartmentTable(UnreadableFile):
    """The file holds no table of this kind; the text says what was looked for."""


@dataclass(frozen=True, slots=True)
class ReadDepartment:
    """What the file says, and what became of its cells (see reading.ledger).

    `cells` counts them by their fate, `unread` lists those that were not read, by sheet; `doubts` say what
    was read and may be wrong (Chinese sentences).
    """

    record: DepartmentRecord
    cells: Counter[Fate]
    unread: dict[str, tuple[Unread, ...]]
    doubts: tuple[str, ...] = ()

    @property
    def unread_share(self) -> int | None:
        """Percent of the cells that were not read, where that is too much to pass over."""
        groups = [group for found in self.unread.values() for group in found]
        return large_share(self.cells[Fate.READ], groups)

    @property
    def unread_lines(self) -> list[str]:
        """One line for each group."""
        return [f"工作表{quoted(name)}{group}" for name, groups in self.unread.items() for group in groups]


def read_department(
    source: str | Path | BinaryIO, *, filename: str = "", record: DepartmentRecord
) -> ReadDepartment:
    """What the file says, for the department of `record`: the first visible sheet with such a table.

    Raises UnreadableFile or NoDepartmentTable.
    """
    found: RowReader | None = None
    cells: Counter[Fate] = Counter()
    unread: dict[str, tuple[Unread, ...]] = {}
    with open_workbook(source, filename=filename) as book:
        counter = RowCounter(0, None)
        for sheet in book.sheets:
            reader = RowReader(ledger := Ledger())
            rows = counter.rows(sheet, ledger)
            if sheet.hidden or found:
                _leave_out(sheet, ledger, rows)
            else:
                for row in rows:
                    reader.take(row)
                found = reader if reader.tasks or reader.indicators else None
            counter.check(sheet, ledger)
            cells += ledger.counts
            if ledger.unread:
                unread[sheet.name] = tuple(ledger.unread.values())
    if found is None:
        raise NoDepartmentTable(
            "没有找到“任务名称”或“一级指标、三级指标”的表头，请改用本页导出的 Excel 填写。"
        )
    _refuse_another(found.unit_text, record)
    table = found.record(record)
    return ReadDepartment(table, cells, unread, tuple(found.doubts))


def _leave_out(sheet: Sheet, ledger: Ledger, rows: Iterable[Row]) -> None:
    for row in rows:
        ledger.leave_row(row, "隐藏的工作表" if sheet.hidden else "没有读入的工作表")


def _refuse_another(said: str, given: DepartmentRecord) -> None:
    """The table of one department is never stored as another's; a name may be shorter (某局 for 某县某局)."""
    code, name = split_unit(said)
    one, other = folded(name), folded(given.unit_name)
    if said and code != given.unit_code and not (one in other or other in one):
        own = f"{given.unit_code} {given.unit_name}"
        raise NoDepartmentTable(f"文件是“{said}”的表，不是“{own}”的，没有读入。请核对文件和所选的部门。")
