"""The rows of the grid as the page shows them; IndicatorFormSet reads what is posted, by the same names.

The template writes the inputs itself. A form for each row, with a field and a widget for each of its fourteen
inputs, was half of the page's work, and added nothing: a page never shows a row's form with its errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from indicators.domain.entry.entries import GoalEntry, References, RowEntry
from indicators.domain.entry.past import key_of
from indicators.fields import CELLS, VALUES, labels_of

PREFIX = "rows"
# Of the row that the page's script copies for a new one.
UNNUMBERED = "__prefix__"
LABELS = labels_of(CELLS)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: what it says, its 一级 and 二级 (`group`) and whether it is the first of them, and what was
    promised and reached in the last years (see past_of). `place` counts from 0; None for the row to copy."""

    place: int | None
    entry: RowEntry
    options: SafeString
    group: tuple[str, str] = ("", "")
    starts_tier1: bool = False
    starts_tier2: bool = False
    spare: bool = False
    past: tuple = ()

    @property
    def prefix(self) -> str:
        """What the names of its inputs begin with."""
        return f"{PREFIX}-{UNNUMBERED if self.place is None else self.place}"

    @property
    def number(self) -> str:
        return "" if self.place is None else str(self.place + 1)

    @property
    def values(self) -> list[tuple[str, str, str]]:
        """(name, label, text) of each column of values."""
        return [(name, field.label, getattr(self.entry, name)) for name, field in VALUES.items()]


def rows_to_show(entry: GoalEntry, references: References) -> tuple[RowEntry, ...]:
    """An empty table starts with a row for each required category."""
    required = (c.pk for c in references.categories.values() if c.required)
    return entry.rows or tuple(RowEntry(category=key) for key in required)


def grid_rows(entry: GoalEntry, references: References, past: dict, *, total: int) -> list[GridRow]:
    """All rows of the page, those to fill in at the end included; `total` is how many."""
    given, options = rows_to_show(entry, references), CategoryOptions(references)
    rows, before = [], (None, None)
    for place in range(total):
        said = given[place] if place < len(given) else RowEntry()
        category = references.categories.get(said.category)
        group = (category.parent.name, category.name) if category else ("", "")
        rows.append(
            GridRow(
                place,
                said,
                options.of(said.category),
                group,
                starts_tier1=group[0] != before[0],
                starts_tier2=group != before,
                spare=place >= len(given),
                past=tuple(past.get(key_of(group[1], said.name), ())),
            )
        )
        before = group
    return rows


def row_to_copy(references: References) -> GridRow:
    """The empty row from which the page's script makes new ones."""
    return GridRow(None, RowEntry(), CategoryOptions(references).of(None))


class CategoryOptions:
    """二级指标 under their 一级指标, as a row offers them; an option is escaped once a page."""

    def __init__(self, references: References):
        by_tier1 = groupby(references.categories.values(), key=lambda category: category.parent.name)
        self.groups = [
            (
                format_html('<optgroup label="{}">', tier1),
                [
                    (
                        member.pk,
                        format_html('<option value="{}"', member.pk),
                        format_html(">{}</option>", member.name),
                    )
                    for member in members
                ],
            )
            for tier1, members in by_tier1
        ]
        self._made: dict[int | None, SafeString] = {}

    def of(self, chosen: int | None) -> SafeString:
        if chosen not in self._made:
            self._made[chosen] = mark_safe("".join(self._parts(chosen)))  # parts of format_html
        return self._made[chosen]

    def _parts(self, chosen: int | None) -> Iterator[str]:
        yield f'<option value=""{_SELECTED[chosen is None]}>请选择二级指标</option>'
        for opening, members in self.groups:
            yield opening
            for key, before, after in members:
                yield f"{before}{_SELECTED[key == chosen]}{after}"
            yield "</optgroup>"


_SELECTED = {True: " selected", False: ""}
