"""Which projects of a cycle are evaluated: the approved ones, and those that have a table already."""

from django.db.models import Exists, OuterRef, Q

from filings.enums import Action
from filings.models import FilingVersion
from projects.models import BudgetCycle, Project


def measured_in(cycle: BudgetCycle):
    """Those of all units."""
    approved = FilingVersion.objects.filter(filing__goal=OuterRef("pk"), action=Action.APPROVE)
    return Project.objects.in_cycle(cycle).filter(Q(Exists(approved)) | Q(evaluation__isnull=False))


def measured_projects(user, cycle: BudgetCycle):
    """Those that this person may see, in the order of the table."""
    return measured_in(cycle).visible_to(user).in_table_order().select_related("department")
