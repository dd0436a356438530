"""Freezing a goal table as JSON, reading it back exactly, and finding what differs between two."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from perfgoals.audit.models import AuditEvent, canonical_json

from ..models import GoalVersion, PerformanceGoal
from ..tables.content import GoalTable, IndicatorRow, ProjectBlock

SCHEMA = 1


def snapshot(goal: PerformanceGoal) -> dict:
    """The table as plain values; amounts as text, so that no figure changes on the way."""
    project, cycle = goal.project, goal.project.cycle
    fund, subject = project.fund_source, project.functional_subject
    return {
        "schema": SCHEMA,
        "version_number": goal.version_number,
        "cycle": {
            "code": cycle.code, "title": cycle.title, "fiscal_year": cycle.fiscal_year,
            "region": cycle.region, "level": cycle.level,
        },
        "project": {
            "key": str(project.pk),
            "unit_code": project.department.code,
            "unit_name": project.department.name,
            "name": project.name,
            "fund_code": fund.code if fund else "",
            "fund_name": fund.name if fund else "",
            "amount": None if project.amount is None else str(project.amount),
            "amount_note": project.amount_note,
            "subject_code": subject.code if subject else "",
            "subject_name": subject.name if subject else "",
            "justification": project.justification,
            "overall_objective": goal.overall_objective,
            "annual_objective": goal.annual_objective,
        },
        "indicators": [_row(indicator) for indicator in goal.indicators.all()],
    }  # fmt: skip


def _row(indicator) -> dict:
    return {
        "key": indicator.pk,
        "tier1": indicator.category.parent.name,
        "tier2": indicator.category.name,
        "name": indicator.name,
        "period_target": indicator.period_target,
        "annual_target": indicator.annual_target,
        "not_applicable": indicator.not_applicable,
        "note": indicator.note,
    }


def freeze(*, goal: PerformanceGoal, action: str, by, at=None) -> GoalVersion:
    """Keep the table as it stands now; call it inside the step's transaction."""
    content = canonical_json(snapshot(goal))
    last = GoalVersion.objects.filter(goal=goal).aggregate(last=Max("serial"))["last"] or 0
    return GoalVersion.objects.create(
        goal=goal,
        serial=last + 1,
        version_number=goal.version_number,
        action=action,
        schema=SCHEMA,
        content=content,
        sha256=digest(content),
        frozen_at=at or timezone.now(),
        frozen_by=by,
    )


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def read_content(version: GoalVersion) -> dict:
    return json.loads(version.content)


def version_block(content: dict) -> ProjectBlock:
    """The project of a snapshot exactly as the page, the PDF and the workbook would have shown it."""
    project = dict(content["project"])
    amount = project.pop("amount")
    names = ("tier1", "tier2", "name", "period_target", "annual_target")
    rows = tuple(IndicatorRow(**{name: row[name] for name in names}) for row in content["indicators"])
    return ProjectBlock(amount=None if amount is None else Decimal(amount), rows=rows, **project)


def version_table(version: GoalVersion, *, paper: str = "A4") -> GoalTable:
    """A version as a table to print, dated on the day it was frozen."""
    content = read_content(version)
    block = version_block(content)
    return GoalTable(
        title=content["cycle"]["title"],
        blocks=(block,),
        printed_on=timezone.localtime(version.frozen_at).date(),
        scope_label=block.unit,
        paper=paper,
    )


def find_altered_versions() -> Iterator[tuple[GoalVersion, str]]:
    """Every version that is not what was frozen, by its own sha256 and the audit's copy of it."""
    recorded = _recorded_digests()
    versions = GoalVersion.objects.select_related("goal__project").order_by("pk")
    for version in versions.iterator(chunk_size=500):
        if digest(version.content) != version.sha256:
            yield version, "内容与校验值不符，被改动过"
        elif version.sha256 not in recorded:
            yield version, "校验值与审计记录不符，版本和校验值被一起替换过"


def _recorded_digests() -> set[str]:
    """The sha256 of every version as the audit chain has it."""
    events = AuditEvent.objects.filter(object_type="performancegoal", after__contains='"sha256":')
    return {json.loads(text)["sha256"] for text in events.values_list("after", flat=True).iterator()}
