"""项目资金 in a form: one row a source under titles, or labels with a sum beside each."""

from collections.abc import Mapping
from decimal import Decimal

from perfgoals.sheets import Cell, Row
from reading.cleaning import says_nothing
from reading.money_units import bracketed_unit

from ..enums import MoneySource
from .blocks import MeasuredKind, ReadTable, is_kept
from .grid import Grid
from .headers import Header, is_figure
from .titles import MONEY, is_rate_reason, source_of
from .values import ValueReader, is_nothing, rate_of

_AMOUNTS = {key: "expected" if key == "expected_money" else key for key in MONEY if key != "rate"}


class MoneyReader:
    """Reads the rows under the titles of `header`, into the table that `take` gets."""

    def __init__(self, grid: Grid, kind: MeasuredKind, values: ValueReader) -> None:
        self._grid, self._kind, self._values = grid, kind, values
        self._columns: dict[str, int] = {}
        self._last = 0
        self._divided: set[MoneySource] = set()  # of which parts follow

    def begin(self, header: Header) -> None:
        self._columns, self._last, self._divided = header.columns, header.last, set()
        for column, title in header.unknown.items():
            if is_rate_reason(title):
                self._columns.setdefault("rate_reason", column)
        if "reason" in self._columns:
            self._columns.setdefault("rate_reason", self._columns.pop("reason"))

    def take(self, table: ReadTable, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        """False for a row that names no source of money. A single row without any label is the sum."""
        first = min(self._columns[key] for key in MONEY if key in self._columns)
        labels = [(column, cell) for column, cell in shown if column < first]
        label = labels[-1][1].text if labels else ""
        source = source_of(label) if label else None
        if source is None and not labels and row.number == self._last + 1:
            source = MoneySource.TOTAL
        if source is None:
            return False
        self._grid.heading(row.number, *(column for column, _ in labels))
        amounts = self._amounts(table, row, label)
        if table.money.get(source):
            self._add(table, row, source, label, amounts)
        else:
            self._store(table, row, source, amounts)
        return True

    def has_amounts(self, row: Row) -> bool:
        """Whether figures stand under the titles, whatever the row calls its source."""
        owns = (self._grid.own(row.number, self._columns.get(key)) for key in _AMOUNTS)
        return any(own and is_figure(own[1]) for own in owns)

    def _amounts(self, table: ReadTable, row: Row, label: str) -> dict[str, Decimal | None]:
        """What each column of amounts says: None for a dash; what cannot be read is left out."""
        found: dict[str, Decimal | None] = {}
        for key in _AMOUNTS:
            if own := self._grid.own(row.number, self._columns.get(key)):
                column, cell = own
                amount = self._values.amount(table, cell, row.number, column, label)
                if amount is not None or says_nothing(cell.text):
                    found[key] = amount
        return found

    def _store(self, table: ReadTable, row: Row, source: MoneySource, amounts: Mapping) -> None:
        into = table.money.setdefault(source, {})
        into |= {_AMOUNTS[key]: amount for key, amount in amounts.items() if amount is not None}
        self._claim(row, amounts)
        if source == MoneySource.TOTAL:
            self._take_execution(table, row, into)
        self._pass_over(row)

    def _add(self, table: ReadTable, row: Row, source: MoneySource, label: str, amounts: Mapping) -> None:
        """A second row of one source: added where it is a part beside the first, not a part of the first.

        财政专户管理资金 and 其他资金 are both other money; 其中：中央资金 below 财政拨款 is within it, and so
        is 省级资金 below that.
        """
        said = {key: amount for key, amount in amounts.items() if amount}
        plain = "".join(label.split())
        if plain.startswith("其中"):
            self._divided.add(source)
        if said and (source == MoneySource.TOTAL or source in self._divided or self._exceeds(table, said)):
            return
        into = table.money[source]
        for key, amount in said.items():
            into[_AMOUNTS[key]] = into.get(_AMOUNTS[key], Decimal(0)) + amount
        self._claim(row, amounts)
        self._pass_over(row)
        if said:
            reason = f"“{plain}”没有单独的一行，已加到{source.label}里"
            finding = self._values.findings.warning(reason, "请核对各项资金之和", row.number, None, "amount")
            table.findings.append(finding)

    @staticmethod
    def _exceeds(table: ReadTable, said: Mapping[str, Decimal]) -> bool:
        """Whether with these amounts the parts would come to more than the sum row says."""
        total = table.money.get(MoneySource.TOTAL, {})
        parts = [table.money[source] for source in MoneySource.parts() if source in table.money]
        return any(
            (limit := total.get(_AMOUNTS[key])) is not None
            and sum((part.get(_AMOUNTS[key], Decimal(0)) for part in parts), amount) > limit
            for key, amount in said.items()
        )

    def _claim(self, row: Row, keys) -> None:
        for key in keys:
            if is_kept(self._kind, key) and (own := self._grid.own(row.number, self._columns.get(key))):
                self._grid.read(row.number, own[0])

    def _pass_over(self, row: Row) -> None:
        """分值 of the execution is a rule of the cycle, a part's rate is computed, a dash says nothing."""
        for key in ("weight", "rate", "score"):
            own = self._grid.own(row.number, self._columns.get(key))
            if own and (key != "score" or is_nothing(own[1].text)):
                self._grid.mark(row.number, own[0])

    def _take_execution(self, table: ReadTable, row: Row, amounts: Mapping) -> None:
        """执行率, its 得分 and the reason of a low one, in the sum row."""
        if own := self._grid.own(row.number, self._columns.get("rate")):
            self.take_rate(table, row, own, amounts)
        if own := self._grid.own(row.number, self._columns.get("score")):
            score = self._values.number(table, own[1], row.number, own[0], "execution_score")
            if score is not None and is_kept(self._kind, "execution_score"):
                table.numbers["execution_score"] = score
                self._grid.read(row.number, own[0])
        if own := self._grid.own(row.number, self._columns.get("rate_reason")):
            table.texts.setdefault("rate_reason", self._values.text(own[1], long=True))
            self._claim(row, ["rate_reason"])

    def take_rate(self, table: ReadTable, row: Row, own: tuple[int, Cell], amounts: Mapping) -> None:
        column, cell = own
        rate = self._values.number(table, cell, row.number, column, "rate")
        if rate is not None:
            budget = amounts.get("budget", amounts.get("initial_budget"))
            table.numbers["rate"] = rate_of(rate, cell.text, budget, amounts.get("executed"))
        if rate is not None or is_nothing(cell.text):
            self._grid.read(row.number, column)

    def take_beside(
        self, table: ReadTable, row: Row, key: str, label: tuple[int, Cell], value: tuple[int, Cell]
    ) -> None:
        """年初预算（万元） | 450: a label with the sum of all sources beside it."""
        amounts = table.money.setdefault(MoneySource.TOTAL, {})
        self._grid.heading(row.number, label[0])
        if key == "rate":
            self.take_rate(table, row, value, amounts)
            return
        column, cell = value
        unit = bracketed_unit(label[1].text)
        amount = self._values.amount(table, cell, row.number, column, label[1].text, unit)
        if amount is not None and amounts.setdefault(_AMOUNTS[key], amount) != amount:
            return
        if (amount is not None or says_nothing(cell.text)) and is_kept(self._kind, key):
            self._grid.read(row.number, column)
