"""Which projects of a cycle are evaluated: the approved ones, and those that have a table already."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.functional import cached_property

from filings.enums import Action
from filings.models import FilingVersion
from indicators.domain.counting.parts import Scope
from indicators.domain.counting.reading import Counts
from indicators.domain.long_lists import LONG, keys_by_unit
from indicators.models.goal import GOAL
from projects.models import BudgetCycle, Project

from ..models import Evaluation

MEASURED = "measured"  # the part of the units' figures, see by_unit


def measured_in(cycle: BudgetCycle):
    """Those of all units."""
    # Lists of keys, read once: asked project by project, each of 100,000 is looked up in three tables.
    approved = FilingVersion.objects.filter(action=Action.APPROVE, filing__cycle=cycle, filing__kind=GOAL)
    begun = Evaluation.objects.filter(project__cycle=cycle)
    keys = Q(pk__in=approved.values("filing__goal")) | Q(pk__in=begun.values("pk"))
    return Project.objects.in_cycle(cycle).filter(keys)


def measured_projects(user, cycle: BudgetCycle):
    """Those that this person may see, in the order of the table."""
    return measured_in(cycle).visible_to(user).in_table_order().select_related("department")


def _of_some_units(cycle: BudgetCycle):
    """The same projects as `measured_in`, for a query that reads some units only: asked one by one.

    By a value and a join: for an EXISTS PostgreSQL may first read every version that was ever approved.
    """
    approved = FilingVersion.objects.filter(action=Action.APPROVE, filing=OuterRef("goal__filing"))
    found = Project.objects.in_cycle(cycle).alias(approved=Subquery(approved.order_by().values("pk")[:1]))
    return found.filter(Q(approved__isnull=False) | Q(evaluation__isnull=False)).order_by()


def by_unit(cycle: BudgetCycle, scope: Scope):
    """A part of the units' figures: the projects (`count`), and those that have a table (`second`)."""
    rows = _of_some_units(cycle).filter(scope("department")).values_list("department")
    return [
        (unit, "", *counts, 0) for unit, *counts in rows.annotate(all=Count("pk"), begun=Count("evaluation"))
    ]


class MeasuredProjects:
    """What `measured_projects` gives for a paginator, which reads one page without the rest of a city; their
    number is a kept figure. `todo`: those without a table."""

    def __init__(self, user, cycle: BudgetCycle, *, todo: bool = False):
        self.counts = Counts(cycle, user)
        found = self.counts.total(MEASURED)
        self.total = found.count - found.second if todo else found.count
        self._asked = user, cycle, todo

    @cached_property
    def projects(self):
        """Put together for a page of them; 待办 asks for their number alone."""
        user, cycle, todo = self._asked
        projects = _of_some_units(cycle).visible_to(user)
        return projects.filter(evaluation__isnull=True) if todo else projects

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, place: slice) -> list[Project]:
        if self.total <= LONG:
            return list(self.projects.in_table_order().select_related("department")[place])
        keys = keys_by_unit(
            self.projects,
            units=self.counts.units(MEASURED),
            start=place.start,
            stop=place.stop,
            total=self.total,
            project="",
        )
        found = Project.objects.select_related("department").in_bulk(keys)
        return [found[key] for key in keys if key in found]
