"""Units by how much they have of something: a page of them is asked of the kept figures, not all of them."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.db.models import F, Q, Sum

from projects.models import Department

from .reading import Counts


class Ranked(Sequence):
    """(key of a unit, count) of the units in sight that have figures with these keys: the most first, then by
    code. `scope` limits the units further (a condition on Department). The length and a slice cost a query
    each, however many units there are.
    """

    def __init__(self, counts: Counts, part: str, *, keys: Iterable[str], scope: Q | None = None):
        self.counts, self.part, self.keys = counts, part, set(keys)
        self.known = Department.objects.all() if scope is None else Department.objects.filter(scope)
        self.scope = scope

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: slice) -> list[tuple[int, int]]:
        start, stop, _ = place.indices(len(self))
        if start >= stop:
            return []
        found = [(-count, code, unit) for unit, code, count in self._kept.order_by("-number", "code")[:stop]]
        found = sorted([*found, *self._live])[start:stop]
        return [(unit, -count) for count, _, unit in found]

    @cached_property
    def _length(self) -> int:
        return self._rows.values("department").distinct().count() + len(self._live)

    @property
    def _rows(self):
        """The kept figures with these keys, some of each unit."""
        kept = self.counts.kept(self.part).filter(key__in=self.keys)
        return kept if self.scope is None else kept.filter(department__in=self.known.values("pk"))

    @property
    def _kept(self):
        """(unit, its code, count)"""
        rows = self._rows.values_list("department")
        return rows.annotate(code=F("department__code"), number=Sum("count"))

    @cached_property
    def _live(self) -> list[tuple[int, str, int]]:
        """(less its count, its code, unit) of the units that changed since."""
        counted: dict[int, int] = {}
        for row in self.counts.live(self.part):
            if row.key in self.keys:
                counted[row.unit] = counted.get(row.unit, 0) + row.count
        if not counted:
            return []
        codes = dict(self.known.filter(pk__in=counted).values_list("pk", "code"))
        return [(-count, codes[unit], unit) for unit, count in counted.items() if unit in codes]
