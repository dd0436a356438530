"""到期提醒 and 催办 of goal tables; see filings.domain.reminding."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from filings.domain.reminding import Due, Urged, remind_units, reminder, threshold, until, urge_units
from filings.enums import FilingStatus
from filings.models import Filing
from indicators.models.goal import GOAL
from notices.domain.messages import Word, tell
from notices.enums import MessageKind
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from projects.enums import CycleState
from projects.models import BudgetCycle, Department

from .deadlines import review_term, route_of_goals
from .waiting import WAITING_FOR, goals_of_role


@reminder
def remind_of_goals(today: date) -> int:
    """Remind of every deadline of every open cycle that is near; returns the messages written."""
    cycles = BudgetCycle.objects.filter(state=CycleState.OPEN).select_related("rules")
    told = 0
    for cycle in cycles.prefetch_related("extensions"):
        with transaction.atomic():
            told += remind_units(_due(cycle, _not_handed_in(cycle)), today)
            told += _remind_reviewers(cycle, today)
    return told


def urge(*, cycle: BudgetCycle, units: Iterable[Department], by, today: date) -> Urged:
    """催办 of goal tables, see urge_units."""
    return urge_units(due=_due(cycle, _with_unit(cycle)), units=units, by=by, today=today)


def _due(cycle: BudgetCycle, rest: dict[int, int]) -> Due:
    return Due(str(cycle.pk), str(cycle), cycle, route_of_goals(cycle), rest, handing_in="申报")


def _remind_reviewers(cycle: BudgetCycle, today: date) -> int:
    term = review_term(cycle)
    if term is None or (near := threshold(term.last, today)) is None:
        return 0
    told = 0
    for user, role, count in _reviewers_with_something_left(cycle):
        word = Word(
            kind=MessageKind.DUE, cycle=cycle,
            title=f"{cycle}审核{until(term.last, today)}，还有 {count} 个项目待{role.label}",
            mark=f"review-due:{cycle.pk}:{role.value}:{term.last.isoformat()}:{near}",
        )  # fmt: skip
        told += tell([user.pk], word)
    return told


def _not_handed_in(cycle: BudgetCycle) -> dict[int, int]:
    """Units in use with tables that lie with them and how many, and those without any project yet: 0."""
    counts = _with_unit(cycle)
    with_project = set(cycle.projects.order_by().values_list("department", flat=True).distinct())
    units = Department.objects.active().values_list("pk", flat=True)
    return {unit: counts.get(unit, 0) for unit in units if unit in counts or unit not in with_project}


def _with_unit(cycle: BudgetCycle) -> dict[int, int]:
    """Key of the unit → how many of its tables it has not handed in."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=FilingStatus.editable())
    return dict(filings.order_by().values_list("department").annotate(count=Count("pk")))


def _reviewers_with_something_left(cycle: BudgetCycle) -> Iterator[tuple[User, Role, int]]:
    """People with tables that wait for them in a reviewing role, and how many."""
    held = Membership.objects.filter(user=OuterRef("pk"), role__in=list(WAITING_FOR))
    for user in User.objects.filter(Exists(held), is_active=True):
        for role, status in WAITING_FOR.items():
            if user.has_role(role):
                waiting = goals_of_role(user, cycle, role).filter(filing__status=status)
                if count := waiting.count():
                    yield user, role, count
