"""What an entry still lacks before it can be submitted: the list in the box on the form's top."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from indicators.fields import CELLS, FACTS, FieldKind

from . import field_problems
from .entries import GoalEntry, References, RowEntry
from .settling import CELL_LIMITS, name_problem, wrong_facts

REQUIRED_FACTS = [key for key, field in FACTS.items() if field.required and key != "name"]
ROWS = "rows"


class ProblemKind(StrEnum):
    """A missing value, a wrong one, what a check found, or something to look at that hinders nothing."""

    MISSING = "missing"
    WRONG = "wrong"
    FINDING = "finding"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one place: `field` of FACTS or CELLS, `row` its place in the entry (None: a fact).

    A required category without a row has field "rows" and names the `category`.
    """

    field: str
    message: str
    kind: ProblemKind = ProblemKind.WRONG
    row: int | None = None
    category: int | None = None

    @property
    def blocks(self) -> bool:
        return self.kind != ProblemKind.ADVICE

    @property
    def loses_text(self) -> bool:
        """What was typed there can't stand in the table: wrong, or a row or project without its name."""
        return self.kind == ProblemKind.WRONG or (self.kind == ProblemKind.MISSING and self.field == "name")


def problems(entry: GoalEntry, *, references: References, previous_year: int | None = None) -> list[Problem]:
    """Everything that is missing or wrong in a normalised entry, in the order of the form.

    `previous_year`: the year of the project this one was copied from; texts that name it are pointed out.
    """
    return [
        *_fact_problems(entry, references),
        *_row_problems(entry, references),
        *_missing_categories(entry, references),
        *(_stale_years(entry, previous_year) if previous_year else ()),
    ]


def _fact_problems(entry: GoalEntry, references: References) -> Iterator[Problem]:
    typed = entry.facts
    if message := name_problem(typed["name"], references.project):
        yield Problem("name", message, ProblemKind.WRONG if typed["name"] else ProblemKind.MISSING)
    for key in REQUIRED_FACTS:
        if key in references.leaves_out:
            continue
        if message := field_problems.required_problem(typed[key], FACTS[key].label):
            yield Problem(key, message, ProblemKind.MISSING)
    yield from (Problem(key, message) for key, message in wrong_facts(typed, references).items())


def _row_problems(entry: GoalEntry, references: References) -> Iterator[Problem]:
    for place, row in enumerate(entry.rows):
        if row.is_spare:
            continue
        for field, message, kind in _one_row(row, known=row.category in references.categories):
            if not (kind == ProblemKind.MISSING and field in references.leaves_out):
                yield Problem(field, message, kind, row=place)


def _one_row(row: RowEntry, *, known: bool) -> Iterator[tuple[str, str, ProblemKind]]:
    if message := field_problems.category_problem(known, row.category_text):
        yield "category", message, ProblemKind.WRONG
    if message := field_problems.row_name_problem(row.name):
        yield "name", message, ProblemKind.MISSING
    for side in ("period_target", "annual_target"):
        if message := field_problems.target_problem(
            getattr(row, side), CELLS[side].label, row.not_applicable
        ):
            yield side, message, ProblemKind.MISSING
    if message := field_problems.reason_problem(row.not_applicable, row.note):
        yield "note", message, ProblemKind.MISSING
    for cell, limit in CELL_LIMITS.items():
        if len(text := getattr(row, cell)) > limit:
            yield cell, field_problems.length_problem(text, limit), ProblemKind.WRONG


def _missing_categories(entry: GoalEntry, references: References) -> Iterator[Problem]:
    """Every 二级指标 that the scheme requires has a row, if only one that says why it does not apply."""
    present = {row.category for row in entry.rows if row.name}
    for category in references.categories.values():
        if category.required and category.pk not in present:
            message = f"缺少“{category.name}”，至少填一条；确实不适用的，添一行并标记“不适用”。"
            yield Problem(ROWS, message, ProblemKind.MISSING, category=category.pk)


def _stale_years(entry: GoalEntry, year: int) -> Iterator[Problem]:
    for key in (key for key, field in FACTS.items() if field.is_text):
        if message := field_problems.stale_year_problem(entry.facts[key], year):
            yield Problem(key, message, ProblemKind.ADVICE)
    for place, row in enumerate(entry.rows):
        for cell in (cell for cell, field in CELLS.items() if field.kind is FieldKind.TEXT):
            if message := field_problems.stale_year_problem(getattr(row, cell), year):
                yield Problem(cell, message, ProblemKind.ADVICE, row=place)
