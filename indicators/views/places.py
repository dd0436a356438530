"""Where in the pages a finding or a remark leads: the input of the form, the cell of the table."""

from dataclasses import dataclass

from django.urls import reverse

from ..domain.entries import entry_of
from ..domain.places import place_of

# Fields of the checks and of the form → column of the table; the same names stand for inputs of the form.
COLUMNS = {
    "fund_code": "fund",
    "fund_source": "fund",
    "subject_code": "subject",
    "functional_subject": "subject",
}
INPUTS = {
    "fund_code": "fund_source", "fund": "fund_source", "subject_code": "functional_subject",
    "subject": "functional_subject", "indicator": "name", "tier2": "category",
}  # fmt: skip
ROW_COLUMNS = {"name": "indicator", "note": "indicator", "tier2": "indicator", "category": "indicator"}


@dataclass(frozen=True)
class FindingLink:
    """A finding with the words and the address of its place."""

    finding: object
    where: str
    url: str


def finding_links(goal, findings) -> list[FindingLink]:
    """Each finding with the input of the form that it is about; needs the goal's indicators."""
    rows = form_rows(goal) if findings else {}
    return [
        FindingLink(
            f,
            place_of(goal, f) if f.field != "remarks" else "审核意见",
            input_url(goal, f.field, f.indicator, rows, place=getattr(f, "row", None)),
        )
        for f in findings
    ]


def form_rows(goal) -> dict[int, int]:
    """Indicator key → its place among the rows of the form."""
    return {row.pk: place for place, row in enumerate(entry_of(goal).rows) if row.pk}


def input_url(
    goal, field: str, indicator: int | None, rows: dict[int, int], *, place: int | None = None
) -> str:
    """The address of an input on the edit page, of the row of `indicator` or of the row at `place`."""
    page = reverse("goal_edit", args=[goal.pk])
    name = INPUTS.get(field, field)
    if field == "remarks":
        return reverse("goal_remarks", args=[goal.pk])
    place = rows.get(indicator, place)
    if place is not None:
        return f"{page}#id_rows-{place}-{name}"
    return f"{page}#id_{name}" if name != "indicators" else f"{page}#problems"


def cell_of(field: str, indicator: int | None) -> tuple[str, int | None]:
    """(column key, indicator key) of a finding's place in the printed table."""
    if indicator is not None:
        return ROW_COLUMNS.get(field, field), indicator
    return COLUMNS.get(field, field), None
