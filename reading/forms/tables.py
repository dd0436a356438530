"""The lists of indicators inside a form: where they stand, and which period's values they show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfgoals.language.tiers import is_tier1, is_tier2
from perfgoals.sheets import Cell, MergedAreas, Row

from ..cleaning import single_line
from ..dated import of_year
from ..fields import field_of_title, is_group_title, plain_title, without_brackets
from ..headers import Header, header_at
from ..indicator_columns import IndicatorColumns, Period, is_period_title, period_of
from ..indicator_rows import roles_of
from ..layouts import FormLayout
from ..side_rows import is_column_numbers, is_foot, is_total

_OPENING = {"tier1", "tier2", "indicator"}
_FEWEST_TITLES = 2
_WIDEST_TITLE = 20
_LONGEST_TIER = 12
_COSTS = """
数量 单价 金额 小计 合计 标准 支出标准 测算依据 计算依据 支出项目 支出内容 费用名称 明细 支出明细 预算金额
测算过程 计量单位 单位
"""
_COST_TITLES = frozenset(_COSTS.split())
_FEWEST_COST_TITLES = 2


@dataclass(frozen=True, slots=True)
class FormTable:
    """One list: `rows` from its header on, `lists` its columns; `period` is what the label beside it says,
    `over` what titles in the row above say of each list."""

    header: Header
    rows: Sequence[Row]
    lists: tuple[IndicatorColumns, ...]
    period: Period | None = None
    label: str = ""
    over: tuple[Period | None, ...] = ()

    @property
    def data(self) -> Iterator[Row]:
        return (row for row in self.rows if row.number > self.header.last_row)

    @property
    def first_column(self) -> int:
        return min(column for one in self.lists for column in one.columns)


def is_table_header(row: Row) -> bool:
    """Whether a row of a form shows titles of a list of indicators."""
    found = [field_of_title(plain_title(cell.text)) for cell in row.cells.values()]
    known = [key for key in found if key in _OPENING]
    return bool(known) and len(known) + sum(key in {"value", *Period} for key in found) >= _FEWEST_TITLES


def tables_of(
    rows: Sequence[Row], layout: FormLayout, merges: MergedAreas, year: int | None = None
) -> list[FormTable]:
    """The lists of one form from the top, each with its rows; two of them show one period each.

    Targets of other years than the form's own `year` are left out.
    """
    starts = [index for index, row in enumerate(rows) if is_table_header(row)]
    tables: list[FormTable] = []
    for index in starts:
        if tables and rows[index].number <= tables[-1].rows[-1].number:
            continue
        header = of_year(header_at(rows, index, merges), year)
        lists = header.lists
        if not any(one.columns for one in lists):
            continue
        first = min(column for one in lists for column in one.columns)
        label = _label_of(rows, index, first)
        end = _end(rows, index, header, layout, first, starts, label)
        over = _periods_over(rows[index - 1] if index else None, lists)
        tables.append(FormTable(header, rows[index:end], lists, period_of(label), label, over))
    return tables


def with_mapping(table: FormTable, chosen: dict[str, str]) -> FormTable:
    """The list with the columns that somebody assigned by hand."""
    mapped = table.header.mapped({table.header.signature: chosen})
    return replace(table, header=mapped, lists=mapped.lists)


def _end(
    rows: Sequence[Row],
    start: int,
    header: Header,
    layout: FormLayout,
    first: int,
    starts: Sequence[int],
    label: str,
) -> int:
    """Index of the first row below the list that belongs to it no more."""
    for index in range(start + 1, len(rows)):
        row = rows[index]
        if row.number <= header.last_row:
            continue
        if index in starts:
            if _begins_another(rows, start, index, header, first, label):
                return index
        elif (index + 1 in starts and _lone_label(row)) or _is_below(row, layout, header, first):
            return index
    return len(rows)


def _begins_another(
    rows: Sequence[Row], start: int, index: int, header: Header, first: int, label: str
) -> bool:
    """Whether a header below a list begins another one: it is not the same header on the next page."""
    if not header.repeated_by(rows[index]):
        return True
    if own := _label_of(rows, index, first):
        return own != label
    name = header.fields.get("indicator", 0)
    below = [row.text(name) for row in rows[start + 1 :] if row.number > header.last_row and row.text(name)]
    return index + 1 < len(rows) and bool(below) and rows[index + 1].text(name) == below[0]


def _is_below(row: Row, layout: FormLayout, header: Header, first: int) -> bool:
    """Signatures, labels, another table: a row that is no part of the list above it."""
    cells = [(column, cell) for column, cell in row.cells.items() if not cell.text.isspace()]
    if sums_weights(row, header):
        return False
    if _heads_costs(cells):
        return True
    if not cells or is_column_numbers(cell.text for _, cell in cells):
        return False
    if all(is_foot(cell.text) for _, cell in cells):
        return True
    column, cell = cells[0]
    title = plain_title(cell.text)
    if column < first:
        return not (is_group_title(title) or period_of(title) or _is_tier(cell))
    if is_foot(cell.text):
        return not any(_is_tier(other) for _, other in cells)
    is_label = layout.is_label(title) and not is_group_title(title) and title not in layout.weak_labels
    return is_label or _is_inline_label(cell, layout)


def _heads_costs(cells: Sequence[tuple[int, Cell]]) -> bool:
    """Whether a row is the header of a table of costs: 支出项目 | 数量 | 单价 | 金额."""
    titles = [plain_title(cell.text) for _, cell in cells]
    return sum(without_brackets(title) in _COST_TITLES for title in titles) >= _FEWEST_COST_TITLES


def sums_weights(row: Row, header: Header) -> bool:
    """Whether a row states the sum of the weights above it: 合计 … 90."""
    first = next(iter(row.cells.values()), None)
    return bool(first and is_total(first.text) and header.fields.get("weight") in row.cells)


def _is_inline_label(cell: Cell, layout: FormLayout) -> bool:
    before, colon, after = cell.text.replace("：", ":").partition(":")
    title = plain_title(before)
    return bool(colon and after.strip()) and layout.is_label(title) and not is_group_title(title)


def _is_tier(cell: Cell) -> bool:
    return len(cell.text) <= _LONGEST_TIER and (is_tier1(cell.text) or is_tier2(cell.text))


def _label_of(rows: Sequence[Row], index: int, first: int) -> str:
    """What stands left of the list in its header row, or alone in the row above: 年度绩效指标."""
    row = rows[index]
    beside = "".join(plain_title(cell.text) for column, cell in row.cells.items() if column < first)
    return beside or (_lone_label(rows[index - 1]) if index else "")


def _lone_label(row: Row) -> str:
    """A row that only says whose list follows: 二、年度绩效指标."""
    if len(row.cells) != 1:
        return ""
    title = plain_title(next(iter(row.cells.values())).text)
    return title if "指标" in title and (period_of(title) or is_group_title(title)) else ""


def _periods_over(row: Row | None, lists: Sequence[IndicatorColumns]) -> tuple[Period | None, ...]:
    """What a row above a header says of each list below: 中期指标 over the left, 年度指标 over the right."""
    found: list[Period | None] = []
    start = 0
    for one in lists:
        end = max(one.columns)
        titles = [plain_title(c.text) for n, c in row.cells.items() if start < n <= end] if row else []
        said = [period_of(title) for title in titles if is_period_title(title)]
        found.append(said[-1] if said else None)
        start = end
    return tuple(found)


def with_periods(tables: Sequence[FormTable], objectives: dict[Period, int]) -> tuple[list[FormTable], str]:
    """The first two lists with the period of each, and how that is known (Chinese, "" if nothing is to say).

    Two lists below each other are told apart by the labels beside them, two side by side by the titles over
    them or by the columns of the objectives above (`objectives`: column by period), else by their order.
    """
    if not tables:
        return [], ""
    if len(tables) == 1:
        return _one_table(tables[0], objectives)
    first, second = tables[:2]
    if first.period and second.period and first.period != second.period:
        said = f"“{first.label}”和“{second.label}”"
        return [_of(first, first.period), _of(second, second.period)], f"按旁边的{said}分出中期和年度"
    own = [table.lists[0].targets[0].period for table in (first, second) if table.lists[0].targets]
    certain = all(table.lists[0].is_certain for table in (first, second))
    if certain and len(set(own)) == 2:
        return [first, second], "按各自的表头分出中期和年度"
    if certain:
        return [first, second], "两个指标表写的是同一期的值，没有分中期和年度"
    return [
        _of(first, Period.WHOLE),
        _of(second, Period.YEAR),
    ], "上面的指标表读作中期（实施周期值），下面的读作年度"


def _of(table: FormTable, period: Period) -> FormTable:
    return replace(table, lists=tuple(one.of(period) for one in table.lists))


def _one_table(table: FormTable, objectives: dict[Period, int]) -> tuple[list[FormTable], str]:
    if len(table.lists) == 1:
        only = table.lists[0]
        if only.is_certain or not only.targets:
            return [table], ""
        if table.period:
            return [_of(table, table.period)], f"按旁边的“{table.label}”"
        return [table], "只有一个指标值列，读作年度指标值"
    left, right = table.lists
    if len(table.over) == 2 and None not in table.over and table.over[0] != table.over[1]:
        lists = tuple(one.of(period) for one, period in zip((left, right), table.over, strict=True))
        return [replace(table, lists=lists)], "按上一行的标题分出中期和年度"
    if left.is_certain and right.is_certain:
        return [table], "按表头分出中期和年度"
    swapped = len(objectives) == 2 and objectives[Period.YEAR] < objectives[Period.WHOLE]
    periods = (Period.YEAR, Period.WHOLE) if swapped else (Period.WHOLE, Period.YEAR)
    sides = (
        "左边的指标读作年度，右边的读作中期（实施周期值）"
        if swapped
        else "左边的指标读作中期（实施周期值），右边的读作年度"
    )
    lists = tuple(one.of(period) for one, period in zip((left, right), periods, strict=True))
    return [replace(table, lists=lists)], sides


def cells_of(
    row: Row, table: FormTable
) -> Iterator[tuple[IndicatorColumns, dict[str, Cell], dict[str, int]]]:
    """For each list of the table its cells of a row by role, and the columns where they stand.

    A value may stand in any of the columns that its title reaches over.
    """
    titles = table.header.titles
    starts = sorted(
        {n for one in table.lists for n in one.columns}
        | {n for n in titles if titles[n] != titles.get(n - 1)}
    )
    for one in table.lists:
        cells: dict[str, Cell] = {}
        places: dict[str, int] = {}
        for role, start in roles_of(one).items():
            end = next((column for column in starts if column > start), start + _WIDEST_TITLE)
            for column, cell in row.cells.items():
                if start <= column < end and single_line(cell.text):
                    cells[role], places[role] = cell, column
                    break
        yield one, cells, places
