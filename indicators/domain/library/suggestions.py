"""Which indicators of the library suit a project: what its like uses comes first."""

import math
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from rapidfuzz import fuzz, process

from indicators.models import CycleRules, Indicator, IndicatorCategory, LibraryIndicator, PerformanceGoal
from indicators.models.library import bare_tier
from projects.models import Project

# Bounds that keep the answer quick on a large site: the newest projects stand for all.
NEWEST_PROJECTS = 1000
COMPARED_PROJECTS = 2000
LIKE_PROJECTS = 60
CANDIDATES = 200
SIMILAR_FROM = 55  # of 100; below, two project names have hardly more than 项目经费 in common
# Keeps 20,000 uses anywhere below one use in a project of the same subject.
COMMON_DIVISOR = 10

Used = dict[str, tuple[float, int]]


@dataclass(frozen=True)
class Suggestion:
    """An entry of the library in the tree of the goal's own cycle."""

    entry: LibraryIndicator
    category: IndicatorCategory
    alike: int  # how many similar projects use it

    @property
    def period(self) -> str:
        return self.entry.usual_value["period"]

    @property
    def annual(self) -> str:
        return self.entry.usual_value["annual"]


def suggest(
    *, goal: PerformanceGoal, category: int | None = None, text: str = "", limit: int = 12
) -> list[Suggestion]:
    """The best `limit` entries for a goal, without the names it has already; four queries.

    Ranked by use in projects of the same functional subject and of similar name, then by use anywhere.
    `category` (pk) narrows to one 二级指标 of the goal's own tree, `text` to names that contain it or its
    pinyin initials.
    """
    categories = _categories_of(goal)
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
    return [
        Suggestion(entry, place, used[entry.name][1] if entry.name in used else 0)
        for entry, place in placed
        if place is not None
    ][:limit]


def _categories_of(goal: PerformanceGoal) -> list[IndicatorCategory]:
    """二级指标 of the tree that the goal's cycle uses."""
    rules = CycleRules.objects.filter(cycle=goal.project.cycle_id)
    return list(IndicatorCategory.objects.second_tier().filter(scheme__in=rules.values("scheme")))


def _like_projects(project: Project) -> dict[int, float]:
    """Other projects worth looking at, with a weight: same functional subject 1, similar name up to 3."""
    others = Project.objects.exclude(pk=project.pk)
    newest = others.order_by("-pk").values("pk")[:NEWEST_PROJECTS]
    near = Q(pk__in=newest)
    if project.functional_subject_id:
        near |= Q(functional_subject=project.functional_subject_id)
    rows = list(
        others.filter(near)
        .order_by("-pk")
        .values_list("pk", "name", "functional_subject")[:COMPARED_PROJECTS]
    )
    same_subject = [pk for pk, _, subject in rows if subject and subject == project.functional_subject_id]
    weights = dict.fromkeys(same_subject[:LIKE_PROJECTS], 1.0)
    names = {pk: name for pk, name, _ in rows}
    similar = process.extract(
        project.name, names, scorer=fuzz.ratio, score_cutoff=SIMILAR_FROM, limit=LIKE_PROJECTS
    )
    for _, score, pk in similar:
        weights[pk] = weights.get(pk, 0.0) + 3 * score / 100
    return weights


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
