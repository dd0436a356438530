"""Which units have not handed in everything yet: whom to call, and until when they have time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from filings.domain.deadlines import deadline_of
from filings.enums import FilingStatus, Stage
from filings.models import Filing
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


@dataclass(frozen=True, slots=True)
class Behind:
    """The units that are behind, in their order, as keys; a slice reads what is shown of those in it.

    `open`: key of the unit → tables that it still has.
    """

    cycle: BudgetCycle
    keys: tuple[int, ...]
    open: dict[int, int]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[UnitBehind]:
        return iter(self[:])

    def __getitem__(self, place: slice) -> list[UnitBehind]:
        """The units in this place with all that is shown of them; a constant number of queries."""
        keys = self.keys[place]
        preparers = Membership.objects.filter(role=Role.PREPARER, user__is_active=True).select_related("user")
        below = Department.objects.active().filter(parent=OuterRef("pk"))
        units = Department.objects.annotate(has_children=Exists(below)).select_related("parent")
        units = units.prefetch_related(Prefetch("memberships", preparers)).in_bulk(keys)
        prefetch_related_objects([self.cycle], "extensions")
        facts = route_of_goals(self.cycle), self.cycle, timezone.localdate(), _urged(self.cycle)
        totals = _counts(self.cycle, FilingStatus.values, keys)
        return [
            _behind(units[key], (self.open.get(key, 0), totals.get(key, 0)), *facts)
            for key in keys
            if key in units
        ]


def units_behind(*, cycle: BudgetCycle, scope: Q | None) -> Behind:
    """Units that have not handed in everything, those without a single project first, then by what is open.

    `scope` limits the units (see progress_scope), None for all. Two queries that an index answers.
    """
    open = {}
    counts = Counts(cycle)
    for row in (row for status in FilingStatus.editable() for row in counts.by_unit("status", key=status)):
        open[row.unit] = open.get(row.unit, 0) + row.count
    units = Department.objects.all() if scope is None else Department.objects.filter(scope)
    codes = dict(units.values_list("pk", "code"))
    not_begun = (
        waiting.units_not_begun(cycle=cycle, scope=scope).order_by("code").values_list("pk", flat=True)
    )
    begun = sorted((-count, codes[key], key) for key, count in open.items() if key in codes)
    return Behind(cycle, (*not_begun, *(key for _, _, key in begun)), open)


def _counts(cycle: BudgetCycle, statuses: Iterable[str], units: Sequence[int] = ()) -> dict[int, int]:
    """Key of the unit → its tables in one of the statuses; of these units, or of all."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=statuses).order_by()
    filings = filings.filter(department__in=units) if 0 < len(units) <= AT_ONCE else filings
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
