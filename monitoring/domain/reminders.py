"""到期提醒 and 催办 of monitoring rounds: of approved projects whose 监控表 is not handed in."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from filings.domain.reminding import Due, near_days, remind_reviewers, remind_units, reminder
from filings.enums import FilingStatus, Stage
from filings.kinds import Route
from filings.models import Filing

from ..models import MonitoringReport, MonitoringRound
from ..models.report import MONITORING
from .rounds import projects_of


@reminder
def remind_of_rounds(today: date) -> int:
    """Remind of every round whose dates are near; returns the messages written."""
    near = near_days(today)
    given = Q(cycle__extensions__kind=MONITORING, cycle__extensions__until__range=near, due_on__lt=today)
    rounds = MonitoringRound.objects.filter(Q(due_on__range=near) | Q(review_due_on__range=near) | given)
    told = 0
    for round in rounds.distinct().select_related("cycle").prefetch_related("cycle__extensions"):
        due, filings = due_of(round), Filing.objects.filter(monitoringreport__round=round)
        with transaction.atomic():
            told += remind_units(due, today) + remind_reviewers(due, filings, today)
    return told


def due_of(round: MonitoringRound) -> Due:
    """What units have to hand in for this round, and how much of it they have not."""
    last_days = {Stage.DECLARATION: round.due_on, Stage.REVIEW: round.review_due_on}
    what = f"{round.cycle}{round.label}监控"
    route = Route(MONITORING, last_days=last_days, in_window=False)
    return Due(f"monitoring:{round.pk}", what, round.cycle, route, _rest(round), about=MONITORING)


def _rest(round: MonitoringRound) -> dict[int, int]:
    """Key of the unit → its projects without a report that was handed in."""
    reports = MonitoringReport.objects.filter(round=round, project=OuterRef("pk"))
    handed_in = Exists(reports.exclude(filing__status__in=FilingStatus.editable()))
    projects = projects_of(round).filter(~handed_in).order_by()
    return dict(projects.values_list("department").annotate(count=Count("pk")))
