"""到期提醒 and 催办 of self-evaluations: of approved projects whose 自评表 is not handed in."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from filings.domain.reminding import Due, near_days, remind_reviewers, remind_units, reminder
from filings.enums import FilingStatus, Stage
from filings.kinds import Route
from filings.models import Filing
from projects.models import BudgetCycle

from ..models import Evaluation, EvaluationRules
from ..models.evaluation import EVALUATION
from .measured import measured_in


@reminder
def remind_of_evaluations(today: date) -> int:
    """Remind of every cycle whose dates of 自评 are near; returns the messages written."""
    near = near_days(today)
    given = Q(cycle__extensions__kind=EVALUATION, cycle__extensions__until__range=near, closes_on__lt=today)
    rules = EvaluationRules.objects.filter(Q(closes_on__range=near) | Q(review_closes_on__range=near) | given)
    cycles = BudgetCycle.objects.filter(pk__in=rules.values("cycle")).select_related("evaluation_rules")
    told = 0
    for cycle in cycles.prefetch_related("extensions"):
        due, filings = due_of(cycle), Filing.objects.of_kind(EVALUATION).in_cycle(cycle)
        with transaction.atomic():
            told += remind_units(due, today) + remind_reviewers(due, filings, today)
    return told


def due_of(cycle: BudgetCycle) -> Due:
    """What units have to hand in, and how much of it they have not."""
    rules = getattr(cycle, "evaluation_rules", None)
    last_days = {
        Stage.DECLARATION: rules.closes_on if rules else None,
        Stage.REVIEW: rules.review_closes_on if rules else None,
    }
    route = Route(EVALUATION, last_days=last_days, in_window=False)
    return Due(f"evaluation:{cycle.pk}", f"{cycle}自评", cycle, route, _rest(cycle), about=EVALUATION)


def _rest(cycle: BudgetCycle) -> dict[int, int]:
    """Key of the unit → its projects without a self-evaluation that was handed in."""
    own = Evaluation.objects.filter(pk=OuterRef("pk"))
    handed_in = Exists(own.exclude(filing__status__in=FilingStatus.editable()))
    projects = measured_in(cycle).filter(~handed_in).order_by()
    return dict(projects.values_list("department").annotate(count=Count("pk")))
