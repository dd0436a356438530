"""The list of checks, their settings, and what they say; `running` runs them.

A check is one pure function that yields a Hit for each thing it found or could not decide; yielding nothing
means the project is fine. Its level, its threshold and whether it is on are settings of a cycle; the registry
has the defaults.

What a check judges by the cells of one row alone is a function of its own (`row_check`, `in_rows`): a row
stands in many tables with the same words, and is judged once.
"""

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ..enums import CheckLevel, CheckOutcome
from .row_reading import RowReading
from .subject import CheckedProject


class Hit(NamedTuple):
    """What one check says about one place of a project."""

    field: str
    """A field of CheckedProject, or of CheckedIndicator when `indicator` is given."""
    message: str
    """Chinese: what is wrong and what to do."""
    indicator: Hashable | None = None
    proposal: str = ""
    """The text to put instead, or what it should come to; only where that is certain."""
    related: tuple[Hashable, ...] = ()
    """Keys of the other projects concerned."""
    outcome: CheckOutcome = CheckOutcome.FINDING


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check. Titles, explanations and sources are shown to users."""

    id: str
    title: str
    explanation: str
    source: str
    level: CheckLevel
    threshold: Decimal | None
    threshold_label: str
    function: Callable[..., Iterable] | None
    """What looks at the project or at all projects; None for a check that only looks at single rows."""
    spans_projects: bool
    weight: int = 50
    """How much a finding matters among those of its level, 0–100: wrong numbers before words."""


@dataclass(frozen=True, slots=True)
class CheckRule:
    """The setting of one check in one cycle."""

    level: CheckLevel
    enabled: bool = True
    threshold: Decimal | None = None


@dataclass(frozen=True)
class CheckSettings:
    """The settings of a cycle. Checks without a rule run with their defaults."""

    rules: Mapping[str, CheckRule] = field(default_factory=dict)
    required_categories: frozenset[str] | None = None
    """Names of the 二级 indicators that every project needs; None when the scheme does not say."""
    required_tiers: frozenset[str] | None = None
    """Names of the 一级 without a required 二级 that every project needs; None when no scheme says."""

    asks: frozenset[str] = frozenset()
    """The inputs that the cycle's printed form asks beyond the list of 13 columns."""
    leaves_out: frozenset[str] = frozenset()
    """The inputs of the list that the cycle's printed form has no place for."""
    weight_total: Decimal | None = None
    """What the weights of a project come to, 90 or 100; None when no cycle says."""

    def rule(self, check: Check) -> CheckRule:
        return self.rules.get(check.id) or CheckRule(check.level, threshold=check.threshold)

    @cached_property
    def enabled(self) -> tuple[tuple[Check, CheckLevel], ...]:
        """The checks that are switched on, each with its level."""
        rules = ((check, self.rule(check)) for check in CHECKS.values())
        return tuple((check, rule.level) for check, rule in rules if rule.enabled)

    @cached_property
    def enabled_alone(self) -> tuple[tuple[Check, CheckLevel], ...]:
        """Those of them that look at one project."""
        return tuple((check, level) for check, level in self.enabled if not check.spans_projects)

    def threshold(self, check_id: str) -> Decimal:
        """The threshold in force; a rule without one keeps the default."""
        rule = self.rules.get(check_id)
        given = rule.threshold if rule is not None else None
        return given if given is not None else (CHECKS[check_id].threshold or Decimal(0))


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with the check and the level it was found under."""

    check_id: str
    level: CheckLevel
    outcome: CheckOutcome
    project: Hashable
    field: str
    indicator: Hashable | None
    message: str
    proposal: str
    related: tuple[Hashable, ...]
    also: tuple[str, ...] = ()
    """Ids of other checks that object to the same value for the same reason; one sentence says it for all."""
    judged: CheckedProject | None = field(default=None, compare=False, repr=False)
    """The project as it was checked; None for a finding that was kept."""
    kept_spot: str = ""
    mark: str = ""
    """Its fingerprint, where the finding was kept and what was judged is not at hand."""

    @property
    def check(self) -> Check:
        """The check, for its title, explanation (why) and source."""
        return CHECKS[self.check_id]

    @property
    def blocks(self) -> bool:
        return self.level == CheckLevel.BLOCKING and self.outcome == CheckOutcome.FINDING

    @property
    def basis(self) -> str:
        """The text that was judged: an answer to the finding holds as long as this stays the same."""
        return self.judged.text_at(self.field, self.indicator) if self.judged else ""

    @property
    def spot(self) -> str:
        """The row in a few words, “补贴发放”：及时; nothing for a field of the project."""
        return self.judged.spot_of(self.field, self.indicator) if self.judged else self.kept_spot

    @property
    def fingerprint(self) -> str:
        """Recognises a finding again: same check and place, same text judged, same numbers said of it."""
        if self.mark:
            return self.mark
        said = (*_NUMBERS.findall(self.message), *map(str, self.related))
        text = "\n".join((self.check_id, self.field, self.basis, *said))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every check that this finding speaks for."""
        return (self.check_id, *self.also)


_NUMBERS = re.compile("[0-9][0-9,.]*")

DEFAULTS = CheckSettings()

ProjectFunction = Callable[[CheckedProject, CheckSettings], Iterable[Hit]]
RowFunction = Callable[[RowReading], Iterable[Hit]]
CycleFunction = Callable[[Sequence[CheckedProject], CheckSettings], Iterable[tuple[Hashable, Hit]]]

CHECKS: dict[str, Check] = {}
"""Every check by id, in the order shown to users."""
ROW_FUNCTIONS: dict[str, tuple[RowFunction, tuple[str, ...]]] = {}
"""Check id → what it looks for in single rows, and under which 二级; its hits have no `indicator`."""


def project_check(
    *,
    title: str,
    explanation: str,
    source: str,
    level: CheckLevel = CheckLevel.ADVICE,
    threshold: Decimal | None = None,
    threshold_label: str = "",
    weight: int = 50,
) -> Callable[[ProjectFunction], ProjectFunction]:
    """Registers a function that looks at one project; its name is the id."""

    def register(function: ProjectFunction) -> ProjectFunction:
        _register(function, title, explanation, source, level, threshold, threshold_label, False, weight)
        return function

    return register


def row_check(
    *,
    title: str,
    explanation: str,
    source: str,
    level: CheckLevel = CheckLevel.ADVICE,
    weight: int = 50,
    under: tuple[str, ...] = (),
) -> Callable[[RowFunction], RowFunction]:
    """Registers a function that looks at one row by itself; its name is the id. See `in_rows` for `under`."""

    def register(function: RowFunction) -> RowFunction:
        id = function.__name__
        _register(None, title, explanation, source, level, None, "", False, weight, id=id)
        return in_rows(id, under=under)(function)

    return register


def in_rows(check_id: str, *, under: tuple[str, ...] = ()) -> Callable[[RowFunction], RowFunction]:
    """Registers what a check of projects looks for in single rows, after what it finds in the project.

    With `under` it only sees the rows that apply and whose 二级 name contains one of these words.
    """

    def register(function: RowFunction) -> RowFunction:
        ROW_FUNCTIONS[check_id] = function, under
        return function

    return register


def cycle_check(
    *,
    title: str,
    explanation: str,
    source: str,
    level: CheckLevel = CheckLevel.ADVICE,
    threshold: Decimal | None = None,
    threshold_label: str = "",
    weight: int = 50,
) -> Callable[[CycleFunction], CycleFunction]:
    """Registers a function that compares the projects of a cycle and yields (project key, hit)."""

    def register(function: CycleFunction) -> CycleFunction:
        _register(function, title, explanation, source, level, threshold, threshold_label, True, weight)
        return function

    return register


def _register(
    function: Callable | None, title: str, explanation: str, source: str, *rest, id: str = ""
) -> None:
    level, threshold, threshold_label, spans_projects, weight = rest
    id = id or function.__name__
    if id in CHECKS:
        raise ValueError(f"check registered twice: {id}")
    CHECKS[id] = Check(
        id, title, explanation, source, level, threshold, threshold_label, function, spans_projects, weight
    )
