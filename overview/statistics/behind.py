"""Which units have not handed in everything yet: whom to call, and until when they have time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, prefetch_related_objects

from filings.domain.deadlines import deadline_of
from filings.enums import FilingStatus, Stage
from filings.models import Filing
from indicators.domain.review import waiting
from indicators.domain.review.deadlines import route_of_goals
from indicators.models.goal import GOAL
from notices.enums import MessageKind
from notices.models import Message
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership
from projects.models import BudgetCycle, Department

from .figures import Figure


@dataclass(frozen=True, slots=True)
class UnitBehind:
    """A unit with tables that it still has, or with none at all; `last` is its own last day of 申报."""

    unit: Department
    has_children: bool
    open: Figure
    total: Figure
    last: date | None
    days_left: int | None
    people: tuple[str, ...]
    urged_at: datetime | None = None

    @property
    def overdue(self) -> int:
        """Days since the unit's last day."""
        return -self.days_left if self.days_left is not None else 0

    @property
    def has_begun(self) -> bool:
        return self.total.count > 0


def units_behind(*, cycle: BudgetCycle, scope: Q | None, today: date) -> list[UnitBehind]:
    """Units that have not handed in everything, those without a single project first, then by what is open.

    `scope` limits the units (see progress_scope), None for all. A constant number of queries.
    """
    counts = _counts(cycle)
    preparers = Membership.objects.filter(role=Role.PREPARER, user__is_active=True).select_related("user")
    not_begun = waiting.units_not_begun(cycle=cycle).values("pk")
    units = Department.objects.filter(
        Q(pk__in=[key for key, (n, _) in counts.items() if n]) | Q(pk__in=not_begun)
    )
    units = units.filter(scope) if scope is not None else units
    below = Department.objects.active().filter(parent=OuterRef("pk"))
    units = units.annotate(has_children=Exists(below)).select_related("parent")
    units = units.prefetch_related(Prefetch("memberships", preparers))
    prefetch_related_objects([cycle], "extensions")
    route = route_of_goals(cycle)
    urged = _urged(cycle)
    found = [_behind(unit, counts.get(unit.pk, (0, 0)), route, cycle, today, urged) for unit in units]
    return sorted(found, key=lambda behind: (behind.has_begun, -behind.open.count, behind.unit.code))


def _counts(cycle: BudgetCycle) -> dict[int, tuple[int, int]]:
    """Key of the unit → (tables that lie with it, all its tables)."""
    with_unit = Count("pk", filter=Q(status__in=FilingStatus.editable()))
    rows = Filing.objects.of_kind(GOAL).in_cycle(cycle).order_by().values_list("department")
    return {unit: (open, total) for unit, open, total in rows.annotate(open=with_unit, total=Count("pk"))}


def _urged(cycle: BudgetCycle) -> dict[int, datetime]:
    """Key of the unit → when somebody was last told to hurry."""
    urged = Message.objects.filter(cycle=cycle, kind=MessageKind.URGED).order_by()
    return dict(urged.values_list("department").annotate(last=Max("at")))


def _behind(unit, counts: tuple[int, int], route, cycle, today: date, urged: dict) -> UnitBehind:
    last = deadline_of(route, cycle, unit, Stage.DECLARATION)
    filters = {"unit": unit.code}
    return UnitBehind(
        unit=unit,
        has_children=unit.has_children,
        open=Figure(counts[0], {**filters, "handed": "no"}),
        total=Figure(counts[1], filters),
        last=last,
        days_left=(last - today).days if last else None,
        people=tuple(_names(unit.memberships.all())),
        urged_at=urged.get(unit.pk),
    )


def _names(memberships: Iterable[Membership]) -> list[str]:
    return [membership.user.full_name for membership in memberships]
