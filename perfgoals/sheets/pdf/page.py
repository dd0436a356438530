"""What stands on one page of a PDF: rules and text pieces. Points from the upper left corner, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> "Box":
        """The part in common; right < left or bottom < top where there is none."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def holds(self, other: "Box", slack: float = 0.0) -> bool:
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.top >= self.top - slack
            and other.bottom <= self.bottom + slack
        )


class Rule(NamedTuple):
    """A straight line: a horizontal one at the height `at`, a vertical one at the distance `at`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: its ink, where its baseline is, how high its type, in which rectangle it can be seen."""

    text: str
    ink: Box
    baseline: float
    size: float
    clip: Box | None = None

    def moved(self, shift: float) -> "Piece":
        """Further to the right."""
        left, top, right, bottom = self.ink
        return replace(self, ink=Box(left + shift, top, right + shift, bottom))


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `images` is the share of the page that pictures cover.

    `rows_grow`: the program that made it never lets a text outgrow its row, as spreadsheet programs do.
    """

    number: int
    width: float
    height: float
    horizontal: Sequence[Rule]
    vertical: Sequence[Rule]
    pieces: Sequence[Piece]
    images: float = 0.0
    rows_grow: bool = False

    @classmethod
    def from_plain(cls, number: int, plain: dict, *, rows_grow: bool = False) -> "Page":
        """From a line of `extract`."""
        rules = {"h": [], "v": []}
        for axis, at, start, end in plain["rules"]:
            rules[axis].append(Rule(at, start, end))
        pieces = [
            Piece(text, Box(left, top, right, bottom), baseline, max(size, 1.0), Box(*clip) if clip else None)
            for text, left, top, right, bottom, baseline, size, clip in plain["pieces"]
        ]
        return cls(number, *plain["size"], rules["h"], rules["v"], pieces, plain["images"], rows_grow)
