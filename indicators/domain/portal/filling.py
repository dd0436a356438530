"""按门户文件填: the values of stored goals into the workbook that a portal gave out."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

from openpyxl.utils import column_index_from_string

from indicators.models import PerformanceGoal
from perfgoals.common.text import quoted
from perfgoals.language.lexicon import normalise
from perfgoals.sheets.cell_edits import edited
from reading.filling import PortalList, Wanted, WantedCell, portal_lists

from .matching import Matcher, NoMatch
from .values import Value, column_writers

MOST_LINES = 200


@dataclass
class Filled:
    """What became of a workbook: its bytes, how much was written, and a sentence for all that was not."""

    content: bytes = b""
    cells: int = 0
    same: int = 0
    rows: int = 0
    projects: set[int] = field(default_factory=set)
    unfilled: list[str] = field(default_factory=list)


def fill_workbook(
    *,
    content: bytes,
    filename: str,
    goals,
    mapping: Mapping,
    chosen: Mapping[str, Set[str]],
    only_empty: bool,
) -> Filled:
    """Write the chosen columns of a portal's workbook from `goals`, a queryset of what its reader sees.

    `chosen`: name of a sheet → letters of its columns. With `only_empty` a cell that says something else
    stays and is reported. Raises UnreadableFile.
    """
    lists = portal_lists(BytesIO(content), filename=filename, mapping=mapping)
    matcher, filled = Matcher(goals.with_project().with_indicators()), Filled()
    edits: dict[str, dict[tuple[int, int], Value]] = {}
    for portal in lists:
        if letters := chosen.get(portal.sheet.name):
            edits[portal.sheet.name] = _fill_list(portal, letters, matcher, filled, only_empty)
    filled.content = edited(content, edits)
    filled.cells = sum(map(len, edits.values()))
    if len(filled.unfilled) > MOST_LINES:
        more = len(filled.unfilled) - MOST_LINES
        filled.unfilled = [*filled.unfilled[:MOST_LINES], f"还有 {more} 处没有填，不再列出。"]
    return filled


def _fill_list(
    portal: PortalList, letters: Set[str], matcher: Matcher, filled: Filled, only_empty: bool
) -> dict[tuple[int, int], Value]:
    columns = {column_index_from_string(each) for each in letters}
    writers = {n: writer for n, writer in column_writers(portal.header).items() if n in columns}
    edits: dict[tuple[int, int], Value] = {}
    for row in portal.rows:
        try:
            indicator = matcher.find(row)
        except NoMatch as reason:
            filled.unfilled.append(f"{row.sheet} 第 {row.row} 行：{reason}")
            continue
        filled.rows += 1
        filled.projects.add(indicator.goal_id)
        for column, writer in writers.items():
            _put(edits, row, row.cells[column], writer(indicator), filled, only_empty)
    return edits


def _put(edits, row: Wanted, cell: WantedCell, value: Value, filled: Filled, only_empty: bool) -> None:
    where = f"{row.sheet} 第 {row.row} 行{quoted(row.keys['indicator'])}"
    if value is None:
        return
    if cell.is_formula:
        filled.unfilled.append(f"{where}：单元格里是公式，没有改。")
    elif _same(cell.text, value):
        filled.same += 1
    elif cell.text and only_empty:
        filled.unfilled.append(
            f"{where}：文件里是{quoted(cell.text)}，系统里是{quoted(_text(value))}，没有改。"
        )
    elif edits.get(cell.place, value) != value:
        filled.unfilled.append(f"{where}：几个指标合用一个单元格，值不相同，没有改。")
    else:
        edits[cell.place] = value


def _same(text: str, value: Value) -> bool:
    return normalise(text).strip() == normalise(_text(value)).strip()


def _text(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def visible_goals(user, cycle):
    """The goals that a person may fill a portal's file from."""
    return PerformanceGoal.objects.visible_to(user).in_cycle(cycle)
