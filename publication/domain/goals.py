"""Goal tables to be published: the last approved version of every project that is not secret."""

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from filings.domain.versions import digest, read_content
from filings.enums import Action
from filings.models import Filing, FilingVersion
from indicators.checks import CheckedIndicator, CheckedProject
from indicators.domain.exports import write_table
from indicators.domain.review.versions import version_record
from indicators.models.goal import GOAL
from indicators.record import GoalRecord
from indicators.tables.columns import COLUMNS, GoalTable
from perfgoals.common.text import quoted
from printing.layout import Scope
from projects.models import Department

from ..checks import Passage, PublishedProject, PublishedUnit, TypoRule
from ..checks.tables import ROW_TEXTS, row_place
from ..models import PublicationTask
from .content import CannotPublish, LoadedUnit, Source, UnitContent, by_department

KINDS = {"name": "name", "overall_objective": "objective", "annual_objective": "annual"}


def approved_filings(task: PublicationTask) -> QuerySet[Filing]:
    """The filings whose goals are due, each with the key of its last approved version as `latest`."""
    approved = FilingVersion.objects.filter(filing=OuterRef("pk"), action=Action.APPROVE)
    filings = Filing.objects.of_kind(GOAL).in_cycle(task.cycle).filter(goal__project__secret=False)
    filings = filings.annotate(latest=Subquery(approved.order_by("-serial").values("pk")[:1]))
    filings = filings.filter(latest__isnull=False)
    if task.approved_from:
        filings = filings.exclude(Exists(approved.filter(frozen_at__lt=_start_of(task.approved_from))))
    if task.approved_until:
        until = _start_of(task.approved_until + timedelta(days=1))
        filings = filings.filter(Exists(approved.filter(frozen_at__lt=until)))
    return filings


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def due(task: PublicationTask) -> dict[int, tuple[int, Decimal]]:
    rows = approved_filings(task).order_by().values_list("department")
    counted = rows.annotate(number=Count("pk"), amount=Sum("goal__project__amount"))
    return {department: (number, amount or Decimal(0)) for department, number, amount in counted}


def units(task: PublicationTask) -> list[UnitContent]:
    filings = approved_filings(task).order_by("goal__project__position", "goal__project")
    chosen = list(filings.values_list("department", "latest"))
    digests = dict(
        FilingVersion.objects.filter(pk__in=approved_filings(task).values("latest")).values_list(
            "pk", "sha256"
        )
    )
    return by_department((department, digests[version], version) for department, version in chosen)


def load(task: PublicationTask, content: UnitContent, typos: tuple[TypoRule, ...]) -> LoadedUnit:
    """The unit's tables from their frozen versions. Raises CannotPublish for one that was altered."""
    department = content.department
    frozen = (version_record(_intact(version)) for version in _versions(content))
    # As the unit is called now: it may have been renamed between two approvals.
    records = tuple(
        replace(record, unit_code=department.code, unit_name=department.name) for record in frozen
    )
    table = GoalTable(
        title=task.cycle.title,
        blocks=records,
        printed_on=timezone.localdate(),
        scope_label=department.label,
        paper="A4",
    )
    amounts = [record.amount for record in records if record.amount is not None]
    unit = published_unit(department, tuple(map(_published, records)), typos)
    return LoadedUnit(unit, sum(amounts, Decimal(0)), _writer(table))


def published_unit(department: Department, projects: tuple, typos: tuple[TypoRule, ...]) -> PublishedUnit:
    return PublishedUnit(
        code=department.code,
        name=department.name,
        below=department.parent_id is not None,
        above=department.children.exists(),
        projects=projects,
        typos=typos,
    )


def _writer(table: GoalTable):
    def write(format: str, path: Path) -> None:
        write_table(table=table, format=format, path=path)

    return write


def _versions(content: UnitContent) -> list[FilingVersion]:
    found = FilingVersion.objects.select_related("filing__goal__project").in_bulk(content.keys)
    return [found[key] for key in content.keys]


def _intact(version: FilingVersion) -> dict:
    if digest(version.content) != version.sha256:
        raise CannotPublish(
            f"{quoted(version)}的存档内容与校验值不符，被改动过，不能公开。"
            "请系统管理员运行 manage.py verify_versions。"
        )
    return read_content(version)


def _published(record: GoalRecord) -> PublishedProject:
    return PublishedProject(
        key=record.key,
        name=record.name,
        passages=tuple(_passages(record)),
        tiers=tuple((row.tier1, row.tier2) for row in record.rows),
        goal=_checked(record),
    )


def _passages(record: GoalRecord) -> Iterator[Passage]:
    """Every text of the table, by the words of its header."""
    for column in COLUMNS:
        if column.scope is Scope.BLOCK and column.key != "unit":
            yield Passage(column.header, record.text(column.key), KINDS.get(column.key, "other"))
    for number, row in enumerate(record.rows, start=1):
        for field in ROW_TEXTS:
            yield Passage(row_place(number, field), getattr(row, field))


def _checked(record: GoalRecord) -> CheckedProject:
    """The frozen table as the ordinary checks look at it."""
    rows = tuple(CheckedIndicator(**asdict(row)) for row in record.rows)
    return CheckedProject(**{f.name: getattr(record, f.name) for f in fields(record)} | {"rows": rows})


SOURCE = Source(due, units, load)
