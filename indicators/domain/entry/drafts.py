"""Beginning a project's goal table and throwing an unwanted draft away."""

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

from filings.domain.attachments import drop_attachments
from filings.locking import TableLocked, locked_words
from filings.rules import may_be_deleted
from indicators.fields import FACTS
from indicators.models import PerformanceGoal
from indicators.models.goal import filing_for
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.domain.units import lock_active
from projects.models import BudgetCycle, Department, Project

from .entries import entry_of
from .saving import StaleGoal, lock_goal


def create_goal(*, cycle: BudgetCycle, department: Department, name: str, by) -> PerformanceGoal:
    """A new draft at the end of the unit's table. Raises ValidationError, for example for a name in use."""
    with transaction.atomic():
        lock_active(department)
        project = Project(
            cycle=cycle, department=department, name=name, position=next_position(cycle, department)
        )
        project.full_clean()
        save_named(project)
        filing = filing_for(project, by=by)
        filing.save()
        goal = PerformanceGoal.objects.create(project=project, filing=filing)
        record(Verb.CREATE, by=by, obj=goal)
    return goal


def save_named(project: Project) -> None:
    """Insert a new project; a ValidationError when its name was taken after it was checked."""
    try:
        with transaction.atomic():
            project.save(force_insert=True)
    except IntegrityError:
        project.validate_constraints()  # says which name; anything else is no race
        raise


def next_position(cycle: BudgetCycle, department: Department) -> int:
    last = Project.objects.filter(cycle=cycle, department=department).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


class GoalMeasured(Exception):
    """A table that measures the project (监控表, 自评表) is stored: the project can't be deleted."""


def delete_goal(*, goal: PerformanceGoal, revision: int, by) -> None:
    """Delete a draft that was never submitted, with its project.

    Raises StaleGoal, TableLocked or GoalMeasured.
    """
    with transaction.atomic():
        locked = lock_goal(goal)
        if not may_be_deleted(locked.filing):
            raise TableLocked(locked_words(locked.filing))
        if locked.revision != revision:
            raise StaleGoal(PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk))
        before = _contents(goal)
        drop_attachments(locked.filing.attachments.all())
        try:
            Project.objects.filter(pk=locked.pk).delete()
        except ProtectedError as error:
            raise GoalMeasured from error
        locked.filing.delete()
        record(Verb.DELETE, by=by, obj=locked, before=before)


def _contents(goal: PerformanceGoal) -> dict:
    """What is thrown away, in the words of the table."""
    goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)
    entry = entry_of(goal)
    texts = {field.label: entry.facts[key] for key, field in FACTS.items() if entry.facts[key]}
    rows = [
        " / ".join(filter(None, (row.name, row.period_target, row.annual_target, row.note)))
        for row in entry.rows
    ]
    return texts | {f"第 {number} 行": text for number, text in enumerate(rows, start=1)}
