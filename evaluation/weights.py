"""The points (分值) of the indicators: as given, or shares where nobody has given any.

The one place that knows where weights come from. A goal that states weights passes them on in `Row.weight`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from monitoring.comparing import compare
from monitoring.enums import Outcome
from perfgoals.language.tiers import tier_key

from .enums import Shares
from .scoring_rules import DEFAULT_RULES, ScoringRules

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of a self-evaluation. `weight` None: its share is computed; `stated`: points by hand;
    `outcome`: the class of a qualitative one where it is given beside the words."""

    tier1: str = ""
    tier2: str = ""
    target: str = ""
    actual: str = ""
    weight: Decimal | None = None
    stated: Decimal | None = None
    outcome: Outcome | None = None

    @property
    def is_blank(self) -> bool:
        """A row that nobody has filled in, such as one left from the template."""
        texts = (self.target, self.actual)
        return not any(text.strip() for text in texts) and self.weight is None and self.stated is None

    @property
    def counts(self) -> bool:
        """Whether the row has a share of the points."""
        return not self.is_blank and compare(self.target, "").outcome != Outcome.NOT_APPLICABLE


def weights(rows: Sequence[Row], rules: ScoringRules = DEFAULT_RULES) -> list[Decimal | None]:
    """The weights of the rows: as given, or shares of `indicator_points` where no row has one.

    Shares add up to the cent. Where only some rows have weights, the others stay without: nobody can know.
    """
    if any(row.weight is not None for row in rows):
        return [row.weight for row in rows]
    counted = [place for place, row in enumerate(rows) if row.counts]
    shared: list[Decimal | None] = [None] * len(rows)
    for places, points in _groups(rows, counted, rules):
        for place, share in zip(places, _split(points, len(places)), strict=True):
            shared[place] = share
    return shared


def _groups(
    rows: Sequence[Row], counted: list[int], rules: ScoringRules
) -> Iterable[tuple[list[int], Decimal]]:
    """(places of rows, the points they share)."""
    if rules.shares == Shares.EQUAL or not counted:
        return [(counted, rules.indicator_points)] if counted else []
    by_tier: dict[str, list[int]] = {}
    for place in counted:
        by_tier.setdefault(tier_key(rows[place].tier1), []).append(place)
    points = [rules.tier_points.get(tier) for tier in by_tier]
    if None in points or not sum(points):
        return [(counted, rules.indicator_points)]  # a tree whose tiers have no points of their own
    scale = rules.indicator_points / sum(points)
    return zip(by_tier.values(), [part * scale for part in points], strict=True)


def _split(points: Decimal, count: int) -> list[Decimal]:
    """Equal shares that add up: the first ones are a cent larger where it does not come out even."""
    share = (points / count).quantize(CENT, ROUND_DOWN)
    spare = int((points - share * count) / CENT)
    return [share + CENT if place < spare else share for place in range(count)]
