"""A project as gathered from the cells of a list or a form, and how it becomes an ImportedBlock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from perfgoals.common.money import UNIT_FACTORS
from perfgoals.language.codes import plain_code, split_fund, split_subject, split_unit
from perfgoals.sheets import Cell

from .amounts import read_amount
from .blocks import Finding, ImportedBlock, Level, Place
from .cleaning import long_text, single_line
from .findings import SheetFindings
from .indicator_rows import IndicatorRows


class Value(NamedTuple):
    """A cell and where it stands; columns count from 1."""

    cell: Cell
    row: int
    column: int


@dataclass(slots=True)
class RawBlock:
    """`values` are the project's cells by field; `default_unit` is the unit named above the table, and
    `columns` are the letters where fields are expected.

    `orphan_row` is the first row that was added without any sign that it belongs here.
    """

    findings: SheetFindings
    first_row: int
    indicators: IndicatorRows
    default_unit: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    last_row: int = 0
    orphan_row: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)

    def line(self, key: str) -> str:
        return single_line(self.values[key].cell.all_digits) if key in self.values else ""

    def note(self, level: Level, reason: str, action: str, key: str, value: Value | None = None) -> None:
        """A finding about a field, at `value` or else where the field stands."""
        value = value or self.values.get(key)
        make = self.findings.error if level is Level.ERROR else self.findings.warning
        if value is None:
            self.notes.append(make(reason, action, self.first_row, self.columns.get(key), key))
        else:
            place = (value.row, get_column_letter(value.column), key, value.cell.text)
            self.notes.append(make(reason, action, *place))

    def finish(self, amount_unit: str) -> ImportedBlock:
        """Cleans, splits and converts; every doubt becomes a finding of the block."""
        for key, value in self.values.items():
            if key != "amount":
                column = get_column_letter(value.column)
                self.notes += self.findings.of_cell(value.cell, key, value.row, column)
        amount, amount_note = self._amount(amount_unit)
        unit_code, unit_name = self._unit()
        fund_code, fund_name = self._coded("fund", split_fund)
        subject_code, subject_name = self._coded("subject", split_subject)
        self._check()
        return ImportedBlock(
            sheet=self.findings.sheet,
            first_row=self.first_row,
            last_row=max(self.last_row, self.first_row),
            name=self.line("name"),
            unit_code=unit_code,
            unit_name=unit_name,
            unit_text=self.line("unit") or self.default_unit,
            supervisor=self.line("supervisor"),
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
            indicators=tuple(self.indicators.found),
            cells={
                key: Place(self.findings.sheet, value.row, get_column_letter(value.column))
                for key, value in self.values.items()
            },
            findings=(*self.notes, *self.indicators.notes),
        )

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

    def _unit(self) -> tuple[str, str]:
        text = self.line("unit") or self.default_unit
        code, name = split_unit(text)
        return plain_code(self.line("unit_code")) or code, name

    def _coded(self, key: str, split: Callable[[str], tuple[str, str]]) -> tuple[str, str]:
        """Code and name of a fund source or functional subject; the code may have its own column."""
        text = self.line(key)
        code, name = split(text)
        # Whether the lists know a text without a code, only they can tell: see import_matching.
        return plain_code(self.line(f"{key}_code")) or code, name

    def _check(self) -> None:
        if not self.line("name"):
            self.note(Level.ERROR, "缺少项目名称", "请填写项目名称，或检查这一行是否属于上面的项目", "name")
        if not self.indicators.found:
            self.note(Level.WARNING, "这个项目没有绩效指标", "请核对；导入后需要补填指标", "name")
