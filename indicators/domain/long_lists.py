"""A page of a long list in the table's order, without sorting the whole of it.

Neither database reads 100,000 tables in the order of their units' codes, or of those of their funds and
subjects, from an index: the code stands in another table than the rest. It sorts them all for each page, 30
to 100 ms. Here some units at a time are looked at, from the nearer end of the list, until the page is
reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from projects.models import Department

# Shorter lists are sorted at once.
LONG = 1000
# Of more tables a search neither counts all that it finds nor reads the reasons unasked: each takes longer
# than the rest of the page.
LARGE = 20_000
# `total` of a list of which only the beginning is read.
UNKNOWN = 10**9
# Units looked at, at most at a time; they double from one look to the next.
MOST = 640
# Units looked at first where it is not known how many rows they have.
FIRST = 8
# Units of which the keys are read at a time, at least.
UNITS_READ = 64


def keys_by_unit(
    rows, *, units: QuerySet, start: int, stop: int, total: int, project: str = "project__"
) -> list[int]:
    """Keys of the rows from `start` to `stop` of `total`, by unit and as the unit has them.

    `units`: all units that the rows may have, a query. `rows` has no order; `project` leads from one to its
    project, and is empty where they are projects.
    """
    stop = min(stop, total)
    walk = _Walk(rows, project, _units_of_a_page(stop - start, total))
    if start <= total - stop:
        return walk.take(_Units(units), start, stop - start)
    return walk.take(_Units(units, sign=-1), total - stop, stop - start, sign=-1)[::-1]


def _units_of_a_page(rows: int, total: int) -> int:
    if total in (0, UNKNOWN):
        return FIRST
    return max(1, Department.objects.count() * rows // total)


def keys_by_amount(rows, *, start: int, stop: int, total: int, missing: int) -> list[int]:
    """Keys of the goals from `start` to `stop` of `total`, the dearest first and the `missing` amounts last:
    two queries, because PostgreSQL finds no amount last in an index that it reads backwards."""
    known = total - missing
    having = rows.filter(project__amount__isnull=False).order_by("-project__amount", "-pk")
    lacking = rows.filter(project__amount=None).order_by("-pk")
    keys = list(having.values_list("pk", flat=True)[start : min(stop, known)]) if start < known else []
    if stop > known:
        keys += lacking.values_list("pk", flat=True)[max(start - known, 0) : stop - known]
    return keys


def keys_by_code(
    rows, *, column: str, codes: Sequence[int | None], units: QuerySet, start: int, stop: int,
    total: int, sign: int = 1,
) -> list[int]:  # fmt: skip
    """Keys of the rows from `start` to `stop` of `total`, code by code as `codes` come, those without a code
    where None stands; within a code by unit and as the unit has them, backwards with sign -1.

    `column` leads from a row to its code, of which indexes have the units.
    """
    stop = min(stop, total)
    if start <= total - stop:
        return _take_by_code(rows, column, codes, units, start, stop - start, sign)
    return _take_by_code(rows, column, codes[::-1], units, total - stop, stop - start, -sign)[::-1]


def _take_by_code(rows, column: str, codes, units, skip: int, take: int, sign: int) -> list[int]:
    keys: list[int] = []
    in_order = _Units(units, sign=sign)
    for code in codes:
        if len(keys) == take:
            break
        here = rows.filter(**({f"{column}__isnull": True} if code is None else {column: code}))
        if (skip and (count := here.count()) <= skip) or not here.exists():
            skip -= count if skip else 0
            continue
        keys += _Walk(here, "project__", FIRST).take(in_order, skip, take - len(keys), sign=sign)
        skip = 0
    return keys


class _Units:
    """Keys of units by code, backwards with sign -1; read as far as they are looked at, each once."""

    def __init__(self, units: QuerySet, *, sign: int = 1):
        self.keys = units.order_by("code" if sign > 0 else "-code").values_list("pk", flat=True)
        self.read: list[int] = []
        self.is_whole = False

    def __getitem__(self, place: slice) -> list[int]:
        known = len(self.read)
        if place.stop > known and not self.is_whole:
            until = max(place.stop, 2 * known, UNITS_READ)
            self.read += self.keys[known:until]
            self.is_whole = len(self.read) < until
        return self.read[place]


@dataclass(frozen=True, slots=True)
class _Walk:
    """`first`: units looked at first, about as many as fill the page."""

    rows: QuerySet
    project: str
    first: int

    def take(self, units: _Units, skip: int, take: int, *, sign: int = 1) -> list[int]:
        """The `take` keys after the first `skip`, from unit to unit as they come; backwards with sign -1."""
        keys: list[int] = []
        place, width = 0, self.first
        while len(keys) < take and (here := units[place : place + width]):
            rows = self.rows.filter(**{f"{self.project}department__in": here})
            if skip and (count := rows.count()) <= skip:
                skip -= count
            else:
                keys += self._sorted(rows, here, sign)[skip : skip + take - len(keys)]
                skip = 0
            place, width = place + width, min(width * 2, MOST)
        return keys

    def _sorted(self, rows, units: Sequence[int], sign: int) -> list[int]:
        """All keys of some units, in the order of the units."""
        order = {unit: number for number, unit in enumerate(units)}
        columns = [f"{self.project}{column}" for column in ("department", "position", "pk")]
        found = rows.order_by().values_list(*columns, *["pk"] * bool(self.project))
        in_order = sorted((order[unit], *(sign * number for number in rest)) for unit, *rest in found)
        return [sign * row[-1] for row in in_order]
