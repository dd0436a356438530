"""Forms of one project each: labels with values, 项目资金, objectives, indicators, a foot."""

import re

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, Row
from reading.fields import plain_title
from reading.side_rows import is_aside

from ..enums import MoneySource
from .blocks import Kind, ReadTable
from .grid import Grid
from .headers import Header, columns_of, header_at
from .indicators import IndicatorReader
from .titles import MONEY, key_of, month_of, source_of
from .values import ValueReader, rate_of

_LABELS = ("unit", "unit_code", "supervisor", "name", "project_code", "objective", "result", "problems",
           "improvements", "conclusion", "rate_reason", "grade", "is_public")  # fmt: skip
_TOTAL = re.compile(r"(?:总分|合计|总计|自评总分|总得分|综合得分)(?:[(（].*[)）])?")
_SIDE = re.compile(
    r"(?:年度)?(?:绩效)?(?:总体)?(?:目标|指标)(?:完成情况|执行情况)?|项目资金.*|预算执行情况.*|资金.*|绩效目标.*|其中"
)
_TITLE = re.compile(r".{0,60}(?:自评|评价|监控)(?:情况)?表(?:[(（].{0,20}[)）])?")
_EXECUTION = re.compile(r"预算执行(?:率)?(?:指标)?")
_LONGEST_PERIOD = 20  # （2023年1—7月）
_TEXTS_OF_MONEY = {"expected_money": "expected"}


class FormReader:
    """Reads the forms of one sheet from the first row to the last."""

    def __init__(self, grid: Grid, kind: Kind, sheet: str, values: ValueReader) -> None:
        self._grid, self._kind, self._sheet, self._values = grid, kind, sheet, values
        self.tables: list[ReadTable] = []
        self._table: ReadTable | None = None
        self._until = 0  # rows of a header that were read with its first
        self._header: Header | None = None
        self._section = ""
        self._indicators: IndicatorReader | None = None
        self._titles: set[str] = set()

    def read(self) -> list[ReadTable]:
        for row in self._grid:
            if row.number > self._until:
                self._take(row)
        return self.tables

    def _take(self, row: Row) -> None:
        shown = self._grid.shown(row)
        if not shown or self._is_title(shown):
            return
        if self._begins_section(row, shown):
            return
        taken = {"money": self._take_money, "objective": self._take_objective, "rows": self._take_row}
        if self._section and taken[self._section](row, shown):
            return
        self._take_labels(row, shown)

    @staticmethod
    def _is_title(shown: list[tuple[int, Cell]]) -> bool:
        text = shown[0][1].text
        if len(shown) > 1 or key_of(text) is not None:
            return False
        plain = "".join(text.split())
        is_period = len(plain) <= _LONGEST_PERIOD and month_of(plain) is not None
        return is_period or is_aside(text, alone=True) or bool(_TITLE.fullmatch(plain))

    def _begins_section(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        keys = columns_of({column: cell.text for column, cell in shown})
        if "tier1" in keys and {"indicator", "target", "actual"} & keys.keys():
            self._begin("rows", row)
            if "score" not in self._header.columns and "total" in self._header.columns:
                self._header.columns["score"] = self._header.columns.pop("total")  # 自评分 of each row
            self._indicators = IndicatorReader(self._grid, self._header.columns, self._values)
        elif len([key for key in MONEY if key in keys]) >= 2 and "name" not in keys:
            self._begin("money", row)
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
        if section == "money":
            self._header.columns.pop("objective", None)
        for column, title in self._header.unknown.items():
            if not self._is_static(title) and source_of(title) is None:
                self._unread(self._current(row), row.number, column, title)

    def _current(self, row: Row) -> ReadTable:
        if self._table is None:
            self._table = ReadTable(self._kind, self._sheet, row.number)
            self.tables.append(self._table)
        return self._table

    # --- 项目资金 -----------------------------------------------------------------------------------

    def _take_money(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        columns = self._header.columns
        first = min(columns[key] for key in MONEY if key in columns)
        label = next((cell.text for column, cell in reversed(shown) if column < first), "")
        source = source_of(label) if label else None
        if source is None:
            self._section = ""
            return False
        table = self._current(row)
        amounts = table.money.setdefault(source, {})
        for key in MONEY:
            cell = self._cell(row, key)
            if cell is not None and key != "rate":
                name = _TEXTS_OF_MONEY.get(key, key)
                amount = self._values.amount(table, cell, row.number, columns[key], label)
                if amount is not None:
                    amounts[name] = amount
        if source == MoneySource.TOTAL:
            self._take_execution(table, row, amounts)
        return True

    def _cell(self, row: Row, key: str) -> Cell | None:
        """The cell of a column, if it begins in this row and says anything."""
        column = self._header.columns.get(key)
        if column is None or self._grid.begins(row.number, column)[0] != row.number:
            return None
        cell = self._grid.at(row.number, column)
        return cell if cell and cell.text.strip() else None

    def _take_execution(self, table: ReadTable, row: Row, amounts: dict) -> None:
        """执行率 and its 得分 in the sum row; the 分值 of 10 is a rule of the cycle."""
        if (cell := self._cell(row, "rate")) is not None:
            rate = self._values.number(table, cell, row.number, self._header.columns["rate"], "rate")
            if rate is not None:
                budget = amounts.get("budget", amounts.get("initial_budget"))
                table.numbers["rate"] = rate_of(rate, cell.text, budget, amounts.get("executed"))
        if (cell := self._cell(row, "score")) is not None:
            column = self._header.columns["score"]
            score = self._values.number(table, cell, row.number, column, "execution_score")
            if score is not None:
                table.numbers["execution_score"] = score

    # --- 年度总体目标 --------------------------------------------------------------------------------

    def _take_objective(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        self._section = ""
        table = self._current(row)
        for key in ("objective", "result"):
            if cell := self._cell(row, key):
                table.texts[key] = self._values.text(cell, long=True)
        for column, cell in shown:
            if column not in self._header.columns.values() and not self._is_static(cell.text):
                self._unread(table, row.number, column, cell.text)
        return True

    # --- 绩效指标 -----------------------------------------------------------------------------------

    def _take_row(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        table = self._current(row)
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
            self._note_unread(table, row, shown)
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
        if "execution_score" in table.numbers or (cell := self._cell(row, "score")) is None:
            return "execution_score" in table.numbers
        column = self._header.columns["score"]
        score = self._values.number(table, cell, row.number, column, "execution_score")
        if score is not None:
            table.numbers["execution_score"] = score
        return True

    def _take_total(self, table: ReadTable, row: Row) -> None:
        """The total stands under 得分; where that is empty, the last number of the row is it."""
        cell = self._cell(row, "score")
        column = self._header.columns.get("score", 0)
        if cell is None and "weight" not in self._header.columns:
            return
        if cell is not None:
            total = self._values.number(table, cell, row.number, column, "total")
            if total is not None:
                table.numbers["total"] = total

    def _note_unread(self, table: ReadTable, row: Row, shown: list[tuple[int, Cell]]) -> None:
        known = set(self._header.columns.values()) | set(self._header.unknown)
        for column, cell in shown:
            if column in self._header.unknown or column not in known:
                if column < self._header.columns.get("tier1", 1):
                    continue  # the label at the side
                self._unread(table, row.number, column, cell.text)

    # --- labels -------------------------------------------------------------------------------------

    def _take_labels(self, row: Row, shown: list[tuple[int, Cell]]) -> None:
        """Label, value, label, value … of one row; a new 项目名称 begins a new form."""
        place = 0
        while place < len(shown):
            column, cell = shown[place]
            key = key_of(cell.text)
            value = shown[place + 1] if place + 1 < len(shown) else None
            if value is not None and key in _LABELS and key_of(value[1].text) is None:
                self._take_label(row, key, value)
                place += 2
                continue
            if key is None and not self._takes_inline(row, cell) and not self._is_static(cell.text):
                self._unread(self._current(row), row.number, column, cell.text)
            place += 1

    def _take_label(self, row: Row, key: str, value: tuple[int, Cell]) -> None:
        if key == "name" and self._table is not None and "name" in self._table.texts:
            self._table = None
        table = self._current(row)
        text = self._values.text(value[1], long=key in ("objective", "result"))
        if key in table.texts and table.texts[key] != text:
            self._unread(table, row.number, value[0], text)
        else:
            table.texts[key] = text

    def _takes_inline(self, row: Row, cell: Cell) -> bool:
        """项目名称：培训费 in one cell."""
        label, colon, text = cell.text.replace("：", ":", 1).partition(":")
        key = key_of(label) if colon and text.strip() else None
        if key not in _LABELS:
            return False
        self._take_label(row, key, (0, Cell(text.strip())))
        return True

    @staticmethod
    def _is_static(text: str) -> bool:
        """What every form says: labels at the side, signatures, notes of the template."""
        plain = plain_title(text)
        return (
            key_of(text) is not None or bool(_SIDE.fullmatch(plain)) or is_aside(text, alone=True)
            or source_of(text) is not None or plain in ("", "-", "—")
        )  # fmt: skip

    def _unread(self, table: ReadTable, row: int, column: int, text: str) -> None:
        finding = self._values.findings.warning(
            "这一格没有对应的内容，没有读入", "请核对；需要的内容请填写到相应的栏目",
            row, get_column_letter(column), "", text,
        )  # fmt: skip
        table.findings.append(finding)
