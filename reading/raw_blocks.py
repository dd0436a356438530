"""A project as gathered from the cells of a list or a form, and how it becomes an ImportedBlock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from perfgoals.common.money import UNIT_FACTORS
from perfgoals.language.codes import plain_code, split_fund, split_subject, split_unit
from perfgoals.sheets import Cell, Row

from .amounts import read_amount
from .blocks import Consent, FileFinding, ImportedBlock, ImportedIndicator, Level, Place
from .cleaning import long_text, says_nothing, single_line
from .fields import FORM_TEXTS, SUMS
from .findings import SheetFindings
from .indicator_rows import IndicatorRows, paired
from .ledger import Unread, note
from .money_units import MoneyUnit
from .unread_doubts import ASKED, unread_doubts

TERM_DASH = "—"  # between the dates of a term


class Value(NamedTuple):
    """A cell and where it stands; columns count from 1."""

    cell: Cell
    row: int
    column: int


@dataclass(slots=True)
class RawBlock:
    """`values` are the project's cells by field; `default_unit` is the unit named above the table, and
    `columns` are the letters where fields are expected. `other_indicators` are those of a second list, beside
    or below the first, with the values of the other period. `units` are those of sums of money whose own
    titles say them; `asked` are keys of `unread` that may hold a target.

    `orphan_row` is the first row that was added without any sign that it belongs here.
    """

    findings: SheetFindings
    first_row: int
    indicators: IndicatorRows
    other_indicators: IndicatorRows | None = None
    default_unit: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    last_row: int = 0
    orphan_row: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    notes: list[FileFinding] = field(default_factory=list)
    read: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)

    def leave(self, row: Row, column: int, title: str, key: str = "") -> None:
        """Note a cell of this project that was not read, under its column's letters and title."""
        letters = get_column_letter(column)
        note(self.unread, letters, title, f"{letters}{row.number}", row.cells[column].text, key)

    @property
    def has_indicators(self) -> bool:
        return bool(self.indicators.found or (self.other_indicators and self.other_indicators.found))

    def line(self, key: str) -> str:
        """The text of a field in one line, "" where it has none or only a dash."""
        text = single_line(self.values[key].cell.all_digits) if key in self.values else ""
        return "" if says_nothing(text) else text

    def note(self, level: Level, reason: str, action: str, key: str, value: Value | None = None) -> None:
        """A finding about a field, at `value` or else where the field stands."""
        value = value or self.values.get(key)
        make = self.findings.error if level is Level.ERROR else self.findings.warning
        if value is None:
            self.notes.append(make(reason, action, self.first_row, self.columns.get(key), key))
        else:
            place = (value.row, get_column_letter(value.column), key, value.cell.text)
            self.notes.append(make(reason, action, *place))

    def finish(self, amount_unit: MoneyUnit) -> ImportedBlock:
        """Cleans, splits and converts; every doubt becomes a finding of the block."""
        for key, value in self.values.items():
            # What an amount is, its own reader says; that it is struck through, a cell says like any other.
            say = self.findings.of_marks if key == "amount" else self.findings.of_cell
            self.notes += say(value.cell, key, value.row, get_column_letter(value.column))
        amount, amount_note = self._amount(amount_unit.name)
        unit_code, unit_name = self._unit()
        fund_code, fund_name = self._coded("fund", split_fund)
        subject_code, subject_name = self._coded("subject", split_subject)
        indicators = self._all_indicators()
        self._check(indicators)
        self._weigh_unread(indicators)
        return ImportedBlock(
            sheet=self.findings.sheet,
            first_row=self.first_row,
            last_row=max(self.last_row, self.first_row),
            name=self.line("name"),
            unit_code=unit_code,
            unit_name=unit_name,
            unit_text=self.line("unit") or self.default_unit,
            fund_code=fund_code,
            fund_name=fund_name,
            fund_text=self.line("fund"),
            amount_text=self.line("amount"),
            amount=amount,
            amount_note=amount_note,
            subject_code=subject_code,
            subject_name=subject_name,
            subject_text=self.line("subject"),
            justification=self._long("justification"),
            overall_objective=self._long("overall_objective"),
            annual_objective=self._long("annual_objective"),
            texts=self._texts(),
            sums={
                key: self._sum(key, self.units.get(key, amount_unit.name))
                for key in SUMS
                if key in self.values
            },
            indicators=tuple(indicators),
            cells={
                key: Place(self.findings.sheet, value.row, get_column_letter(value.column))
                for key, value in self.values.items()
            },
            findings=(*self.notes, *self._list_notes()),
            read=self.read,
            unread=tuple(self.unread.values()),
        )

    def _all_indicators(self) -> list[ImportedIndicator]:
        if self.other_indicators is None:
            return self.indicators.found
        return paired(self.indicators.found, self.other_indicators.found)

    def _list_notes(self) -> list[FileFinding]:
        return [*self.indicators.notes, *(self.other_indicators.notes if self.other_indicators else ())]

    def _long(self, key: str) -> str:
        return long_text(self.values[key].cell.text) if key in self.values else ""

    def _amount(self, unit: str) -> tuple[Decimal | None, str]:
        if "amount" not in self.values:
            return None, ""
        if unit not in UNIT_FACTORS:
            action = "请把金额改为以元或万元为单位，并写明单位后重新上传"
            self.note(Level.ERROR, f"金额单位“{unit}”不能换算", action, "amount")
            return None, ""
        reading = read_amount(self.values["amount"].cell, unit)
        if reading.reason:
            level = Level.ERROR if reading.is_error else Level.WARNING
            self.note(level, reading.reason, reading.action, "amount")
        return reading.amount, reading.note

    def _texts(self) -> dict[str, str]:
        """What only some forms say; a project that has its two dates in two cells has them as one term."""
        texts = {key: self.line(key) for key in FORM_TEXTS if key in self.values}
        dates = [self.line(key) for key in ("starts_on", "ends_on") if key in self.values]
        if "duration" not in texts and dates:
            texts["duration"] = TERM_DASH.join(date for date in dates if date)
        return texts

    def _sum(self, key: str, unit: str) -> str:
        """A sum in 元 as text; what is no sum stays as typed, to be put right after the import."""
        cell = self.values[key].cell
        reading = read_amount(cell, unit) if unit in UNIT_FACTORS else None
        if reading is None or (reading.amount is None and reading.reason):
            reason = reading.reason if reading else f"金额单位“{unit}”不能换算"
            self.note(Level.WARNING, reason, "已按原文保留，请在导入后改正", key)
            return self.line(key)
        return "" if reading.amount is None else str(reading.amount)

    def _unit(self) -> tuple[str, str]:
        text = self.line("unit") or self.default_unit
        code, name = split_unit(text)
        return plain_code(self.line("unit_code")) or code, name

    def _coded(self, key: str, split: Callable[[str], tuple[str, str]]) -> tuple[str, str]:
        """Code and name of a fund source or functional subject; the code may have its own column."""
        text = self.line(key)
        code, name = split(text)
        # Whether the lists know a text without a code, only they can tell: see the matching of an import.
        return plain_code(self.line(f"{key}_code")) or code, name

    def _check(self, indicators: Sequence[ImportedIndicator]) -> None:
        if not self.line("name"):
            self.note(Level.ERROR, "缺少项目名称", "请填写项目名称，或检查这一行是否属于上面的项目", "name")
        if not indicators:
            self.note(Level.WARNING, "这个项目没有绩效指标", "请核对；导入后需要补填指标", "name")

    def _weigh_unread(self, indicators: Sequence[ImportedIndicator]) -> None:
        """A project whose money, list or a good part was not read is not written before somebody agrees."""
        if not self.unread:
            return
        place = self.values.get("name")
        at = (place.row, get_column_letter(place.column)) if place else (self.first_row, None)
        doubts = unread_doubts(
            self.read, self.unread, has_money="amount" in self.values, has_list=bool(indicators),
            asked=self.asked,
        )  # fmt: skip
        for reason, sample in doubts:
            finding = self.findings.warning(reason, ASKED, *at, "", sample)
            self.notes.append(replace(finding, consent=Consent.UNREAD))
