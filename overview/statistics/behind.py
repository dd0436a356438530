"""Which units have not handed in everything yet: whom to call, and until when they have time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from filings.domain.deadlines import deadline_of
from filings.enums import FilingStatus, Stage
from filings.models import Filing
from indicators.domain.counting.ranking import Ranked
from indicators.domain.counting.reading import Counts
from indicators.domain.review import waiting
from indicators.domain.review.deadlines import route_of_goals
from indicators.models.goal import GOAL
from notices.enums import MessageKind
from notices.models import Message
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership
from projects.models import BudgetCycle, Department

from .figures import AT_ONCE, Figure


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


class Behind:
    """The units that are behind, in their order; a slice reads what is shown of those in it.

    `not_begun`: keys of the units without a table, by code; `begun`: those with tables that they still have.
    """

    def __init__(self, cycle: BudgetCycle, not_begun: Sequence[int] = (), begun: Sequence = ()):
        self.cycle, self.not_begun, self.begun = cycle, not_begun, begun

    def __len__(self) -> int:
        return len(self.not_begun) + len(self.begun)

    def __iter__(self) -> Iterator[UnitBehind]:
        return iter(self[:])

    def __getitem__(self, place: slice) -> list[UnitBehind]:
        """The units in this place with all that is shown of them; a constant number of queries."""
        start, stop, _ = place.indices(len(self))
        first = len(self.not_begun)
        open = dict(self.begun[max(start - first, 0) : max(stop - first, 0)])
        keys = [*self.not_begun[start:stop], *open]
        preparers = Membership.objects.filter(role=Role.PREPARER, user__is_active=True).select_related("user")
        below = Department.objects.active().filter(parent=OuterRef("pk"))
        units = Department.objects.annotate(has_children=Exists(below)).select_related("parent")
        units = units.prefetch_related(Prefetch("memberships", preparers)).in_bulk(keys)
        prefetch_related_objects([self.cycle], "extensions")
        facts = route_of_goals(self.cycle), self.cycle, timezone.localdate(), _urged(self.cycle)
        totals = _totals(self.cycle, keys)
        return [
            _behind(units[key], (open.get(key, 0), totals.get(key, 0)), *facts)
            for key in keys
            if key in units
        ]


def units_behind(*, cycle: BudgetCycle, scope: Q | None) -> Behind:
    """Units that have not handed in everything, those without a single project first, then by what is open.

    `scope` limits the units (see progress_scope), None for all.
    """
    not_begun = waiting.units_not_begun(cycle=cycle, scope=scope).order_by("code")
    begun = Ranked(Counts(cycle), "status", keys=FilingStatus.editable(), scope=scope)
    return Behind(cycle, list(not_begun.values_list("pk", flat=True)), begun)


def _totals(cycle: BudgetCycle, units: Sequence[int]) -> dict[int, int]:
    """Key of the unit → all its tables; of these units, or of all where they are many."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=FilingStatus.values).order_by()
    filings = filings.filter(department__in=units) if len(units) <= AT_ONCE else filings
    counts: dict[int, int] = {}
    # By status first: so the index filing_by_status has them.
    for _, unit, count in filings.values_list("status", "department").annotate(count=Count("pk")):
        counts[unit] = counts.get(unit, 0) + count
    return counts


def _urged(cycle: BudgetCycle) -> dict[int, datetime]:
    """Key of the unit → when somebody was last told to hurry."""
    urged = Message.objects.filter(cycle=cycle, kind=MessageKind.URGED, about="").order_by()
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
