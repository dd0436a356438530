"""The list of checks, their settings, and running them.

A check is one pure function that yields a Hit for each thing it found or could not decide; yielding nothing
means the project is fine. Its level, its threshold and whether it is on are settings of a cycle; the registry
has the defaults.
"""

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from ..enums import CheckLevel, CheckOutcome
from .subject import CheckedProject


@dataclass(frozen=True, slots=True)
class Hit:
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
    function: Callable[..., Iterable]
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
CycleFunction = Callable[[Sequence[CheckedProject], CheckSettings], Iterable[tuple[Hashable, Hit]]]

CHECKS: dict[str, Check] = {}
"""Every check by id, in the order shown to users."""


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


def _register(function: Callable, title: str, explanation: str, source: str, *rest) -> None:
    level, threshold, threshold_label, spans_projects, weight = rest
    id = function.__name__
    if id in CHECKS:
        raise ValueError(f"check registered twice: {id}")
    CHECKS[id] = Check(
        id, title, explanation, source, level, threshold, threshold_label, function, spans_projects, weight
    )


def run_project_checks(project: CheckedProject, settings: CheckSettings | None = None) -> tuple[Finding, ...]:
    """What the checks of single projects found or could not decide in `project`."""
    settings = settings or DEFAULTS
    return without_doubles(
        [
            _finding(check, level, project.key, hit, project)
            for check, level in settings.enabled
            if not check.spans_projects
            for hit in check.function(project, settings)
        ]
    )


def run_cycle_checks(
    projects: Sequence[CheckedProject], settings: CheckSettings | None = None
) -> tuple[Finding, ...]:
    """What the checks between projects found; both sides of a pair get their own finding.

    Time grows linearly with the number of projects. The checks of single projects are not run.
    """
    settings = settings or DEFAULTS
    by_key = {project.key: project for project in projects}
    return tuple(
        _finding(check, level, key, hit, by_key[key])
        for check, level in settings.enabled
        if check.spans_projects
        for key, hit in check.function(projects, settings)
    )


def outcomes(findings: Iterable[Finding], settings: CheckSettings | None = None) -> dict[str, CheckOutcome]:
    """What each enabled check came to: FINDING before UNDECIDED before FINE."""
    settings = settings or DEFAULTS
    result = {check.id: CheckOutcome.FINE for check, _ in settings.enabled}
    for finding in findings:
        for check_id in finding.ids:
            if check_id in result and result[check_id] != CheckOutcome.FINDING:
                result[check_id] = finding.outcome
    return result


# Checks that say the same of one value in other words; the first of a line that hits speaks for the others.
_SAME_REASON = (
    ("percentage_expected", "no_money_in_cost", "no_digit", "vague_value", "value_repeats_name"),
    ("magnitude_suspicious", "total_differs", "price_times_count"),
    ("placeholder_left", "field_empty"),
)
_REASON_OF = {id: (line, place) for line, ids in enumerate(_SAME_REASON) for place, id in enumerate(ids)}


def without_doubles(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding for each value and reason; it keeps the ids of the others in `also`.

    The strictest level leads, then the order of _SAME_REASON. 无法判断 is never merged.
    """
    groups: dict[tuple, list[Finding]] = {}
    for finding in findings:
        reason = _REASON_OF.get(finding.check_id)
        if reason and finding.indicator is not None and finding.outcome == CheckOutcome.FINDING:
            groups.setdefault((finding.indicator, reason[0]), []).append(finding)
    merged: dict[int, Finding | None] = {}
    for group in groups.values():
        if len({finding.check_id for finding in group}) > 1:
            _merge(group, merged)
    if not merged:
        return tuple(findings)
    kept = (merged.get(id(finding), finding) for finding in findings)
    return tuple(finding for finding in kept if finding is not None)


def _merge(group: list[Finding], merged: dict[int, Finding | None]) -> None:
    """Notes in `merged` what becomes of each of a group: the leading one with `also`, the rest None."""
    lead = min(group, key=lambda f: (f.level != CheckLevel.BLOCKING, _REASON_OF[f.check_id][1]))
    also = tuple(dict.fromkeys(f.check_id for f in group if f.check_id != lead.check_id))
    merged.update({id(finding): None for finding in group if finding.check_id != lead.check_id})
    merged[id(lead)] = replace(lead, also=also)


def _finding(check: Check, level: CheckLevel, key: Hashable, hit: Hit, project: CheckedProject) -> Finding:
    return Finding(
        check_id=check.id,
        level=level,
        outcome=hit.outcome,
        project=key,
        field=hit.field,
        indicator=hit.indicator,
        message=hit.message,
        proposal=hit.proposal,
        related=hit.related,
        judged=project,
    )
