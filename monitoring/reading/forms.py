"""Forms of one project each: labels with values, 项目资金, objectives, indicators, a foot."""

import re

from perfgoals.sheets import Cell, Row
from reading.cleaning import says_nothing
from reading.fields import plain_title
from reading.ledger import Fate
from reading.side_rows import is_aside

from .asides import Asides, is_signed
from .blocks import MeasuredKind, ReadTable, is_kept
from .grid import Grid
from .headers import Header, columns_of, header_at, is_figure
from .indicators import IndicatorReader
from .money import MoneyReader
from .titles import MONEY, key_of, source_of
from .values import PUBLIC, ValueReader

_LABELS = ("unit", "unit_code", "supervisor", "name", "project_code", "objective", "result", "problems",
           "improvements", "conclusion", "rate_reason", "grade", "is_public", "total")  # fmt: skip
_LONG = ("objective", "result")
_TOTAL = re.compile(r"(?:总分|合计|总计|自评总分|总得分|综合得分)(?:[(（].*[)）])?")
_SIDE = re.compile(
    r"(?:年度|项目)?(?:绩效)?(?:总体|基本)?(?:目标|指标|情况)(?:完成情况|执行情况)?(?:\(.*\))?|项目资金.*"
    r"|(?:年度)?预算(?:执行情况|数).*|资金.*|绩效目标.*|其中"
)
_EXECUTION = re.compile(r"预算执行(?:率)?(?:指标)?")
_MONEY_ROW = frozenset(MONEY)
_LONGEST_LABEL = 20


class FormReader:
    """Reads the forms of one sheet from the first row to the last."""

    def __init__(self, grid: Grid, kind: MeasuredKind, values: ValueReader) -> None:
        self._grid, self._kind, self._values = grid, kind, values
        self.tables: list[ReadTable] = []
        self._table: ReadTable | None = None
        self._until = 0  # rows of a header that were read with its first
        self._header: Header | None = None
        self._section = ""
        self._indicators: IndicatorReader | None = None
        self._money = MoneyReader(grid, kind, values)
        self._asides = Asides()
        self._beside: dict[int, str] = {}  # columns of this row → the label that stands before
        self._unplaced: dict[int, str] = {}

    def read(self) -> list[ReadTable]:
        for row in self._grid:
            if row.number > self._until:
                self._take(row)
            else:
                self._grid.fates.take_row(Fate.HEADING, row)
            self._settle(row)
        return self.tables

    def _settle(self, row: Row) -> None:
        """What was not read stands under the label before it, its title, or the row's first text."""
        titles: dict[int, str] = {}
        beside, fields = self._beside, self._unplaced
        self._beside, self._unplaced = {}, {}
        if self._section and self._header:
            titles = self._header.titles
            keys = self._header.columns.items()
            fields = {column: key for key, column in keys if not is_kept(self._kind, key)} | fields
        shown = self._grid.shown(row)
        label = " ".join(shown[0][1].text.split())[:_LONGEST_LABEL] if shown else ""
        cells = self._table.cells if self._table else None
        self._grid.fates.settle(row, titles=titles, beside=beside, fields=fields, label=label, project=cells)

    def _take(self, row: Row) -> None:
        shown = self._grid.shown(row)
        if not shown:
            return
        fate = self._asides.fate_of_line(shown) or (Fate.MARK if is_signed(shown) else None)
        if fate is not None:
            self._grid.fates.take_row(fate, row)
            self._section = "" if fate is Fate.MARK else self._section
            return
        if self._begins_section(row, shown):
            self._grid.fates.take_row(Fate.HEADING, row)
            return
        taken = {"money": self._take_money, "objective": self._take_objective, "rows": self._take_row}
        if self._section and taken[self._section](row, shown):
            return
        self._take_labels(row, shown)

    def _begins_section(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        keys = columns_of({column: cell.text for column, cell in shown})
        figures = any(is_figure(cell) for _, cell in shown)
        if "tier1" in keys and {"indicator", "target", "actual"} & keys.keys():
            self._begin("rows", row)
            if "score" not in self._header.columns and "total" in self._header.columns:
                self._header.columns["score"] = self._header.columns.pop("total")  # 自评分 of each row
            self._indicators = IndicatorReader(self._grid, self._header.columns, self._kind, self._values)
        elif len(keys.keys() & _MONEY_ROW) >= 2 and "name" not in keys and not figures:
            self._begin("money", row)
            self._header.columns.pop("objective", None)
            self._money.begin(self._header)
        elif columns := self._objective_columns(shown):
            self._begin("objective", row)
            self._header.columns = columns
        else:
            return False
        return True

    @staticmethod
    def _objective_columns(shown: list[tuple[int, Cell]]) -> dict[str, int]:
        """Columns of 预期目标 and 实际完成情况, where they are titles and not labels before a text."""
        keys = [(column, key_of(cell.text)) for column, cell in shown]
        if len(keys) < 2 or keys[-1][1] != "result" or keys[-2][1] != "objective":
            return {}
        return {"objective": keys[-2][0], "result": keys[-1][0]}

    def _begin(self, section: str, row: Row) -> None:
        self._section, self._header = section, header_at(self._grid, row)
        self._until = self._header.last

    def _current(self, row: Row) -> ReadTable:
        if self._table is None:
            self._table = ReadTable(self._kind, self._values.findings.sheet, row.number)
            self.tables.append(self._table)
        return self._table

    def _take_money(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        if self._money.take(self._current(row), row, shown):
            return True
        if any(key_of(cell.text) for _, cell in shown) or not self._money.has_amounts(row):
            self._section = ""
        return False

    # --- 年度总体目标 --------------------------------------------------------------------------------

    def _take_objective(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        self._section = ""
        table = self._current(row)
        for key in _LONG:
            if own := self._grid.own(row.number, self._header.columns.get(key)):
                table.texts[key] = self._values.text(own[1], long=True)
                self._claim(row, own[0], key)
        self._head_static(row, shown)
        return True

    def _claim(self, row: Row, column: int, key: str) -> None:
        if is_kept(self._kind, key):
            self._grid.read(row.number, column)
        else:
            self._unplaced[column] = key

    def _head_static(self, row: Row, shown: list[tuple[int, Cell]]) -> None:
        """Labels at the side are what every form says."""
        read = {column for key, column in self._header.columns.items()} if self._header else set()
        heads = (column for column, cell in shown if column not in read and self._is_static(cell.text))
        self._grid.heading(row.number, *heads)

    # --- 绩效指标 -----------------------------------------------------------------------------------

    def _take_row(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        table = self._current(row)
        side = [column for column, _ in shown if column < self._header.columns.get("tier1", 1)]
        if any(_TOTAL.fullmatch(plain_title(cell.text)) for _, cell in shown):
            self._take_total(table, row)
            self._section = ""
            return True
        first = shown[0][1].text
        if is_aside(first, alone=len(shown) == 1) or (key_of(first) in _LABELS and len(shown) <= 2):
            self._section = ""
            return False
        if self._is_execution(row) and self._take_execution_row(table, row):
            return True
        if self._indicators.take(table, row.number):
            self._grid.heading(row.number, *side)
            return True
        self._section = "" if any(key_of(cell.text) for _, cell in shown) else self._section
        return False

    def _is_execution(self, row: Row) -> bool:
        named = (self._grid.text(row.number, c) for k, c in self._header.columns.items()
                 if k in ("tier1", "tier2", "indicator"))  # fmt: skip
        texts = [re.sub(r"[(（].*[)）]$", "", "".join(text.split())) for text in named if text]
        return bool(texts) and bool(_EXECUTION.fullmatch(texts[-1])) and bool(_EXECUTION.match(texts[0]))

    def _take_execution_row(self, table: ReadTable, row: Row) -> bool:
        """预算执行率 among the indicators: its points are those of the execution, where none stand above."""
        own = self._grid.own(row.number, self._header.columns.get("score"))
        if "execution_score" not in table.numbers:
            if own is None:
                return False
            score = self._values.number(table, own[1], row.number, own[0], "execution_score")
            if score is not None:
                table.numbers["execution_score"] = score
                self._claim(row, own[0], "execution_score")
        self._grid.fates.take_row(Fate.MARK, row)
        return True

    def _take_total(self, table: ReadTable, row: Row) -> None:
        """The total stands under 得分; the sum of 分值 is one of the form itself."""
        if own := self._grid.own(row.number, self._header.columns.get("score")):
            total = self._values.number(table, own[1], row.number, own[0], "total")
            if total is not None:
                table.numbers["total"] = total
                self._claim(row, own[0], "total")
        self._grid.fates.take_row(Fate.MARK, row)

    # --- labels -------------------------------------------------------------------------------------

    def _take_labels(self, row: Row, shown: list[tuple[int, Cell]]) -> None:
        """Label, value, label, value … of one row; a new 项目名称 begins a new form."""
        place, beside = 0, False  # whether what comes stands beside a label
        while place < len(shown):
            column, cell = shown[place]
            key = key_of(cell.text)
            value = shown[place + 1] if place + 1 < len(shown) else None
            is_labelled = value is not None and key_of(value[1].text) is None
            if is_labelled and (key in _LABELS or key in MONEY):
                self._take_pair(row, key, shown[place], value)
                place, beside = place + 2, False
                continue
            if key is not None or self._is_label(cell.text, value, beside=beside):
                self._grid.heading(row.number, column)
                beside = key is not None
            elif not self._take_inline(row, column, cell) and is_labelled and not is_figure(cell):
                self._note_beside(cell.text, column, value[0])
                beside = True
            else:
                beside = False
            place += 1

    def _note_beside(self, label: str, *columns: int) -> None:
        for column in columns:
            self._beside.setdefault(column, " ".join(label.split())[:_LONGEST_LABEL])

    def _take_pair(self, row: Row, key: str, label: tuple[int, Cell], value: tuple[int, Cell]) -> None:
        self._note_beside(label[1].text, value[0])
        if key in MONEY:
            self._money.take_beside(self._current(row), row, key, label, value)
            return
        self._grid.heading(row.number, label[0])
        self._take_label(row, key, value)

    def _take_label(self, row: Row, key: str, value: tuple[int, Cell]) -> None:
        if key == "name" and self._table is not None and "name" in self._table.texts:
            self._table = None
        table, (column, cell) = self._current(row), value
        if key == "total":
            number = self._values.number(table, cell, row.number, column, key)
            is_first = number is not None and table.numbers.setdefault(key, number) == number
        else:
            text = self._values.text(cell, long=key in _LONG)
            is_first = table.texts.setdefault(key, text) == text
            is_first = is_first and (key != "is_public" or text in PUBLIC or says_nothing(text))
        if is_first:
            self._claim(row, column, key)

    def _take_inline(self, row: Row, column: int, cell: Cell) -> bool:
        """项目名称：培训费 in one cell."""
        label, colon, text = cell.text.replace("：", ":", 1).partition(":")
        key = key_of(label) if colon and text.strip() else None
        if key not in _LABELS:
            return False
        self._note_beside(label, column)
        self._take_label(row, key, (column, Cell(text.strip())))
        return True

    @staticmethod
    def _is_static(text: str) -> bool:
        """What every form says: labels at the side, units of money."""
        plain = plain_title(text)
        return bool(_SIDE.fullmatch(plain)) or is_aside(text, alone=True) or says_nothing(text)

    def _is_label(self, text: str, value: tuple[int, Cell] | None, *, beside: bool) -> bool:
        """Whether a text says what every form says. What stands beside a label is no label itself, unless an
        amount follows: 备注 | 资金尚未到位."""
        if is_aside(text, alone=True) or says_nothing(text):
            return True
        if beside and not (value and is_figure(value[1])):
            return False
        return self._is_static(text) or source_of(text) is not None
