"""What the reader hands out: a file, its tables of one project each, their rows. Amounts in 元."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reading.blocks import FileFinding, Level

from ..enums import MoneySource


class Kind(StrEnum):
    """Which table a file holds."""

    MONITORING = "monitoring"
    EVALUATION = "evaluation"


@dataclass(slots=True)
class ReadRow:
    """One indicator; `texts` by field as typed, `numbers` are weight and score, `causes` codes of Cause."""

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    causes: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


@dataclass(slots=True)
class ReadTable:
    """One project. `texts` has unit, supervisor, name, objective … as typed; `numbers` rate, points, total;
    `money` the amounts by source and column."""

    kind: Kind
    sheet: str
    first_row: int
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    money: dict[MoneySource, dict[str, Decimal]] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    @property
    def has_errors(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.findings)


@dataclass(slots=True)
class ReadFile:
    """All that one file says. `month` is the last month of a monitoring period, None where none is named."""

    filename: str
    kind: Kind | None = None
    title: str = ""
    region: str = ""
    level: str = ""
    fiscal_year: int | None = None
    month: int | None = None
    tables: list[ReadTable] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Sheet → what it was read as."""
