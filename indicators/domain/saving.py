"""Saving a goal table: one locked step that knows whether somebody saved in between."""

from dataclasses import dataclass

from django.db import transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import Project

from ..models import GoalFinding, Indicator, PerformanceGoal
from .settling import RowValues

GOAL_FACTS = ("overall_objective", "annual_objective", "unfinished")
ROW_FIELDS = ("category_id", "name", "period_target", "annual_target", "not_applicable", "note", "position")


class StaleGoal(Exception):
    """Somebody saved after the form was opened; `goal` is what he left, with `updated_by` and indicators."""

    def __init__(self, goal: PerformanceGoal):
        super().__init__(f"revision {goal.revision}")
        self.goal = goal


class GoalLocked(Exception):
    """The table is no longer the unit's to change: it was submitted meanwhile."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`goal` with its new revision, `row_ids` in the order of the rows that were given."""

    goal: PerformanceGoal
    row_ids: list[int]
    changed: bool


def save_goal(*, goal: PerformanceGoal, by, revision: int, facts: dict, rows: list[RowValues]) -> Saved:
    """Make the table of `goal` say exactly `facts` (see settle) and `rows`, if it still has this `revision`.

    Writes only what differs; a row that is not among `rows` is deleted. The revision goes up by one when
    anything changed, and who did it is noted. Raises StaleGoal or GoalLocked without writing.
    """
    with transaction.atomic():
        locked = (
            PerformanceGoal.objects.select_for_update(of=("self",)).select_related("project").get(pk=goal.pk)
        )
        if locked.revision != revision:
            raise StaleGoal(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))
        if not locked.is_editable:
            raise GoalLocked
        log = _ChangeLog()
        changed = _write_project(locked.project, facts, log)
        own = _assign(locked, {key: facts[key] for key in GOAL_FACTS if key in facts}, log)
        row_ids, rows_changed = _write_rows(locked, rows, log)
        if changed := changed or bool(own) or rows_changed:
            locked.revision += 1
            locked.updated_by = by
            locked.save(update_fields=[*own, "revision", "updated_by", "updated_at"])
            record(Verb.CHANGE, by=by, obj=locked, before=log.before, after=log.after)
    return Saved(locked, row_ids, changed)


def lock_goal(goal: PerformanceGoal) -> PerformanceGoal:
    """The goal as it is now, with its project, locked until the transaction ends."""
    goals = PerformanceGoal.objects.select_for_update(of=("self",)).select_related("project")
    return goals.get(pk=goal.pk)


class _ChangeLog:
    """What a save changes, for the audit: place in the table → value before and after."""

    def __init__(self):
        self.before, self.after = {}, {}

    def note(self, place: str, old, new) -> None:
        self.before[place], self.after[place] = old, new


def _assign(instance, values: dict, log: _ChangeLog, place: str = "") -> list[str]:
    """Set what differs; returns the names of the fields that were set."""
    names = [name for name, value in values.items() if getattr(instance, name) != value]
    for name in names:
        if name != "position":
            log.note(f"{place}{name}", getattr(instance, name), values[name])
        setattr(instance, name, values[name])
    return names


def _write_project(project: Project, facts: dict, log: _ChangeLog) -> bool:
    values = {key: value for key, value in facts.items() if key not in GOAL_FACTS}
    for key in ("fund_source", "functional_subject"):
        if key in values:  # compared by id, so that the old entry need not be read
            entry = values.pop(key)
            values[f"{key}_id"] = entry.pk if entry else None
    if changed := _assign(project, values, log):
        project.save(update_fields=changed)
    return bool(changed)


def _write_rows(goal: PerformanceGoal, rows: list[RowValues], log: _ChangeLog) -> tuple[list[int], bool]:
    stored = {row.pk: row for row in goal.indicators.all()}
    kept, new, touched, names = [], [], [], set()
    for position, values in enumerate(rows, start=1):
        row = stored.pop(values.pk, None)
        wanted = {name: getattr(values, name) for name in ROW_FIELDS if name != "position"}
        wanted["position"] = position
        if row is None:
            row = Indicator(goal=goal, **wanted)
            row.read_targets()
            new.append(row)
            log.note(f"第 {position} 行（新增）", None, _cells(row))
        elif changed := _assign(row, wanted, log, f"第 {position} 行 "):
            if {"period_target", "annual_target"}.intersection(changed):
                row.read_targets()
                names.update(Indicator.PARSED_FIELDS)
            touched.append(row)
            names.update(name.removesuffix("_id") for name in changed)
        kept.append(row)
    for row in stored.values():
        log.note(f"第 {row.position} 行（删除）", _cells(row), None)
    if stored:
        _delete_rows(list(stored))
    if touched:
        Indicator.objects.bulk_update(touched, sorted(names))
    Indicator.objects.bulk_create(new)
    return [row.pk for row in kept], bool(stored or touched or new)


def _delete_rows(keys: list[int]) -> None:
    """As the cascade would, without reading the rows again."""
    for rows in (GoalFinding.objects.filter(indicator__in=keys), Indicator.objects.filter(pk__in=keys)):
        rows._raw_delete(rows.db)


def _cells(row: Indicator) -> str:
    return " / ".join((row.name, row.period_target, row.annual_target))
