"""Where in the pages a finding or a remark leads: the input of the form, the cell of the table."""

from dataclasses import dataclass

from django.urls import reverse

from indicators.domain.checking.words import place_of
from indicators.domain.entry.entries import entry_of
from indicators.domain.entry.problems import ROWS
from indicators.domain.review.obstacles import Reminder
from indicators.domain.review.remarks import rows_of_remarks
from indicators.fields import CELLS, field_named


@dataclass(frozen=True)
class FindingLink:
    """A finding with the words and the address of its place."""

    finding: object
    where: str
    url: str
    answer: object = None
    """The unit's reason for keeping it, if there is one."""


def finding_links(goal, findings, answers: dict) -> list[FindingLink]:
    """Each finding with the input of the form that it is about; needs the goal's indicators.

    `answers`: fingerprint → answer, see checking.answers_of.
    """
    rows = form_rows(goal) if findings else {}
    return [_finding_link(goal, finding, rows, answers) for finding in findings]


def _finding_link(goal, finding, rows, answers) -> FindingLink:
    if isinstance(finding, Reminder):
        return FindingLink(finding, *_place_of_reminder(goal, finding, rows))
    url = input_url(goal, finding.field, finding.indicator, rows)
    return FindingLink(finding, place_of(goal, finding), url, answers.get(finding.fingerprint))


def _place_of_reminder(goal, reminder: Reminder, rows) -> tuple[str, str]:
    """Words and address; a row that the table has no place for is known by its number in the form."""
    if reminder.field == "remarks":
        return "审核意见", input_url(goal, reminder.field, None, rows)
    url = input_url(goal, reminder.field, None, rows, place=reminder.row)
    if reminder.row is None:
        return place_of(goal, reminder), url
    return f"第 {reminder.row + 1} 行 {CELLS[reminder.field].label}", url


def form_rows(goal) -> dict[int, int]:
    """Indicator key → its place among the rows of the form."""
    return {row.pk: place for place, row in enumerate(entry_of(goal).rows) if row.pk}


def input_url(
    goal, field: str, indicator: int | None, rows: dict[int, int], *, place: int | None = None
) -> str:
    """The address of an input on the edit page, of the row of `indicator` or of the row at `place`."""
    page = reverse("goal_edit", args=[goal.pk])
    if field == "remarks":
        return reverse("goal_remarks", args=[goal.pk])
    place = rows.get(indicator, place)
    name = input_name(field, of_row=place is not None or None)
    if place is not None:
        return f"{page}#id_rows-{place}-{name}"
    return f"{page}#problems" if name == ROWS else f"{page}#id_{name}"


def input_name(field: str, *, of_row: bool | None = None) -> str:
    """The input of the form for a field by any of its names."""
    found = field_named(field, of_row=of_row)
    return found.input if found else field


def remark_places(goal, entry, remarks) -> list[tuple[str, str]]:
    """(id of the input in the form, text) of remarks that are about a place of it."""
    rows = rows_of_remarks(remarks, goal.indicators.all())
    places = {row.pk: place for place, row in enumerate(entry.rows) if row.pk}
    found = []
    for remark in remarks:
        row, name = rows[remark.pk], input_name(remark.place)
        if row is not None and row.pk in places:
            found.append((f"id_rows-{places[row.pk]}-{name}", remark.text))
        elif remark.place and not remark.row_key:
            found.append((f"id_{name}", remark.text))
    return found


def cell_of(field: str, indicator: int | None) -> tuple[str, int | None]:
    """(column key, indicator key) of a finding's place in the printed table."""
    found = field_named(field, of_row=indicator is not None)
    if indicator is None:
        return found.key if found else field, None
    # What has no cell of its own, or one that rows share, is said at the row's name.
    return found.key if found and found.remarked else "indicator", indicator
