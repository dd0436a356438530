"""Saving a goal table: one locked step that knows whether somebody saved in between."""

from dataclasses import dataclass

from django.db import transaction

from filings.locking import refuse_locked
from filings.models import Filing
from indicators.models import GoalFinding, Indicator, PerformanceGoal
from indicators.models.goal import GOAL_FACTS
from indicators.record import ROW_TEXTS
from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb
from projects.models import Project

from .settling import RowValues

ROW_FIELDS = ("category_id", *ROW_TEXTS, "position")


class StaleGoal(Exception):
    """Somebody saved after the form was opened; `goal` is what he left, with its editor and indicators."""

    def __init__(self, goal: PerformanceGoal):
        super().__init__(f"revision {goal.revision}")
        self.goal = goal


@dataclass(frozen=True, slots=True)
class Saved:
    """`goal` with its new revision, `row_ids` in the order of the rows that were given."""

    goal: PerformanceGoal
    row_ids: list[int]
    changed: bool


def save_goal(
    *, goal: PerformanceGoal, by, revision: int, facts: dict, rows: list[RowValues], keep_editor: bool = False
) -> Saved:
    """Make the table of `goal` say exactly `facts` (see settle) and `rows`, if it still has this `revision`.

    Writes only what differs; a row that is not among `rows` is deleted. The revision goes up by one when
    anything changed, and who did it is noted. Raises StaleGoal or TableLocked without writing.
    """
    with transaction.atomic():
        locked = lock_goal(goal)
        if locked.revision != revision:
            raise StaleGoal(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))
        refuse_locked(locked.filing)
        save = GoalSave(locked, facts, rows)
        store_saves([save], by=by, keep_editor=keep_editor)
    return Saved(locked, [row.pk for row in save.kept], save.changed)


def lock_goal(goal: PerformanceGoal) -> PerformanceGoal:
    """The goal as it is now, with its project, locked until the transaction ends."""
    return PerformanceGoal.objects.select_related("project", "filing").locked([goal.pk]).get()


class GoalSave:
    """What has to be written so that a table says exactly `facts` and `rows`; nothing is stored yet.

    Sets the values in `goal`, its project and its rows. `goal` is the stored state, with its indicators.
    """

    def __init__(self, goal: PerformanceGoal, facts: dict, rows: list[RowValues]):
        self.goal, self.before, self.after = goal, {}, {}
        self.kept: list[Indicator] = []
        self.new: list[Indicator] = []
        self.touched: list[Indicator] = []
        self.deleted: list[int] = []
        self.row_fields: set[str] = set()
        self.project_fields = self._set_project(facts)
        self.own_fields = self._assign(goal, {key: facts[key] for key in GOAL_FACTS if key in facts})
        self._set_rows(rows)

    @property
    def changed(self) -> bool:
        parts = (self.project_fields, self.own_fields, self.new, self.touched, self.deleted)
        return any(parts)

    def _note(self, place: str, old, new) -> None:
        """For the audit: place in the table → value before and after."""
        self.before[place], self.after[place] = old, new

    def _assign(self, instance, values: dict, place: str = "") -> list[str]:
        """Set what differs; returns the names of the fields that were set."""
        names = [name for name, value in values.items() if getattr(instance, name) != value]
        for name in names:
            if name != "position":
                self._note(f"{place}{name}", getattr(instance, name), values[name])
            setattr(instance, name, values[name])
        return names

    def _set_project(self, facts: dict) -> list[str]:
        values = {key: value for key, value in facts.items() if key not in GOAL_FACTS}
        for key in ("fund_source", "functional_subject"):
            if key in values:  # compared by id, so that the old entry need not be read
                entry = values.pop(key)
                values[f"{key}_id"] = entry.pk if entry else None
        return [name.removesuffix("_id") for name in self._assign(self.goal.project, values)]

    def _set_rows(self, rows: list[RowValues]) -> None:
        stored = {row.pk: row for row in self.goal.indicators.all()}
        for position, values in enumerate(rows, start=1):
            row = stored.pop(values.pk, None)
            wanted = {name: getattr(values, name) for name in ROW_FIELDS if name != "position"}
            wanted["position"] = position
            if row is None:
                row = Indicator(goal=self.goal, **wanted)
                row.read_targets()
                self.new.append(row)
                self._note(f"第 {position} 行（新增）", None, _cells(row))
            elif changed := self._assign(row, wanted, f"第 {position} 行 "):
                if {"period_target", "annual_target"}.intersection(changed):
                    row.read_targets()
                    self.row_fields.update(Indicator.PARSED_FIELDS)
                self.touched.append(row)
                self.row_fields.update(name.removesuffix("_id") for name in changed)
            self.kept.append(row)
        for row in stored.values():
            self._note(f"第 {row.position} 行（删除）", _cells(row), None)
        self.deleted = list(stored)


def store_saves(saves: list[GoalSave], *, by, keep_editor: bool = False) -> None:
    """Write them in a handful of statements, whatever their number, and tell the audit of each.

    With `keep_editor` who last changed a table stays noted there. The caller's transaction has locked the
    goals and made sure that they are as they were read.
    """
    saves = [save for save in saves if save.changed]
    _update_alike(Project, [(save.goal.project, save.project_fields) for save in saves])
    for save in saves:
        save.goal.filing.revision += 1
        if not keep_editor:
            save.goal.filing.updated_by = by
    own = ("revision", "updated_by", "updated_at")
    _update_alike(Filing, [(save.goal.filing, own) for save in saves])
    _update_alike(PerformanceGoal, [(save.goal, save.own_fields) for save in saves])
    if deleted := [key for save in saves for key in save.deleted]:
        _delete_rows(deleted)
    names = set().union(*(save.row_fields for save in saves))
    _update_rows(Indicator, [row for save in saves for row in save.touched], names)
    Indicator.objects.bulk_create([row for save in saves for row in save.new])
    record_all(
        Event(Verb.CHANGE, by=by, obj=save.goal, before=save.before, after=save.after) for save in saves
    )


def _update_alike(model, changes: list[tuple]) -> None:
    """Write the named fields of each instance, those with the same names together."""
    alike: dict[tuple[str, ...], list] = {}
    for instance, names in changes:
        alike.setdefault(tuple(names), []).append(instance)
    for names, instances in alike.items():
        _update_rows(model, instances, names)


def _update_rows(model, instances: list, names) -> None:
    """As bulk_update, at the cost of bulk_create: an insert that always meets the row that is there."""
    if names and instances:
        key = [model._meta.pk.name]
        model.objects.bulk_create(
            instances, update_conflicts=True, unique_fields=key, update_fields=sorted(names)
        )


def _delete_rows(keys: list[int]) -> None:
    """As the cascade would, without reading the rows again."""
    for rows in (GoalFinding.objects.filter(indicator__in=keys), Indicator.objects.filter(pk__in=keys)):
        rows._raw_delete(rows.db)


def _cells(row: Indicator) -> str:
    return " / ".join((row.name, row.period_target, row.annual_target))
