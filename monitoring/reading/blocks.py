"""What the reader hands out: a file, its tables of one project each, their rows. Amounts in 元."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reading.blocks import FileFinding, Level, SheetSummary
from reading.fates import ProjectCells

from ..enums import MoneySource


class MeasuredKind(StrEnum):
    """Which table a file holds."""

    MONITORING = "monitoring"
    EVALUATION = "evaluation"

    @property
    def layout(self) -> str:
        """Its key among reading.other_tables."""
        return "monitoring" if self is MeasuredKind.MONITORING else "self_evaluation"


_OF_BOTH = """unit unit_code supervisor name objective initial_budget budget executed rate
tier1 tier2 indicator target sign measure actual reason evidence note"""
_KEPT = {
    MeasuredKind.MONITORING: "expected expected_money planned_month possibility cause cause_note",
    MeasuredKind.EVALUATION: """result execution_score total problems improvements conclusion rate_reason
    is_public weight score""",
}
KEPT = {kind: frozenset(f"{_OF_BOTH} {keys}".split()) for kind, keys in _KEPT.items()}


def is_kept(kind: MeasuredKind, key: str) -> bool:
    """Whether the system has a place for a field of such a table; what is only computed here has none.

    >>> is_kept(MeasuredKind.MONITORING, "cause:staff"), is_kept(MeasuredKind.MONITORING, "score")
    (True, False)
    """
    return key.partition(":")[0] in KEPT[kind]


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
    `money` the amounts by source and column; `cells` says what became of its cells."""

    kind: MeasuredKind
    sheet: str
    first_row: int
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    money: dict[MoneySource, dict[str, Decimal]] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)
    cells: ProjectCells = field(default_factory=ProjectCells)

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    @property
    def has_errors(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.findings)


@dataclass(slots=True)
class ReadFile:
    """All that one file says. `month` is the last month of a monitoring period, None where none is named."""

    filename: str
    kind: MeasuredKind | None = None
    title: str = ""
    region: str = ""
    level: str = ""
    fiscal_year: int | None = None
    month: int | None = None
    tables: list[ReadTable] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)
    sheets: tuple[SheetSummary, ...] = ()

    @property
    def cells(self) -> Counter[str]:
        """How many cells of the whole file were read, headings, marks, or not read."""
        return sum((Counter(sheet.cells) for sheet in self.sheets), Counter())
