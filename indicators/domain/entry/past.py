"""Last years' targets and results of the same indicator, to stand beside the cell being typed."""

from dataclasses import dataclass

from indicators.models import Indicator
from indicators.models.library import bare_tier
from projects.models import Project

from ..results import results_of

YEARS = 3
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """One year: what was promised, and what came of it where that is known."""

    year: int
    target: str
    actual: str

    @property
    def sentence(self) -> str:
        """2023年：≥100人次，完成 98人次."""
        done = f"，完成 {self.actual}" if self.actual else ""
        return f"{self.year}年：{self.target}{done}"


def past_of(project: Project) -> dict[Key, list[Past]]:
    """(二级指标, name) → the last YEARS years, the latest first; empty without a project of last year.

    At most five queries, whatever the number of indicators.
    """
    years = _earlier(project)
    if not years:
        return {}
    rows = Indicator.objects.filter(goal__in=years, not_applicable=False).select_related("category")
    results, found = results_of(years), {}
    for row in sorted(rows, key=lambda row: -years[row.goal_id]):
        result = results.get(row.pk)
        past = Past(years[row.goal_id], row.annual_target, result.actual if result else "")
        found.setdefault(key_of(row.category.name, row.name), []).append(past)
    return found


def key_of(tier2: str, name: str) -> Key:
    """The same indicator in another year's tree: 数量指标 and 数量 are one category."""
    return bare_tier(tier2), "".join(name.split())


def _earlier(project: Project) -> dict[int, int]:
    """Key of each earlier project in the chain → its fiscal year."""
    found: dict[int, int] = {}
    earlier = project.read_previous()
    while earlier is not None and earlier.pk not in found and len(found) < YEARS:
        found[earlier.pk] = earlier.cycle.fiscal_year
        earlier = earlier.read_previous()
    return found
