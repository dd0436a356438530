"""What a printed table says, free of database and paper: the one input of page, PDF and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

ALL_UNITS = "全部单位"


class Block(Protocol):
    """What lies together under one name: a project with its indicator rows, which may be none.

    `amount` is in 元; None means unknown.
    """

    key: str
    name: str
    amount: Decimal | None
    rows: Sequence

    @property
    def unit(self) -> str: ...


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
    blocks: tuple[Block, ...]

    @property
    def totals(self) -> Totals:
        return totals_of(self.blocks)


def totals_of(blocks: tuple[Block, ...]) -> Totals:
    known = [block.amount for block in blocks if block.amount is not None]
    return Totals(
        projects=len(blocks),
        indicators=sum(len(block.rows) for block in blocks),
        amount=sum(known, Decimal(0)) if known else None,
        missing_amounts=len(blocks) - len(known),
    )
