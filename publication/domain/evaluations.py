"""Self-evaluations to be published: approved ones that the unit did not mark as not public."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from django.db.models import Count, Q, Sum

from evaluation.domain.books import write_book
from evaluation.domain.subjects import evaluated_projects
from evaluation.models import Evaluation
from evaluation.subject import EvaluatedProject
from filings.enums import FilingStatus

from ..checks import Passage, PublishedProject, TypoRule
from ..models import PublicationTask
from .content import LoadedUnit, Source, UnitContent, by_department
from .goals import published_unit


def _published(task: PublicationTask):
    found = Evaluation.objects.in_cycle(task.cycle).filter(project__secret=False)
    found = found.filter(filing__status=FilingStatus.APPROVED)
    return found.filter(Q(is_public=True) | Q(is_public__isnull=True))


def due(task: PublicationTask) -> dict[int, tuple[int, Decimal]]:
    rows = _published(task).order_by().values_list("project__department")
    counted = rows.annotate(number=Count("pk"), amount=Sum("project__amount"))
    return {department: (number, amount or Decimal(0)) for department, number, amount in counted}


def units(task: PublicationTask) -> list[UnitContent]:
    evaluations = list(_published(task).with_all().in_table_order())
    departments = {evaluation.pk: evaluation.project.department_id for evaluation in evaluations}
    projects = evaluated_projects(evaluations)
    return by_department((departments[project.key], _digest(project), project.key) for project in projects)


def _digest(project: EvaluatedProject) -> str:
    values = json.dumps(asdict(project), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(values.encode()).hexdigest()


def load(task: PublicationTask, content: UnitContent, typos: tuple[TypoRule, ...]) -> LoadedUnit:
    evaluations = Evaluation.objects.filter(pk__in=content.keys).with_all().in_table_order()
    stored = evaluated_projects(evaluations)
    projects = tuple(_project(project) for project in stored)

    def write(format: str, path: Path) -> None:
        write_book(stored, cycle=task.cycle, unit=content.department, format=format, path=path)

    budget = sum((project.total.budget or Decimal(0) for project in stored), Decimal(0))
    return LoadedUnit(published_unit(content.department, projects, typos), budget, write)


def _project(project: EvaluatedProject) -> PublishedProject:
    return PublishedProject(
        key=project.key,
        name=project.name,
        passages=tuple(_passages(project)),
        tiers=tuple((row.tier1, row.tier2 or "—") for row in project.rows),
    )


def _passages(project: EvaluatedProject) -> Iterator[Passage]:
    yield Passage("项目名称", project.name, "name")
    yield Passage("预期目标", project.objective, "annual")
    yield Passage("实际完成情况", project.result, "annual")
    for number, row in enumerate(project.rows, start=1):
        yield Passage(f"第 {number} 行三级指标", row.name)
        yield Passage(f"第 {number} 行年度指标值", row.target)
        yield Passage(f"第 {number} 行实际完成值", row.actual)
        yield Passage(f"第 {number} 行偏差原因", row.reason)


SOURCE = Source(due, units, load)
