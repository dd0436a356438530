"""Finds the header of a list, in one or several rows, and what its columns mean."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from openpyxl.utils import column_index_from_string, get_column_letter

from perfgoals.language.tiers import is_tier1, is_tier2
from perfgoals.sheets import MergedAreas, Row

from .fields import (
    FIELD,
    GOAL_TITLES,
    INDICATOR_KEYS,
    KIND_TITLE,
    SUM_TITLES,
    SUMS,
    UNIT_TITLE,
    field_of_title,
    is_group_title,
    likely_field,
    plain_title,
    without_brackets,
)
from .indicator_columns import IndicatorColumns, indicator_lists, with_parts, with_value_between
from .layouts import PROJECT_FORM, list_layout_for
from .money_units import MoneyUnit, unit_of_title

IGNORED = ""  # in a mapping: the column is not to be read
_MOST_HEADER_ROWS = 4
_ROWS_BELOW = 8  # that show what a title over several columns stands for
FEWEST_FIELDS = 3
_FEWEST_CELLS = 5
_LONGEST_TIER = 12
_OF_YEAR = re.compile("(?:19|20)[0-9]{2}年|当年|本年|年度|年初")
_MONEY = re.compile("金额|资金|预算|经费|安排|投资|拨款|元")
_SUMMED = re.compile("资金|金额|预算|经费")  # over 合计, 财政拨款, 其他资金 …
_UNIT_OF_MONEY = re.compile(r"[(\[【〔](?:(?:金额)?单位)?(?:亿|百万|千|万)?元[)\]】〕]")
_DATED = re.compile("(?:19|20)[0-9]{2}年")


@dataclass(frozen=True)
class Header:
    """`titles` are the plain titles of a column from the top; `assigned` its field, for every column whose
    meaning is sure: several columns may show the same field.

    `ignored` columns are those a mapping leaves out on purpose.
    """

    first_row: int
    last_row: int
    titles: Mapping[int, tuple[str, ...]]
    assigned: Mapping[int, str]
    ignored: frozenset[int] = frozenset()

    @cached_property
    def fields(self) -> dict[str, int]:
        """The columns by field; of several for one field the first."""
        found: dict[str, int] = {}
        for column, key in sorted(self.assigned.items()):
            found.setdefault(key, column)
        return found

    @cached_property
    def lists(self) -> tuple[IndicatorColumns, ...]:
        """The lists of indicators that stand side by side under this header: one, or two."""
        return indicator_lists(self.assigned, self.titles)

    @cached_property
    def used(self) -> frozenset[int]:
        """Columns that are read: the first of each field of the project, and those of the lists."""
        own = {n for key, n in self.fields.items() if key not in INDICATOR_KEYS}
        return frozenset(own.union(*(one.columns for one in self.lists)))

    @property
    def signature(self) -> str:
        return signature_of(f"{column}{'/'.join(path)}" for column, path in self.titles.items())

    @property
    def amount_unit(self) -> MoneyUnit:
        """元 or 万元 where the title of the amount, or a title over it, says it."""
        return self._unit_of("amount")

    @property
    def unit_beside(self) -> MoneyUnit:
        """What the titles of the other sums say, if all say one: 总投资（万元） beside 其中：本年安排."""
        said = {unit.name: unit for unit in map(self._unit_of, SUMS) if unit.name}
        return next(iter(said.values())) if len(said) == 1 else MoneyUnit("")

    @property
    def units_of_sums(self) -> dict[str, str]:
        """元 or 万元 by field, of the sums whose own titles say it."""
        return {key: unit.name for key in SUMS if (unit := self._unit_of(key)).name}

    def _unit_of(self, key: str) -> MoneyUnit:
        for title in reversed(self.titles.get(self.fields.get(key, 0), ())):
            if unit := unit_of_title(title):
                return MoneyUnit(unit, f"表头“{title}”")
        return MoneyUnit("")

    @property
    def columns(self) -> dict[str, str]:
        """Field by column letters, IGNORED for those left out on purpose."""
        return {get_column_letter(n): key for n, key in sorted(self.assigned.items()) if n in self.used} | {
            get_column_letter(column): IGNORED for column in sorted(self.ignored)
        }

    def unmapped(self) -> dict[int, str]:
        """Title by column, of those that are neither read nor ignored."""
        known = self.used | self.ignored
        return {column: path[-1] for column, path in self.titles.items() if column not in known}

    def title(self, column: int) -> str:
        """The lowest title of a column, "" for one without."""
        return self.titles[column][-1] if column in self.titles else ""

    def suggestion(self, column: int) -> str:
        return likely_field("".join(self.titles.get(column, ())), taken=self.fields) or ""

    def repeated_by(self, row: Row) -> bool:
        """Whether `row` is this header again, as on the next printed page."""
        known = sum(plain_title(cell.text) in self.titles.get(n, ()) for n, cell in row.cells.items())
        return known >= 2 and 2 * known >= len(row.cells)

    def mapped(self, mapping: Mapping[str, Mapping[str, str]]) -> "Header":
        """With the columns that somebody assigned by hand for this signature: letters → field or IGNORED."""
        chosen = {
            column_index_from_string(key): key_of
            for key, key_of in mapping.get(self.signature, {}).items()
            if key_of in FIELD or key_of == IGNORED
        }
        if not chosen:
            return self
        kept = {
            column: key
            for column, key in self.assigned.items()
            if column not in chosen and (key not in chosen.values() or self._is_repeated(key))
        }
        kept |= {column: key for column, key in chosen.items() if key != IGNORED}
        ignored = frozenset(column for column, key in chosen.items() if key == IGNORED)
        return replace(self, assigned=kept, ignored=ignored)

    def _is_repeated(self, key: str) -> bool:
        """Whether several columns show this field, as in two lists side by side."""
        return sum(key == other for other in self.assigned.values()) > 1


def reassigned(before: Header, after: Header) -> dict[int, str]:
    """Columns whose title surely means another field than a mapping made of them: that field or IGNORED."""
    pairs = ((n, key, after.assigned.get(n, IGNORED)) for n, key in before.assigned.items())
    return {column: chosen for column, key, chosen in pairs if chosen != key}


def signature_of(titles: Iterable[str]) -> str:
    """The same for all files whose titles stand in the same order."""
    return hashlib.sha256("|".join(titles).encode()).hexdigest()[:16]


def find_header(rows: Sequence[Row], merges: MergedAreas) -> Header | None:
    """The first complete header of a list, else the rows that look most like one, else many short texts.

    The last kind has few fields or none: it waits for a mapping by hand.
    """
    best: Header | None = None
    for index, row in enumerate(rows):
        if _known_titles(row) >= 2:
            header = header_at(rows, index, merges)
            if list_layout_for(header.fields.keys()):
                return header
            if best is None or len(header.fields) > len(best.fields):
                best = header
    if best is not None and len(best.fields) >= FEWEST_FIELDS:
        return best
    for index, row in enumerate(rows):
        if sum(_looks_like_a_title(cell.text) for cell in row.cells.values()) >= _FEWEST_CELLS:
            return header_at(rows, index, merges)
    return best


def header_at(rows: Sequence[Row], index: int, merges: MergedAreas) -> Header:
    """The header whose first row is `rows[index]`."""
    found = _header_rows(rows, index, merges)
    columns = sorted({column for row in found for column in _columns(row, merges)})
    paths = {column: _path(found, column, merges) for column in columns}
    titles = {column: path for column, path in paths.items() if path}
    below = rows[index + len(found) : index + len(found) + _ROWS_BELOW]
    return Header(found[0].number, found[-1].number, titles, with_parts(_assigned(titles), titles, below))


def is_header_row(row: Row) -> bool:
    """Whether most cells of a row are known titles, and more than a few."""
    return 2 * _known_titles(row) > len(row.cells) >= FEWEST_FIELDS


def _known_titles(row: Row) -> int:
    return sum(is_known_title(cell.text) for cell in row.cells.values())


def is_known_title(text: str) -> bool:
    return _is_known(plain_title(text))


@lru_cache(maxsize=8192)
def _is_known(title: str) -> bool:
    return title == UNIT_TITLE or is_group_title(title) or field_of_title(title) is not None


def _looks_like_a_title(text: str) -> bool:
    title = plain_title(text)
    return 2 <= len(title) <= 20 and not any(character.isdigit() for character in title)


def _header_rows(rows: Sequence[Row], index: int, merges: MergedAreas) -> list[Row]:
    """The row at `index` and those below it that belong to the same header."""
    header = [rows[index]]
    for row in rows[index + 1 : index + _MOST_HEADER_ROWS]:
        if row.number != header[-1].number + 1 or not (
            (_covered(row.number, header, merges) and not _has_tiers(row))
            or 2 * _known_titles(row) > len(row.cells) > 1
            or _names_tiers(row, header)
        ):
            break
        header.append(row)
    return header


def _covered(number: int, header: list[Row], merges: MergedAreas) -> bool:
    """Whether the title of a column is merged down to this row; a label beside the table is none."""
    return any(
        area.last_row >= number and area.last_row < header[0].number + _MOST_HEADER_ROWS
        for row in header
        for column, cell in row.cells.items()
        if (area := merges.at(header[-1].number, column)) and not is_group_title(plain_title(cell.text))
    )


def _has_tiers(row: Row) -> bool:
    """Whether a row shows 产出指标 beside 数量指标, as rows of data do and headers do not."""
    texts = [cell.text for cell in row.cells.values() if len(cell.text) <= _LONGEST_TIER]
    return any(is_tier1(one) and is_tier2(two) for one, two in pairwise(texts))


def _names_tiers(row: Row, header: list[Row]) -> bool:
    """Whether a row names 二级指标 below 一级指标 of the header: the list has one project a row."""
    above = [cell.text for cell in header[-1].cells.values() if len(cell.text) <= _LONGEST_TIER]
    known = sum(is_tier2(cell.text) and not is_known_title(cell.text) for cell in row.cells.values())
    return any(is_tier1(text) for text in above) and 2 * known > len(row.cells)


def _columns(row: Row, merges: MergedAreas) -> set[int]:
    """Columns with a title of their own or under a group that is merged over them."""
    found = set(row.cells)
    for column in row.cells:
        if area := merges.at(row.number, column):
            found.update(range(column, min(area.last_column, column + 50) + 1))
    return found


def _path(rows: list[Row], column: int, merges: MergedAreas) -> tuple[str, ...]:
    """The titles over a column from the top down."""
    path: list[str] = []
    for position, row in enumerate(rows):
        title = plain_title(row.text(column)) or _group_over(rows, position, column, merges)
        if path and _UNIT_OF_MONEY.fullmatch(
            title
        ):  # （万元） in a row of its own belongs to the title over it
            path[-1] += title
        elif title and title not in path[-1:]:
            path.append(title)
    return tuple(path)


def _group_over(rows: list[Row], position: int, column: int, merges: MergedAreas) -> str:
    """The group title that reaches over a column from its left: merged, or by nothing else in between."""
    row = rows[position]
    if area := merges.at(row.number, column):
        return plain_title(row.text(area.first_column)) if area.first_row == row.number else ""
    below = rows[position + 1 :]
    if not any(row.text(column) for row in below):
        return ""
    left = max((n for n in row.cells if n < column), default=0)
    title = plain_title(row.text(left))
    return title if any(row.text(left) for row in below) else ""


def _assigned(titles: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """Column → field for the titles that are certain. A merged title counts for its first column."""
    assigned: dict[int, str] = {}
    before: tuple[str, ...] = ()
    for column, path in titles.items():
        key = _field_of(path, assigned)
        if key and path != before:
            assigned[column] = key
        before = path
    assigned = _with_one_amount(_without_doubt(assigned, titles), titles)
    return _with_goal(with_value_between(assigned, titles), titles)


def _field_of(path: tuple[str, ...], assigned: Mapping[int, str]) -> str | None:
    if path[-1] == UNIT_TITLE:
        return "measure" if "indicator" in assigned.values() else "unit"
    if path[-1] == KIND_TITLE and "indicator" in assigned.values():
        return "sign"
    if path[-1] in SUM_TITLES and len(path) > 1 and _SUMMED.search(path[-2]):
        return "amount"
    return field_of_title("".join(path)) or field_of_title(path[-1])


def _without_doubt(assigned: dict[int, str], titles: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """2022年预算数 beside 2023年预算数: which is the table's year is for a person to say."""
    amounts = [n for n, key in assigned.items() if key == "amount"]
    dated = [n for n in amounts if _DATED.search(titles[n][-1])]
    others = [n for n in amounts if n not in dated and "总" not in titles[n][-1]]
    doubtful = set(dated) if len(dated) > 1 or (dated and others) else set()
    return {n: key for n, key in assigned.items() if n not in doubtful}


def _with_one_amount(assigned: dict[int, str], titles: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """资金总额 beside 当年预算: the year's money is the amount, and a sum that says 总 is the whole
    term's; alone beside money of a year that nobody knows it is left to a person."""
    amounts = [n for n, key in assigned.items() if key == "amount"]
    of_year = [n for n in amounts if PROJECT_FORM.is_of_year(titles[n][-1])]
    if not of_year and len(amounts) == 1 and "总" in titles[amounts[0]][-1]:
        unknown = (path[-1] for n, path in titles.items() if n not in assigned)
        is_doubtful = any(_OF_YEAR.search(title) and _MONEY.search(title) for title in unknown)
        return {n: key for n, key in assigned.items() if n not in amounts} if is_doubtful else assigned
    if len(amounts) < 2 or len(of_year) != 1:
        return assigned
    others = [n for n in amounts if n not in of_year]
    kept = {n: key for n, key in assigned.items() if n not in others}
    whole = [n for n in others if "总" in titles[n][-1]]
    if len(whole) == 1 and "period_amount" not in kept.values():
        kept[whole[0]] = "period_amount"
    return kept


def _with_goal(assigned: dict[int, str], titles: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """绩效目标 over a single column, as portals export it, is the year's goal where none is named."""
    if "annual_objective" in assigned.values():
        return assigned
    alone = [n for n, path in titles.items() if len(path) == 1 and without_brackets(path[0]) in GOAL_TITLES]
    if len(alone) != 1 or not INDICATOR_KEYS.intersection(assigned.values()):
        return assigned
    return assigned | {alone[0]: "annual_objective"}
