"""Reading the figures: those kept, with the units that changed since counted in passing."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import BigIntegerField, Case, F, Max, Q, Sum, Value, When
from django.db.models.functions import Concat
from django.utils.functional import cached_property

from indicators.models import CountRun, UnitChange, UnitCount
from perfgoals.accounts.enums import Role
from perfgoals.common.prepared import PreparedQuery
from projects.models import BudgetCycle, Department

from .parts import Counted, counted

# Of more changed units nobody asks one by one: then everything is counted as if nothing were kept.
MOST_CHANGED = 300
COLUMNS = ("department", "key", "count", "second", "amount", "moment")
KEPT = 0  # beside the keys of the changed units: there are kept figures


class Counts:
    """The figures of a cycle as one person may see them, of all units without a person. `roles` limit them
    to what these roles let him see.

    What has changed is read once, before any figure: a figure that a worker keeps meanwhile is newer, never
    missed.
    """

    def __init__(self, cycle: BudgetCycle, user=None, *roles: Role):
        self.cycle, self.user, self.roles = cycle, user, roles
        self.sees_all = user is None or user.sees_all_units(*roles)
        self._counted: dict[str, list[Counted]] = {}

    @cached_property
    def changed(self) -> list[int] | None:
        """Keys of the units to be counted in passing; None where nothing is kept, or too much changed."""
        question = "changed units", self.cycle.pk
        units = {unit for (unit,) in PreparedQuery(question, lambda: _changed(self.cycle)).rows()}
        if KEPT not in units or len(units) > MOST_CHANGED + 1:
            return None
        return sorted(units - {KEPT})

    def by_key(self, part: str, *, keys: Iterable[str] | None = None) -> dict[str, Counted]:
        """Key → the figure of all units in sight together; of these keys, or of all. Zeros are left out."""
        found: dict[str, Counted] = {}
        for key, count, second, amount in [*self._kept_sums(part), *self._live_sums(part)]:
            before = found.get(key, Counted(None, key, 0))
            amount = before.amount + (amount or 0)
            found[key] = Counted(None, key, before.count + count, before.second + second, amount)
        return {key: row for key, row in found.items() if row.count and (keys is None or key in keys)}

    def total(self, part: str, *, keys: Iterable[str] | None = None) -> Counted:
        """All of them together, amounts in cents."""
        rows = self.by_key(part, keys=keys).values()
        amount = sum((row.amount for row in rows), Decimal(0))
        return Counted(None, "", sum(row.count for row in rows), sum(row.second for row in rows), amount)

    def by_unit(self, part: str, *, key: str | None = None, units: Iterable[int] | None = None):
        """The figures of each unit in sight, one row a key; of this key and these units, or of all."""
        found = [row for row in self.live(part) if key is None or row.key == key]
        found = [row for row in found if units is None or row.unit in units]
        kept = self.kept(part)
        kept = kept if key is None else kept.filter(key=key)
        kept = kept if units is None else kept.filter(department__in=list(units))
        return found + [Counted(*row) for row in kept.values_list(*COLUMNS)]

    def units(self, part: str):
        """The units in sight that have figures in a part, by code."""
        having = Q(pk__in={row.unit for row in self.live(part)}) | Q(
            pk__in=self.kept(part).values("department")
        )
        return Department.objects.filter(having).order_by("code")

    def longest_waiting(self, part: str, *, key: str, limit: int) -> list[Counted]:
        """The figures of those units whose moment is the earliest; units without one come last."""
        found = [row for row in self.live(part) if row.key == key]
        kept = self.kept(part).filter(key=key).order_by(F("moment").asc(nulls_last=True), "department")
        found += [Counted(*row) for row in kept.values_list(*COLUMNS)[:limit]]
        return sorted(found, key=lambda row: (row.moment is None, row.moment, row.unit))[:limit]

    def last_moment(self, part: str):
        """The latest `moment` of any unit in sight."""
        moments = [row.moment for row in self.live(part)]
        moments.append(self.kept(part).aggregate(last=Max("moment"))["last"])
        return max((moment for moment in moments if moment), default=None)

    def kept(self, part: str):
        """The kept figures of the units in sight that are as they were; those changed since are `live`."""
        if self.changed is None:
            return UnitCount.objects.none()
        kept = UnitCount.objects.filter(cycle=self.cycle, part=part, department__isnull=False).order_by()
        kept = kept if self.sees_all else kept.filter(self._scope("department"))
        return kept.exclude(department__in=self.changed)

    def _kept_sums(self, part: str):
        if self.changed is None:
            return []
        names = {"counts": "count", "seconds": "second", "amounts": "amount"}
        if not self.sees_all:
            # Grouped by something that no index has: SQLite would rather read all units in the order of the
            # keys than sort those of some units.
            rows = self.kept(part).annotate(name=Concat("key", Value(""))).values_list("name")
            return rows.annotate(**{name: Sum(of) for name, of in names.items()})
        # One statement, so that both come from one moment: all units together, less the changed ones.
        kept = UnitCount.objects.filter(cycle=self.cycle, part=part).order_by()
        kept = kept.filter(Q(department=None) | Q(department__in=self.changed)).values_list("key")
        if not self.changed:
            return kept.annotate(**{name: F(of) for name, of in names.items()})
        signed = {
            name: Sum(Case(When(department=None, then=F(of)), default=-F(of))) for name, of in names.items()
        }
        return kept.annotate(**signed)

    def _live_sums(self, part: str):
        return [(row.key, row.count, row.second, row.amount) for row in self.live(part)]

    def live(self, part: str) -> list[Counted]:
        """What is counted in passing, each part once."""
        if self.changed == []:
            return []
        if part not in self._counted:
            scope = self._scope if self.changed is None else self._changed_scope
            self._counted[part] = counted(part, self.cycle, scope)
        return self._counted[part]

    def _scope(self, path: str) -> Q:
        return Q() if self.user is None else self.user.department_scope(path, *self.roles)

    def _changed_scope(self, path: str) -> Q:
        return self._scope(path) & Q(**{f"{path}__in": self.changed})


def _changed(cycle: BudgetCycle):
    """Keys of the units that changed since they were counted, and KEPT where any were."""
    marks = UnitChange.objects.filter(cycle=cycle).order_by().values_list("department")
    return marks.union(CountRun.objects.filter(cycle=cycle).values_list(Value(KEPT, BigIntegerField())))
