"""Rounds of monitoring: opening and changing them, and the projects that each is about."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from filings.enums import Action, FilingStatus
from filings.models import FilingVersion
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle, Department, Project

from ..models import MonitoringReport, MonitoringRound

FIELDS = ("title", "last_month", "due_on", "review_due_on", "key_from")


def open_round(*, cycle: BudgetCycle, by, units: Iterable[Department] = (), **fields) -> MonitoringRound:
    """A new round with its audit event. Raises ValidationError where the cycle has one for these months."""
    round = MonitoringRound(cycle=cycle, **fields)
    round.full_clean()
    with transaction.atomic():
        round.save()
        _keep(round, units, by, Verb.CREATE)
    return round


def change_round(*, round: MonitoringRound, by, units: Iterable[Department] = (), **fields) -> None:
    """Change title, dates, units or limit; months only while nobody has reported. Raises ValidationError."""
    for name, value in fields.items():
        setattr(round, name, value)
    round.full_clean()
    with transaction.atomic():
        round.save()
        _keep(round, units, by, Verb.CHANGE)


def _keep(round: MonitoringRound, units: Iterable[Department], by, verb: Verb) -> None:
    units = list(units)
    round.units.set(units)
    after = {name: str(getattr(round, name) or "") for name in FIELDS}
    after["units"] = [unit.code for unit in units] or "全部"
    record(verb, by=by, obj=round, after=after)


def projects_of(round: MonitoringRound):
    """The projects that the round is about: approved ones of its units, in the order of the table."""
    approved = FilingVersion.objects.filter(filing__goal=OuterRef("pk"), action=Action.APPROVE)
    projects = Project.objects.in_cycle(round.cycle).filter(Exists(approved)).in_table_order()
    units = list(round.units.values_list("pk", flat=True))
    return projects.filter(department__in=units) if units else projects


def round_before(round: MonitoringRound) -> MonitoringRound | None:
    """The latest earlier round of the same cycle."""
    earlier = MonitoringRound.objects.filter(cycle=round.cycle, last_month__lt=round.last_month)
    return earlier.order_by("last_month").last()


def status_counts(round: MonitoringRound, user) -> dict[str, int]:
    """How far the tables are that one may see: `todo`, `own` (with the unit), `waiting`, `approved`."""
    projects = projects_of(round).visible_to(user).order_by()
    reports = MonitoringReport.objects.filter(round=round, project__in=projects)
    counts = Counter(reports.values_list("filing__status", flat=True))
    own = sum(counts[status] for status in FilingStatus.editable())
    return {
        "todo": projects.count() - counts.total(),
        "own": own,
        "waiting": counts.total() - own - counts[FilingStatus.APPROVED],
        "approved": counts[FilingStatus.APPROVED],
    }
