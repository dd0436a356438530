"""A page of a long list in the table's order, without sorting the whole of it.

Neither database reads 100,000 tables in the order of their units' codes from an index: the code stands in
another table than the rest. It sorts them all for each page, 30 to 100 ms. Here some units at a time are
looked at, from the nearer end of the list, until the page is reached.
"""

from collections.abc import Sequence

# Shorter lists are sorted at once.
LONG = 1000
# Units looked at first, and at most at a time; they double from one look to the next.
FIRST, MOST = 20, 640


def keys_by_unit(goals, *, units: Sequence[int], start: int, stop: int, total: int) -> list[int]:
    """Keys of the goals from `start` to `stop` of `total`, by unit and as the unit has them.

    `units`: keys of all units that the goals may have, in the order of the list. `goals` has no order.
    """
    stop = min(stop, total)
    if start <= total - stop:
        return _walk(goals, units, start, stop - start, backwards=False)
    return _walk(goals, units[::-1], total - stop, stop - start, backwards=True)[::-1]


def _walk(goals, units: Sequence[int], skip: int, take: int, *, backwards: bool) -> list[int]:
    """The `take` keys after the first `skip`, from unit to unit as they come."""
    keys: list[int] = []
    place, width = 0, FIRST
    while place < len(units) and len(keys) < take:
        rows = goals.filter(project__department__in=units[place : place + width])
        if skip and (count := rows.count()) <= skip:
            skip -= count
        else:
            wanted = slice(skip, skip + take - len(keys))
            keys += _sorted(rows, units[place : place + width], backwards)[wanted]
            skip = 0
        place, width = place + width, min(width * 2, MOST)
    return keys


def _sorted(rows, units: Sequence[int], backwards: bool) -> list[int]:
    """All keys of some units, in the order of the units."""
    order = {unit: number for number, unit in enumerate(units)}
    found = rows.order_by().values_list("project__department", "project__position", "pk")
    sign = -1 if backwards else 1
    in_order = sorted((order[unit], sign * position, sign * key) for unit, position, key in found)
    return [sign * key for _, _, key in in_order]
