"""One posted form of a goal table, from the fields to the step that saves it."""

from functools import cached_property

from django.db import IntegrityError

from indicators.domain.entry.conflicts import MINE, Conflict, conflicts, resolved, with_known_rows
from indicators.domain.entry.entries import GoalEntry, References, RowEntry, entry_of, normalised
from indicators.domain.entry.saving import Saved, save_goal
from indicators.domain.entry.settling import settle
from indicators.models import PerformanceGoal

from .goal import GoalForm, IndicatorFormSet, posted_entry

CHOICE = "choice-"


class PostedGoal:
    """`mine` is what was posted; `entry` is what to save: mine, with what was chosen of a colleague's.

    The goal comes as the view read it, `with_project()` and `with_indicators()`.
    """

    def __init__(self, data, *, goal: PerformanceGoal):
        self.goal = goal
        self.references = References(goal)
        self.form = GoalForm(data, references=self.references)
        self.formset = IndicatorFormSet(data, references=self.references)
        self.choices = {
            key.removeprefix(CHOICE): value for key, value in data.items() if key.startswith(CHOICE)
        }
        self.row_ids: dict[int, int] = {}

    @cached_property
    def is_readable(self) -> bool:
        """False for a form that no page of ours can have sent; whatever a person types is readable."""
        return self.form.is_valid() and self.formset.is_valid()

    @cached_property
    def mine(self) -> GoalEntry:
        return normalised(posted_entry(self.form, self.formset), self.references)

    @cached_property
    def entry(self) -> GoalEntry:
        stored = entry_of(self.goal)
        if self.revision != self.goal.revision:
            return self.mine  # stale: will be refused
        entry = resolved(self.mine, stored, self.choices)
        return GoalEntry(entry.facts, (*entry.rows, *self._untouched_rows(entry, stored)))

    @property
    def revision(self) -> int:
        return self.form.cleaned_data["revision"]

    @property
    def prefixes(self) -> list[str]:
        """The form prefix of each row of `mine`."""
        return [prefix for prefix, row in self.formset.kept if not row.is_spare]

    def save(self, *, by) -> Saved:
        """Store `entry`; afterwards `row_ids` maps places of rows to their ids. Raises as save_goal does."""
        try:
            return self._store(by)
        except IntegrityError:
            # Somebody took the new name after settle had found it free: now it waits in the form.
            return self._store(by)

    def _store(self, by) -> Saved:
        settled = settle(self.entry, goal=self.goal, references=self.references)
        saved = save_goal(
            goal=self.goal, by=by, revision=self.revision, facts=settled.facts, rows=settled.rows
        )
        self.row_ids = dict(zip(settled.places, saved.row_ids, strict=True))
        return saved

    def take_ids_of(self, theirs: PerformanceGoal) -> None:
        """For a stale form that says what is stored: its answer got lost, so its rows learn their ids now."""
        rows = with_known_rows(self.mine, entry_of(theirs)).rows
        self.row_ids = {place: row.pk for place, row in enumerate(rows) if row.pk}

    def conflicts(self, theirs: PerformanceGoal) -> list[Conflict]:
        """What has to be chosen between this form and what a colleague left."""
        base = self.form.cleaned_data["base"]
        return conflicts(self.mine, entry_of(theirs), base=base, references=self.references)

    def _untouched_rows(self, entry: GoalEntry, stored: GoalEntry) -> list[RowEntry]:
        """Stored rows that were not posted: they stay, because rows are deleted on request only."""
        present = {row.pk for row in entry.rows} | self.formset.removed
        given_up = {key for key, choice in self.choices.items() if choice == MINE}
        absent = [row for row in stored.rows if row.pk and row.pk not in present]
        return [row for row in absent if f"row-{row.pk}" not in given_up]
