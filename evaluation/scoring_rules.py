"""ScoringRules: every variant of the points of a self-evaluation, as data of a cycle."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

from monitoring.enums import Outcome

from .enums import AtMostRule, Grade, Shares

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ScoringRules:
    """The rules of a cycle. Shares and rates are in %."""

    execution_points: Decimal = Decimal(10)
    indicator_points: Decimal = Decimal(90)
    at_most: AtMostRule = AtMostRule.LINEAR
    satisfaction_floor: Decimal | None = Decimal(60)
    """A satisfaction below it scores nothing; None: satisfaction is scored as every rate."""
    met_from: Decimal = Decimal(80)
    partly_from: Decimal = Decimal(60)
    met_share: Decimal = Decimal(100)
    """What 达成 gives where nobody has chosen points inside the class."""
    partly_share: Decimal = Decimal(60)
    missed_share: Decimal = Decimal(0)
    over_share: Decimal | None = Decimal(30)
    over_deduction: Decimal = Decimal(2)
    caps: tuple[tuple[Decimal, Decimal], ...] = (
        (Decimal(50), Decimal(59)),
        (Decimal(60), Decimal(69)),
        (Decimal(70), Decimal(79)),
        (Decimal(80), Decimal(89)),
    )
    """(execution below this rate, total at most), the lowest rate first."""
    grades: tuple[tuple[Decimal, Grade], ...] = (
        (Decimal(90), Grade.EXCELLENT),
        (Decimal(80), Grade.GOOD),
        (Decimal(60), Grade.FAIR),
    )
    """(total from this on, grade), the best first; below all of them 差."""
    shares: Shares = Shares.EQUAL
    tier_points: Mapping[str, Decimal] = field(
        default_factory=lambda: {"产出": Decimal(50), "效益": Decimal(30), "满意度": Decimal(10)}
    )

    def as_dict(self) -> dict:
        """The rules as plain values, to be kept with a table that is handed in."""
        return {field.name: _frozen(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_dict(cls, values: Mapping) -> "ScoringRules":
        """What `as_dict` gave; a rule that came later has its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _thawed(name, value) for name, value in values.items() if name in known})

    def class_bounds(self, outcome: Outcome, weight: Decimal) -> tuple[Decimal, Decimal, bool]:
        """Lowest and highest points of a class, and whether the highest belongs to it."""
        met, partly = weight * self.met_from / HUNDRED, weight * self.partly_from / HUNDRED
        if outcome == Outcome.MET:
            return met, weight, True
        return (partly, met, False) if outcome == Outcome.PARTLY else (Decimal(0), partly, False)

    def class_share(self, outcome: Outcome) -> Decimal:
        shares = (self.met_share, self.partly_share, self.missed_share)
        return dict(zip(Outcome.classes(), shares, strict=True))[outcome]


def _frozen(value):
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _frozen(part) for key, part in value.items()}
    return [_frozen(part) for part in value] if isinstance(value, tuple) else value


def _thawed(name: str, value):
    if name in ("at_most", "shares"):
        return (AtMostRule if name == "at_most" else Shares)(value)
    if name == "grades":
        return tuple((Decimal(limit), Grade(grade)) for limit, grade in value)
    if name == "caps":
        return tuple((Decimal(rate), Decimal(most)) for rate, most in value)
    if name == "tier_points":
        return {tier: Decimal(points) for tier, points in value.items()}
    return None if value is None else Decimal(value)


DEFAULT_RULES = ScoringRules()
