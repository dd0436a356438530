"""From the blocks of a file to what each would do in a cycle: new, changed, unchanged, locked or refused.

Reads the code lists once and the stored tables once for every chunk; writes nothing and locks nothing. Why a
block is refused or doubtful is said by `refusals`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from indicators.enums import ItemState
from indicators.fields import CELLS, FACTS, FieldKind
from indicators.models import PerformanceGoal
from indicators.record import FORM_FACTS
from projects.models import Department, Project
from reading.blocks import FileFinding, ImportedBlock, ImportedFile, ImportedIndicator, Level

from ..entry.entries import NOT_APPLICABLE, GoalEntry, RowEntry, entry_of, normalised
from .changes import Change, changes_between, paired
from .references import BookReferences, CodeBook, empty_project
from .refusals import CODES, Refusals, locked_table

CHUNK = 200
# The name is matched by itself.
TEXTS = [name for name, field in FACTS.items() if field.kind is FieldKind.TEXT]
_TEXT_CELLS = [name for name, field in CELLS.items() if field.is_text]
_LINES = [name for name in _TEXT_CELLS if CELLS[name].kind is FieldKind.LINE]


@dataclass(slots=True)
class Matched:
    """One block and what it would do. `values` is what `writing` stores, as plain data."""

    block: ImportedBlock
    state: ItemState
    findings: list[FileFinding]
    unit: Department | None = None
    values: dict = field(default_factory=dict)
    goal: PerformanceGoal | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def consents(self) -> list[str]:
        """What has to be confirmed before this is written."""
        return sorted({finding.consent for finding in self.findings if finding.consent})


class Matcher:
    """Compares the blocks of `file` with the cycle of `book`.

    `allowed` are the codes of the units that may be imported into, None for every unit; `own` is the unit of
    a table that names none. `title_doubts` are findings about the titles of whole sheets.
    """

    def __init__(self, file: ImportedFile, book: CodeBook, *, allowed: set[str] | None, own: str = ""):
        self.book = book
        self.columns = {sheet.name: frozenset(sheet.columns.values()) for sheet in file.sheets}
        self.blocks = file.blocks
        self.subjects: dict = {}
        stored = Project.objects.filter(cycle=book.cycle.pk).values_list("department__code", "name", "pk")
        self.stored = {(code, name): pk for code, name, pk in stored}
        self.refusals = Refusals(file, book, allowed=allowed, own=own, stored=self.stored)
        self.title_doubts = self.refusals.title_doubts

    def match(self, progress=None) -> Iterator[Matched]:
        """Every block in the order of the file; `progress` gets the blocks done and their number."""
        done = 0
        for start in range(0, len(self.blocks), CHUNK):
            chunk = [self._place(block) for block in self.blocks[start : start + CHUNK]]
            goals = self._goals_of(chunk)
            for matched in chunk:
                refused = matched.state == ItemState.ERROR
                self._compare(matched, None if refused else goals.get(self.stored.get(self._key(matched))))
                yield matched
            done += len(chunk)
            if progress:
                progress(done, len(self.blocks))

    def _goals_of(self, chunk: Iterable[Matched]) -> dict[int, PerformanceGoal]:
        wanted = {self.stored.get(self._key(matched)) for matched in chunk if matched.unit} - {None}
        if not wanted:
            return {}
        goals = list(PerformanceGoal.objects.filter(pk__in=wanted).with_project().with_indicators())
        locked = [goal for goal in goals if not goal.is_editable]
        prefetch_related_objects(locked, "filing__transitions__by")
        return {goal.pk: goal for goal in goals}

    @staticmethod
    def _key(matched: Matched) -> tuple[str, str]:
        return matched.unit.code, matched.block.name

    def _place(self, block: ImportedBlock) -> Matched:
        """Find the unit, and refuse what can't be written whatever is stored."""
        unit, said = self.refusals.of_place(block)
        findings = [*block.findings, *said]
        refused = any(finding.level is Level.ERROR for finding in findings)
        return Matched(block, ItemState.ERROR if refused else ItemState.NEW, findings, unit)

    def _compare(self, matched: Matched, goal: PerformanceGoal | None) -> None:
        """What it would change; of a refused project everything else that is wrong with it, all at once."""
        block = matched.block
        new = goal is None
        # A project whose unit nobody knows is refused; what else is wrong with it is said all the same.
        unit = matched.unit or Department(name=block.unit_name)
        project = empty_project(self.book, unit=unit, name=block.name) if new else goal.project
        references = BookReferences(project, self.book, self.subjects)
        old = GoalEntry(dict.fromkeys(FACTS, "")) if new else entry_of(goal)
        rows = paired([self._row(row, references) for row in block.indicators], old.rows)
        facts = self._facts(block, old) if new else _with_waiting(self._facts(block, old), goal)
        entry = normalised(GoalEntry(facts, tuple(rows)), references)
        matched.findings += self.refusals.of_contents(
            block, entry, references, said=matched.findings, refused=matched.state == ItemState.ERROR
        )
        if matched.state == ItemState.ERROR:
            return
        matched.values = {
            "unit": matched.unit.code,
            "facts": entry.facts,
            "amount_note": self._amount_note(block, project),
            "rows": [row.as_dict() for row in entry.rows],
        }
        if new:
            return
        matched.goal = goal
        old = normalised(old, references)
        matched.changes = changes_between(old, entry, self.book.categories)
        note = matched.values["amount_note"]
        if not entry.facts["amount"] and note != goal.project.amount_note and not old.facts["amount"]:
            matched.changes.append(Change("修改", "金额说明", goal.project.amount_note, note))
        if not matched.changes:
            matched.state = ItemState.UNCHANGED
        elif not goal.is_editable:
            matched.state = ItemState.LOCKED
            matched.findings.append(locked_table(block, goal))
        else:
            matched.state = ItemState.CHANGED

    def _facts(self, block: ImportedBlock, old: GoalEntry) -> dict[str, str]:
        """What the file says; a field that it has no column for stays as it is."""
        given = self.columns.get(block.sheet, frozenset()) | block.cells.keys()
        facts = {"name": block.name}
        for code_field in CODES:
            key, fact = code_field.key, code_field.input
            code, text = getattr(block, f"{key}_code"), getattr(block, f"{key}_text")
            name = getattr(block, f"{key}_name")
            said = text if not code or code in text else f"{code}{name}"
            facts[fact] = said if given & {key, f"{key}_code"} else old.facts[fact]
        for key in TEXTS:
            facts[key] = getattr(block, key) if key in given else old.facts[key]
        facts |= self._form_facts(block, given, old)
        facts["amount"] = ("" if block.amount is None else str(block.amount)) if "amount" in given else None
        if facts["amount"] is None:
            facts["amount"] = old.facts["amount"]
        return facts

    @staticmethod
    def _form_facts(block: ImportedBlock, given: frozenset[str], old: GoalEntry) -> dict[str, str]:
        """What only some forms say."""
        said = {**block.texts, **block.sums}
        return {
            name: said.get(name, "") if name in said or name in given else old.facts[name]
            for name in FORM_FACTS
        }

    def _amount_note(self, block: ImportedBlock, project: Project) -> str:
        given = self.columns.get(block.sheet, frozenset()) | block.cells.keys()
        return block.amount_note[:100] if "amount" in given else project.amount_note

    @staticmethod
    def _row(row: ImportedIndicator, references: BookReferences) -> RowEntry:
        text = f"{row.tier1} › {row.tier2}" if row.tier1 else row.tier2
        category = references.category_named(text)
        targets = (row.period_target, row.annual_target)
        return RowEntry(
            category=category.pk if category else None,
            category_text="" if category else text,
            not_applicable=targets == (NOT_APPLICABLE, NOT_APPLICABLE),
            **_cell_texts(row),
        )


def _with_waiting(facts: dict[str, str], goal: PerformanceGoal) -> dict[str, str]:
    """A text that waits to be put right is exported as an empty cell: that cell does not end it."""
    waiting = goal.unfinished.get("facts", {})
    return {key: text or waiting.get(key, "") for key, text in facts.items()}


def _cell_texts(row: ImportedIndicator) -> dict[str, str]:
    """What the file says in each cell, "" where it has no such column; a line loses its breaks."""
    texts = {name: row.text(name) for name in _TEXT_CELLS}
    for name in _LINES:
        if texts[name]:
            texts[name] = " ".join(texts[name].split())
    return texts
