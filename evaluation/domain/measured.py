"""Which projects of a cycle are evaluated: the approved ones, and those that have a table already."""

from django.db.models import Q

from filings.enums import Action
from filings.models import FilingVersion
from indicators.models.goal import GOAL
from projects.models import BudgetCycle, Project

from ..models import Evaluation


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
