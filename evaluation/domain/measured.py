"""Which projects of a cycle are evaluated: the approved ones, and those that have a table already."""

from django.db.models import Exists, OuterRef, Q

from filings.enums import Action
from filings.models import FilingVersion
from projects.models import BudgetCycle, Project


def measured_projects(user, cycle: BudgetCycle):
    """Those that this person may see, in the order of the table."""
    approved = FilingVersion.objects.filter(filing__goal=OuterRef("pk"), action=Action.APPROVE)
    projects = Project.objects.visible_to(user).in_cycle(cycle).in_table_order()
    return projects.filter(Q(Exists(approved)) | Q(evaluation__isnull=False)).select_related("department")
