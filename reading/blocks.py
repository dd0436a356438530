"""What an import reads out of a file, before anything is compared with the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from perfgoals.common.text import nested

from .ledger import Unread
from .titles import Heading


class Consent(StrEnum):
    """What a person has to confirm before a project is written: part of it was not read, its table's title
    names another year or place, or its amount looks as if it counted another unit of money."""

    UNREAD = "unread"
    TITLE = "title"
    AMOUNT = "amount"


class Level(StrEnum):
    """A block with an ERROR is not imported; a WARNING is shown and does not stop it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as a spreadsheet names it: sheet, row from 1, column letters."""

    sheet: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"工作表“{self.sheet}”{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class FileFinding:
    """Something to tell the sender: where, which field and value, why, and what to do (both Chinese).

    `row` and `column` are None where a whole sheet or file is meant; `field` is a key of `fields.FIELDS`.
    With a `consent`, the project is not written before somebody has confirmed it.
    """

    level: Level
    reason: str
    action: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    field: str = ""
    value: str = ""
    consent: str = ""

    def __post_init__(self):
        object.__setattr__(self, "reason", nested(self.reason))


class ImportedIndicator(NamedTuple):
    """三级指标 with its tiers as typed (tiers.tier_key compares spellings).

    `period_target` and `annual_target` are the texts as typed; where a target stands in parts it is `sign`,
    `value` and `measure` joined, and the parts stay beside it. `texts` are the others by field (备注,
    权重 …), `columns` maps a field to its column, `rows` those that stand in another row than `row`.
    """

    row: int
    tier1: str
    tier2: str
    name: str
    period_target: str = ""
    annual_target: str = ""
    sign: str = ""
    value: str = ""
    measure: str = ""
    texts: Mapping[str, str] = MappingProxyType({})
    columns: Mapping[str, str] = MappingProxyType({})
    rows: Mapping[str, int] = MappingProxyType({})
    sheet: str = ""
    """Where its project goes on in another sheet: that sheet."""

    def text(self, key: str) -> str:
        """What the row says in a field, "" where it says nothing."""
        return self.texts.get(key) or getattr(self, key, "")


@dataclass(frozen=True, slots=True)
class ImportedBlock:
    """One project with its indicators in the order of the file.

    `amount` is in 元; None means that none was given or none could be read: then `amount_note` keeps the text
    in its place. `unit_text`, `fund_text` and `subject_text` are the cells as typed, for lookups by label;
    where no code was recognised, the code is "" and the name is the whole text. `texts` and `sums` are what
    only some forms say, those of fields.FORM_TEXTS and fields.SUMS that the file has: a sum in 元, or the
    cell as typed where it is none. `cells` has the place of
    every project field that was found; `read` counts its cells that were read, `unread` lists those that
    were not. `pages` are (first row, page number) of its sheet, if it was read from paper.
    """

    sheet: str
    first_row: int
    last_row: int
    name: str
    unit_code: str = ""
    unit_name: str = ""
    unit_text: str = ""
    fund_code: str = ""
    fund_name: str = ""
    fund_text: str = ""
    amount_text: str = ""
    amount: Decimal | None = None
    amount_note: str = ""
    subject_code: str = ""
    subject_name: str = ""
    subject_text: str = ""
    justification: str = ""
    overall_objective: str = ""
    annual_objective: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[ImportedIndicator, ...] = ()
    cells: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[FileFinding, ...] = ()
    read: int = 0
    unread: tuple[Unread, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()

    @property
    def consents(self) -> frozenset[str]:
        """What has to be confirmed before this project is written."""
        return frozenset(finding.consent for finding in self.findings if finding.consent)

    @property
    def has_errors(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def named_above(self) -> bool:
        """Whether the unit is not named beside the project but once for all, above or below."""
        return bool(self.unit_text) and "unit" not in self.cells

    @property
    def supervisor(self) -> str:
        """主管部门 as typed."""
        return self.texts.get("supervisor", "")

    def place(self, key: str, indicator: ImportedIndicator | None = None) -> Place | None:
        """Where a field of the project, or of one of its indicators, stands in the file."""
        if indicator is None:
            return self.cells.get(key)
        column = indicator.columns.get(key)
        sheet = indicator.sheet or self.sheet
        return Place(sheet, indicator.rows.get(key, indicator.row), column) if column else None


@dataclass(frozen=True, slots=True)
class UnmappedColumn:
    """A column, or a label of a form, whose meaning is not certain and that was therefore not read.

    `key` is what a mapping calls it (column letters, or the label); `suggestion` is a field or "".
    """

    sheet: str
    signature: str
    key: str
    title: str
    samples: tuple[str, ...] = ()
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """How one sheet was understood. `layout` is a key of `layouts.LAYOUTS`, "" if the sheet was not read.

    `signature` names its header: a mapping of columns confirmed for one file holds for all with the same.
    `columns` maps each recognised column (letters, or the label in a form) to its field. `amount_source` says
    where `amount_unit` was found, `notes` what else was understood (both Chinese). `cells` counts the sheet's
    cells by what became of them (see ledger), `unread` lists those that were not read.
    """

    name: str
    layout: str = ""
    signature: str = ""
    header_rows: tuple[int, ...] = ()
    amount_unit: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    blocks: int = 0
    heading: Heading = field(default_factory=Heading)
    amount_source: str = ""
    notes: tuple[str, ...] = ()
    cells: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """All that was read from a file. `findings` are about the file or a sheet.

    `title`, `region`, `level` and `fiscal_year` are those of the first title, "" and None if it lacks them.
    """

    filename: str
    title: str = ""
    region: str = ""
    level: str = ""
    fiscal_year: int | None = None
    layout: str = ""
    sheets: tuple[SheetSummary, ...] = ()
    blocks: tuple[ImportedBlock, ...] = ()
    findings: tuple[FileFinding, ...] = ()
    unmapped: tuple[UnmappedColumn, ...] = ()

    @property
    def all_findings(self) -> tuple[FileFinding, ...]:
        """Those of the file, then those of each block in turn."""
        return self.findings + tuple(finding for block in self.blocks for finding in block.findings)

    @property
    def has_errors(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.all_findings)
