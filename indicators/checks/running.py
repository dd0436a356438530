"""Running the checks: of rows once for all tables, of projects, between projects; one finding a reason."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache

from perfgoals.common.text import nested

from ..enums import CheckLevel, CheckOutcome
from .registry import DEFAULTS, ROW_FUNCTIONS, Check, CheckSettings, Finding, Hit, RowFunction
from .row_reading import RowReading
from .subject import CheckedProject


def run_project_checks(project: CheckedProject, settings: CheckSettings | None = None) -> tuple[Finding, ...]:
    """What the checks of single projects found or could not decide in `project`."""
    settings = settings or DEFAULTS
    in_rows = _hits_in_rows(project)
    said: list[_Said] = []
    for check, level in settings.enabled_alone:
        if check.function is not None:
            said += [(check, level, hit, hit.indicator) for hit in check.function(project, settings)]
        if check.id in in_rows:
            said += [(check, level, hit, key) for key, hit in in_rows[check.id]]
    merged = _merged(said)
    return tuple(
        _finding(*one, project, merged.get(place, ()))
        for place, one in enumerate(said)
        if merged.get(place, ()) is not None
    )


_Said = tuple[Check, CheckLevel, Hit, Hashable | None]
"""A hit with its check, its level and the key of its row."""


def _hits_in_rows(project: CheckedProject) -> dict[str, list[tuple[Hashable, Hit]]]:
    """Check id → (key of the row, hit), row by row."""
    found: dict[str, list[tuple[Hashable, Hit]]] = {}
    for row in project.rows:
        reading = row.reading
        if (hits := reading.hits) is None:
            hits = reading.hits = _hits_in(reading)
        for check_id, hit in hits:
            found.setdefault(check_id, []).append((row.key, hit))
    return found


def _hits_in(row: RowReading) -> tuple[tuple[str, Hit], ...]:
    found: list[tuple[str, Hit]] = []
    for check_id, function in _functions_for(row.category, row.applies):
        found += [(check_id, hit) for hit in function(row)]
    return tuple(found)


@lru_cache(maxsize=256)
def _functions_for(category: str, applies: bool) -> tuple[tuple[str, RowFunction], ...]:
    return tuple(
        (check_id, function)
        for check_id, (function, under) in ROW_FUNCTIONS.items()
        if not under or (applies and any(word in category for word in under))
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
        _finding(check, level, hit, hit.indicator, by_key[key])
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


def _merged(said: Sequence[_Said]) -> dict[int, tuple[str, ...] | None]:
    """One finding for each value and reason: place → ids of the others it speaks for, None for those others.

    The strictest level leads, then the order of _SAME_REASON. 无法判断 is never merged.
    """
    groups: dict[tuple, list[int]] = {}
    for place, (check, _, hit, key) in enumerate(said):
        if key is not None and check.id in _REASON_OF and hit.outcome == CheckOutcome.FINDING:
            groups.setdefault((key, _REASON_OF[check.id][0]), []).append(place)
    merged: dict[int, tuple[str, ...] | None] = {}
    for places in groups.values():
        if len(places) > 1:
            _merge({place: said[place] for place in places}, merged)
    return merged


def _merge(group: Mapping[int, _Said], merged: dict[int, tuple[str, ...] | None]) -> None:
    """Notes in `merged` what becomes of each of a group."""
    lead = min(group, key=lambda place: _rank(group[place]))
    id = group[lead][0].id
    others = {place: check.id for place, (check, *_) in group.items() if check.id != id}
    if others:
        merged.update(dict.fromkeys(others))
        merged[lead] = tuple(dict.fromkeys(others.values()))


def _rank(said: _Said) -> tuple[bool, int]:
    return said[1] != CheckLevel.BLOCKING, _REASON_OF[said[0].id][1]


def _finding(
    check: Check,
    level: CheckLevel,
    hit: Hit,
    indicator: Hashable | None,
    project: CheckedProject,
    also: tuple[str, ...] = (),
) -> Finding:
    field, message, _, proposal, related, outcome = hit
    return Finding(
        check.id,
        level,
        outcome,
        project.key,
        field,
        indicator,
        nested(message),
        proposal,
        related,
        also,
        project,
    )
