"""Which units may have a project of whose name a searched text is a part, without reading 100,000 names.

Of every character, and of every two and three that follow each other, in a unit's names one bit is kept
(UnitWords): a unit without the bit of some of the text has no such name; one that has them all is looked at.
Too many units cost time, none is missed. No index of either database finds the two characters of most Chinese
words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from zlib import crc32

from django.db.models import BooleanField, F, Func, Value

from indicators.models import UnitWords
from perfgoals.common.folding import half_width
from projects.models import BudgetCycle, Project

from .reading import Counts

# 1.5 KB: PostgreSQL keeps it in the row. Fifty names set some 1,500 of them. With another number every cycle
# must be counted anew: see the migration that makes the table.
BITS = 12_288
# Only these count: case and width are all that `alike` passes over in them.
_RUNS = re.compile("[0-9a-z\u3400-\u9fff]+")


def signature(names: Iterable[str]) -> bytes:
    """The bits of all names of a unit."""
    bits = bytearray(BITS // 8)
    for place in {_place(part) for name in names for part in _parts(name)}:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def units_naming(text: str, *, cycle: BudgetCycle, most: int) -> list[int] | None:
    """Keys of all units of which a name may contain `text`, and of those that changed since they were kept;
    None where nothing is kept, the text says nothing, or more than `most` have it."""
    places = [_place(part) for part in sorted(_wanted(text), key=_commonness)]
    changed = Counts(cycle).changed
    if not places or changed is None:
        return None
    kept = UnitWords.objects.filter(*(HasBit(place) for place in places), cycle=cycle).order_by()
    found = list(kept.values_list("department", flat=True)[: most + 1])
    return sorted({*found, *changed}) if len(found) <= most else None


class HasBit(Func):
    """Whether a unit has the bit of a place, as `signature` sets them; asked where the bits are, so that no
    unit's 1.5 KB are handed over."""

    arity = 2
    output_field = BooleanField()

    def __init__(self, place: int):
        super().__init__(F("bits"), Value(place))
        self.place = place

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="get_bit(%(expressions)s) = 1", **context)

    def as_sqlite(self, compiler, connection, **context):
        """Whether the byte is among the 128 that have the bit."""
        column, params = compiler.compile(self.source_expressions[0])
        having = bytes(byte for byte in range(256) if byte >> (self.place & 7) & 1)
        return f"instr(%s, substr({column}, %s, 1)) > 0", [having, *params, (self.place >> 3) + 1]


def words_of(cycle: BudgetCycle, units: Iterable[int]) -> list[UnitWords]:
    """What is kept of these units, as their names are now."""
    names: dict[int, list[str]] = {}
    projects = Project.objects.in_cycle(cycle).filter(department__in=units).order_by()
    for unit, name in projects.values_list("department", "name"):
        names.setdefault(unit, []).append(name)
    return [UnitWords(cycle=cycle, department_id=unit, bits=signature(names[unit])) for unit in names]


def _parts(text: str) -> Iterator[str]:
    """Every character, and every two and three that follow each other."""
    for run in _RUNS.findall(half_width(text).lower()):
        yield from run
        yield from _following(run)


def _wanted(text: str) -> set[str]:
    """The parts that every name with the text has; characters alone only between signs."""
    runs = _RUNS.findall(half_width(unicodedata.normalize("NFKC", text)).lower())
    return {part for run in runs for part in (_following(run) if run[1:] else [run])}


def _commonness(part: str) -> tuple[bool, int]:
    """For an order, the rarest first: the database looks no further where one is missing. Numbers and letters
    are rarer than words, long parts than short ones.
    """
    return not part.isascii(), -len(part)


def _following(run: str) -> Iterator[str]:
    for size in (2, 3):
        yield from (run[start : start + size] for start in range(len(run) - size + 1))


def _place(part: str) -> int:
    return crc32(part.encode()) % BITS
