"""What the commands do with 自评表: import, export, check."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from monitoring.domain.imports import TableStore
from monitoring.headless import findings_of, recognises, run_import, write_json
from monitoring.reading import ReadFile
from monitoring.reading.blocks import MeasuredKind
from perfgoals.common.table_kinds import TableKind
from projects.models import BudgetCycle, Department

from .checks import CHECKS
from .domain.books import write_book
from .domain.exports import as_dict
from .domain.storing import STORE
from .domain.subjects import evaluated_projects
from .models import Evaluation
from .subject import EvaluatedProject


def _stored(cycle: BudgetCycle, unit: Department | None) -> list[EvaluatedProject]:
    evaluations = Evaluation.objects.in_cycle(cycle)
    if unit:
        evaluations = evaluations.filter(project__department=unit)
    return evaluated_projects(evaluations.with_all().in_table_order())


def import_evaluations(path: Path, *, month: int | None = None, **options) -> dict:
    def store_in(cycle: BudgetCycle, read: ReadFile) -> TableStore:
        return STORE

    return run_import(path, MeasuredKind.EVALUATION, store_in, **options)


def export_evaluations(
    *, cycle: BudgetCycle, unit: Department | None, month: int | None, format: str, output: Path,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, list[str]]:  # fmt: skip
    projects = _stored(cycle, unit)
    if format == "json":
        write_json([as_dict(project) for project in projects], output)
    else:
        write_book(projects, cycle=cycle, unit=unit, format=format, path=output, progress=progress)
    return len(projects), []


def check_evaluations(*, cycle: BudgetCycle, unit: Department | None, month: int | None) -> list[dict]:
    return findings_of(_stored(cycle, unit), CHECKS)


EVALUATION = TableKind(
    "evaluation",
    "绩效自评表",
    partial(recognises, MeasuredKind.EVALUATION),
    import_evaluations,
    export_evaluations,
    check_evaluations,
)
