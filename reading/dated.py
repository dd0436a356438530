"""Columns whose titles name a year: of 2022年预算数 and 2023年预算数 a table of 2023 means the latter."""

import re
from collections.abc import Sequence
from dataclasses import replace

from perfgoals.language.citations import find_years

from .fields import field_of_title
from .headers import Header
from .indicator_columns import Period

_VALUES = frozenset({"value", *Period})
_ONLY_A_YEAR = re.compile("(?:19|20)[0-9]{2}年度?")


def of_year(header: Header, year: int | None) -> Header:
    """Without an amount and targets of other years. A column of targets may be titled by its year alone.

    Where nobody knows the table's `year`, targets of several years are all left to a person.
    """
    return _with_targets_of(_with_amount_of(header, year), year)


def _with_amount_of(header: Header, year: int | None) -> Header:
    if year is not None and "amount" not in header.fields:
        own = [n for n, path in header.titles.items() if _only_year(path) == year and _is_amount(path)]
        return replace(header, assigned={**header.assigned, own[0]: "amount"}) if len(own) == 1 else header
    path = header.titles.get(header.fields.get("amount", 0), ())
    named = [found.year for title in path for found in find_years(title)]
    if year is None or not named or year in named:
        return header
    return replace(header, assigned={n: key for n, key in header.assigned.items() if key != "amount"})


def _with_targets_of(header: Header, year: int | None) -> Header:
    columns = [n for n, key in header.assigned.items() if key in _VALUES] or _titled_by_year(header)
    dated = {n: found for n in columns if (found := _only_year(header.titles[n]))}
    if not dated or (year is None and len({*dated.values()}) < 2):
        return header
    kept = {n: key for n, key in header.assigned.items() if n not in dated}
    kept |= {n: Period.YEAR.value for n, found in dated.items() if found == year}
    return replace(header, assigned=kept)


def _is_amount(path: Sequence[str]) -> bool:
    return "amount" in (field_of_title("".join(path)), field_of_title(path[-1]))


def _titled_by_year(header: Header) -> list[int]:
    name = header.fields.get("indicator")
    return [
        n
        for n, path in header.titles.items()
        if name and n > name and len(path) == 1 and _ONLY_A_YEAR.fullmatch(path[0])
    ]


def _only_year(path: Sequence[str]) -> int | None:
    """The year that the lowest title with one names; None for a term of years."""
    named = next(
        filter(None, ({found.year for found in find_years(title)} for title in reversed(path))), set()
    )
    return named.pop() if len(named) == 1 else None
