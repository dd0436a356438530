"""What a goal table says, free of database and paper: the one input of page, PDF and workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

ALL_UNITS = "全部单位"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One 三级指标 with its two values as typed, under its 一级 and 二级 names."""

    tier1: str
    tier2: str
    name: str
    period_target: str
    annual_target: str


@dataclass(frozen=True, slots=True)
class ProjectBlock:
    """One 二级项目 and its indicator rows in the order of entry; rows may be empty.

    `key` identifies the project for links and caches (the primary key as text). `amount` is in 元; None means
    unknown, and `amount_note` then says why ("原表金额不可读").
    """

    key: str
    unit_code: str
    unit_name: str
    name: str
    fund_code: str
    fund_name: str
    amount: Decimal | None
    amount_note: str
    subject_code: str
    subject_name: str
    justification: str
    overall_objective: str
    annual_objective: str
    rows: tuple[IndicatorRow, ...] = ()

    @property
    def unit(self) -> str:
        """申报单位 as the published table prints it: code, hyphen, name."""
        return "-".join(part for part in (self.unit_code, self.unit_name) if part)

    @property
    def fund(self) -> str:
        """资金类型: code directly followed by name."""
        return f"{self.fund_code}{self.fund_name}"

    @property
    def subject(self) -> str:
        """用途范围(功能科目): code directly followed by name."""
        return f"{self.subject_code}{self.subject_name}"


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of a total line. `amount` is the sum of the known amounts in 元, None when none is known."""

    projects: int
    indicators: int
    amount: Decimal | None
    missing_amounts: int


@dataclass(frozen=True, slots=True)
class UnitBook:
    """The projects of one unit, in table order: the piece of a table that is printed and cached by itself."""

    unit: str
    blocks: tuple[ProjectBlock, ...]

    @property
    def totals(self) -> Totals:
        return totals_of(self.blocks)


@dataclass(frozen=True, slots=True)
class GoalTable:
    """A whole table: what is selected, when it was printed, and how its scope is called.

    `scope_label` names the selection (a unit as "130001-…" or 全部单位). `paper` is "A4" or "A3", landscape.
    """

    title: str
    blocks: tuple[ProjectBlock, ...]
    printed_on: date
    scope_label: str = ALL_UNITS
    paper: str = "A4"

    @property
    def totals(self) -> Totals:
        return totals_of(self.blocks)

    def books(self) -> Iterator[UnitBook]:
        """Runs of one unit, in the order of the blocks: sort by unit first to get each unit once."""
        for unit, blocks in groupby(self.blocks, key=lambda block: block.unit):
            yield UnitBook(unit, tuple(blocks))


def totals_of(blocks: tuple[ProjectBlock, ...]) -> Totals:
    known = [block.amount for block in blocks if block.amount is not None]
    return Totals(
        projects=len(blocks),
        indicators=sum(len(block.rows) for block in blocks),
        amount=sum(known, Decimal(0)) if known else None,
        missing_amounts=len(blocks) - len(known),
    )
