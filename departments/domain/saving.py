"""Beginning and saving a department's table: one locked step that knows whether somebody saved in between."""

from dataclasses import asdict
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from filings.locking import refuse_locked
from filings.models import Filing
from perfgoals.audit.domain import record as note
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle, Department, Project

from ..models import DEPARTMENT, DepartmentGoal, DepartmentIndicator, Objective, Task
from ..record import AMOUNTS, DepartmentRecord, record_of


class StaleTable(Exception):
    """Somebody saved after the form was opened."""


def begin(*, cycle: BudgetCycle, department: Department, by) -> DepartmentGoal:
    """The department's table of this cycle, made when there is none yet."""
    with transaction.atomic():
        found = DepartmentGoal.objects.filter(cycle=cycle, department=department).first()
        if found is not None:
            return found
        filing = Filing.objects.create(kind=DEPARTMENT, cycle=cycle, department=department, updated_by=by)
        goal = DepartmentGoal.objects.create(cycle=cycle, department=department, filing=filing)
        note(Verb.CREATE, by=by, obj=goal)
        return goal


def save_table(*, goal: DepartmentGoal, wanted: DepartmentRecord, revision: int, by) -> bool:
    """Make the table say exactly `wanted`; returns whether anything changed.

    Raises StaleTable or TableLocked without writing.
    """
    with transaction.atomic():
        filing = Filing.objects.select_for_update().get(pk=goal.filing_id)
        refuse_locked(filing)
        if filing.revision != revision:
            raise StaleTable
        stored = DepartmentGoal.objects.with_all().get(pk=goal.pk)
        before = _said(record_of(stored))
        if before == _said(wanted):
            return False
        for name in AMOUNTS:
            setattr(stored, name, getattr(wanted, name))
        stored.save(update_fields=AMOUNTS)
        tasks = _write(Task, stored.tasks.all(), wanted.tasks, stored, ("name", "content", *AMOUNTS))
        names = ("text", "share")
        objectives = _write(Objective, stored.objectives.all(), wanted.objectives, stored, names)
        for objective, row in zip(objectives, wanted.objectives, strict=True):
            objective.tasks.set([tasks[number - 1] for number in row.tasks])
        _write_indicators(stored, wanted, tasks)
        filing.revision += 1
        filing.updated_by = by
        filing.save(update_fields=["revision", "updated_by", "updated_at"])
        note(Verb.CHANGE, by=by, obj=goal, before=before, after=_said(wanted))
        return True


def says_else(one: DepartmentRecord, other: DepartmentRecord) -> bool:
    """Whether two records say different things; keys apart."""
    return _said(one) != _said(other)


def _write(model, stored, rows, goal: DepartmentGoal, names) -> list:
    """Rows with a key change what is stored, the others are new; what is not named goes."""
    known, kept = {row.pk: row for row in stored}, []
    for position, row in enumerate(rows, start=1):
        one = known.pop(row.key, None) or model(goal=goal)
        one.position = position
        for name in names:
            setattr(one, name, getattr(row, name))
        one.save()
        kept.append(one)
    model.objects.filter(pk__in=known).delete()
    return kept


def _write_indicators(goal: DepartmentGoal, wanted: DepartmentRecord, tasks: list[Task]) -> None:
    names = ("tier1", "tier2", "name", "target", "weight")
    found = _write(DepartmentIndicator, goal.indicators.all(), wanted.indicators, goal, names)
    for indicator, row in zip(found, wanted.indicators, strict=True):
        indicator.task = tasks[row.task - 1] if row.task else None
    DepartmentIndicator.objects.bulk_update(found, ["task"])


def _said(record: DepartmentRecord) -> dict:
    """What the table says, as plain values without keys: to compare, and for the audit."""

    def plain(row) -> dict:
        return {k: _text(v) for k, v in asdict(row).items() if k not in ("key", "number", "projects")}

    rows = {
        name: [plain(row) for row in getattr(record, name)] for name in ("tasks", "objectives", "indicators")
    }
    return {name: _text(getattr(record, name)) for name in AMOUNTS} | rows


def _text(value):
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return list(value) if isinstance(value, tuple) else value


def projects_amount(goal: DepartmentGoal) -> Decimal | None:
    """What the projects of the department and of the units under it come to in their own tables."""
    below = Department.objects.filter(parent=goal.department_id).values("pk")
    own = Project.objects.filter(cycle=goal.cycle_id).filter(department__in=[goal.department_id]) | (
        Project.objects.filter(cycle=goal.cycle_id, department__in=below)
    )
    return own.aggregate(total=Sum("amount"))["total"]
