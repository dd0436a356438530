"""What 待办 shows of the year after approval: monitoring and self-evaluations to fill in and to review."""

from django.urls import reverse
from django.utils import timezone

from evaluation.domain.measured import MeasuredProjects
from filings.faces import all_faces
from monitoring.domain.rounds import status_counts
from monitoring.models import MonitoringRound
from perfgoals.accounts.enums import Role
from projects.models import BudgetCycle

Figure = tuple[str, int, str]


def year_figures(*, user, cycle: BudgetCycle, waiting: dict[str, dict[str, int]]) -> list[Figure]:
    """(label, number, address of the list with as many rows) of everything that waits; nothing that is 0.

    `waiting`: what waits of each kind of table in the cycle, as waiting_counts gives it.
    """
    figures = list(_to_review(cycle, waiting))
    if user.has_role(Role.PREPARER):
        figures += [*_rounds_to_fill_in(user, cycle), *_evaluations_to_fill_in(user, cycle)]
    return [figure for figure in figures if figure[1]]


def _to_review(cycle: BudgetCycle, waiting: dict[str, dict[str, int]]):
    for face in all_faces():
        address = reverse("filing_queue", args=[cycle.code, face.key])
        yield f"{face.label}待审核", waiting[face.key]["to_judge"], address


def _rounds_to_fill_in(user, cycle: BudgetCycle):
    for round in MonitoringRound.objects.filter(cycle=cycle).select_related("cycle"):
        address = f"{reverse('round_detail', args=[round.pk])}?state=todo"
        yield f"{round.label}监控待填", status_counts(round, user)["todo"], address


def _evaluations_to_fill_in(user, cycle: BudgetCycle):
    """Once the year is over, or as soon as there is a day until which they are due."""
    rules = getattr(cycle, "evaluation_rules", None)
    if timezone.localdate().year > cycle.fiscal_year or (rules and rules.closes_on):
        todo = len(MeasuredProjects(user, cycle, todo=True))
        yield "自评待填", todo, f"{reverse('evaluation_list', args=[cycle.code])}?state=todo"
