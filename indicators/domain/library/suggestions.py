"""Which indicators of the library suit a project: what its like uses comes first."""

import math
import re
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Case, IntegerField, Value, When
from rapidfuzz import fuzz, process

from filings.enums import FilingStatus
from indicators.checks import CheckedIndicator, CheckedProject, CheckSettings, run_project_checks
from indicators.domain.checking.settings import settings_of
from indicators.enums import CheckOutcome
from indicators.models import CycleRules, Indicator, IndicatorCategory, LibraryIndicator, PerformanceGoal
from indicators.models.library import bare_tier
from projects.models import Project

# Bounds that keep the answer quick on a large site: the newest projects stand for all.
NEWEST_PROJECTS = 1000
OF_SUBJECT = 300
LIKE_PROJECTS = 60
CANDIDATES = 200
OWN_WEIGHT = 2.0
SIMILAR_FROM = 55  # of 100; below, two project names have hardly more than 项目经费 in common
# Keeps 20,000 uses anywhere below one use in a project of the same subject.
COMMON_DIVISOR = 10

Used = dict[str, tuple[float, int]]

# Checks that object to a name where it stands, whatever its value.
NAME_CHECKS = {
    "rate_under_quantity",
    "timeliness_under_quality",
    "satisfaction_misplaced",
    "satisfaction_of_departments",
    "placeholder_left",
}
RATE_NAME = re.compile(r"率|[(（]\s*[%％]\s*[)）]|比例|占比")


@dataclass(frozen=True)
class Suggestion:
    """An entry of the library in the tree of the goal's own cycle."""

    entry: LibraryIndicator
    category: IndicatorCategory
    alike: int  # how many similar projects use it
    period: str
    annual: str


def suggest(
    *, goal: PerformanceGoal, category: int | None = None, text: str = "", limit: int = 12
) -> list[Suggestion]:
    """The best `limit` entries for a goal, without the names it has already; eight queries.

    Ranked by use in the unit's own approved projects, in those of the same functional subject and of similar
    name, then by use anywhere.
    `category` (pk) narrows to one 二级指标 of the goal's own tree, `text` to names that contain it or its
    pinyin initials. What a check of the cycle would report is not proposed.
    """
    categories = _categories_of(goal)
    settings = settings_of(goal.project.cycle, categories=categories)
    project = _without_rows(goal)
    wanted = next((c for c in categories if c.pk == category), None)
    used, own = _used_in(_like_projects(goal.project), goal)
    entries = LibraryIndicator.objects.in_use().matching(text).exclude(name__in=own)
    if wanted is not None:
        entries = entries.in_tier(wanted.name)
    # What similar projects use may be rare elsewhere: it has to be among the candidates all the same.
    first = Case(When(name__in=list(used), then=Value(0)), default=Value(1), output_field=IntegerField())
    candidates = list(entries.order_by(first, "-times_used", "pk")[:CANDIDATES])
    candidates.sort(key=lambda entry: -_weight(entry, used, text))
    placed = ((entry, wanted or _category_for(entry, categories)) for entry in candidates)
    suggestions = (
        Suggestion(entry, place, used[entry.name][1] if entry.name in used else 0, *values)
        for entry, place in placed
        if place is not None
        and (values := values_without_findings(entry, place, project, settings)) is not None
    )
    return list(islice(suggestions, limit))


def values_without_findings(
    entry: LibraryIndicator, category: IndicatorCategory, project: CheckedProject, settings: CheckSettings
) -> tuple[str, str] | None:
    """The usual values (实施周期值, 年度指标值) that no check objects to; empty ones where there are none.

    None for a name that itself stands under the wrong tier: what the library proposes is never reported.
    """
    values = [(value["period"], value["annual"]) for value in entry.typical_values]
    for period, annual in values:
        found = _found(entry, category, period, annual, project, settings)
        if not found:
            return period, annual
        if found == {"annual_differs"}:
            return annual, annual
        if found & NAME_CHECKS:
            return None
    sample = "≥1%" if RATE_NAME.search(entry.name) else "≥1个"
    return None if _found(entry, category, sample, sample, project, settings) & NAME_CHECKS else ("", "")


def _found(
    entry: LibraryIndicator,
    category: IndicatorCategory,
    period: str,
    annual: str,
    project: CheckedProject,
    settings: CheckSettings,
) -> set[str]:
    """Ids of the checks that object to such a row in this project."""
    row = CheckedIndicator(
        key="row", tier1=category.parent.name, tier2=category.name, name=entry.name,
        period_target=period, annual_target=annual,
    )  # fmt: skip
    return {
        check_id
        for finding in run_project_checks(replace(project, rows=(row,)), settings)
        if finding.indicator == "row" and finding.outcome == CheckOutcome.FINDING
        for check_id in finding.ids
    }


def _without_rows(goal: PerformanceGoal) -> CheckedProject:
    """The project with its texts, which say how long it runs, and nothing that a row could contradict."""
    project = goal.project
    return CheckedProject(
        key=goal.pk, unit_code="", unit_name="", name=project.name, fund_code="", fund_name="",
        subject_code="", subject_name="", amount=None, justification=project.justification,
        overall_objective=goal.overall_objective, annual_objective=goal.annual_objective,
        duration=project.duration, fiscal_year=project.cycle.fiscal_year,
    )  # fmt: skip


def _categories_of(goal: PerformanceGoal) -> list[IndicatorCategory]:
    """二级指标 of the tree that the goal's cycle uses."""
    rules = CycleRules.objects.filter(cycle=goal.project.cycle_id)
    return list(IndicatorCategory.objects.second_tier().filter(scheme__in=rules.values("scheme")))


def _like_projects(project: Project) -> dict[int, float]:
    """Other projects worth looking at, with a weight: same functional subject 1, similar name up to 3."""
    others = Project.objects.exclude(pk=project.pk).order_by("-pk").values_list("pk", "name")
    names, subject = dict(others[:NEWEST_PROJECTS]), project.functional_subject_id
    # Both in one query would be sorted as a whole: of one subject a large site has tens of thousands.
    same_subject = dict(others.filter(functional_subject=subject)[:OF_SUBJECT]) if subject else {}
    names |= same_subject
    weights = dict.fromkeys(islice(same_subject, LIKE_PROJECTS), 1.0)
    for pk in _own_approved(project):
        weights[pk] = weights.get(pk, 0.0) + OWN_WEIGHT
    similar = process.extract(
        project.name, names, scorer=fuzz.ratio, score_cutoff=SIMILAR_FROM, limit=LIKE_PROJECTS
    )
    for _, score, pk in similar:
        weights[pk] = weights.get(pk, 0.0) + 3 * score / 100
    return weights


def _own_approved(project: Project) -> list[int]:
    """The unit's own newest approved tables: what was agreed with it before is the first place to look."""
    approved = Project.objects.filter(
        department=project.department_id, goal__filing__status=FilingStatus.APPROVED
    )
    return list(approved.exclude(pk=project.pk).order_by("-pk").values_list("pk", flat=True)[:LIKE_PROJECTS])


def _used_in(weights: dict[int, float], goal: PerformanceGoal) -> tuple[Used, set[str]]:
    """Names used in these projects, each with its summed weight and count; and the goal's own names."""
    used: Used = {}
    own: set[str] = set()
    rows = Indicator.objects.filter(goal__in=[*weights, goal.pk]).order_by()
    for pk, name in rows.values_list("goal_id", "name").distinct():
        if pk == goal.pk:
            own.add(name)
        else:
            weight, count = used.get(name, (0.0, 0))
            used[name] = (weight + weights[pk], count + 1)
    return used, own


def _weight(entry: LibraryIndicator, used: Used, text: str) -> float:
    weight = used.get(entry.name, (0.0, 0))[0] + math.log1p(entry.times_used) / COMMON_DIVISOR
    typed = text.strip()
    begins = typed and (entry.name.startswith(typed) or entry.initials.startswith(typed.lower()))
    return weight + (2 if begins else 0)


def _category_for(entry: LibraryIndicator, categories: list[IndicatorCategory]) -> IndicatorCategory | None:
    """Its place in this tree: the category of both tier names, else that of the lower one, else none."""
    of_name = [c for c in categories if bare_tier(c.name) == bare_tier(entry.tier2)]
    exact = [c for c in of_name if bare_tier(c.parent.name) == bare_tier(entry.tier1)]
    return (exact or of_name or [None])[0]
