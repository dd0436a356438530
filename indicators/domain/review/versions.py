"""Freezing a goal table as JSON, reading it back exactly, and finding what differs between two."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Max
from django.utils import timezone

from indicators.enums import Action
from indicators.models import GoalVersion, PerformanceGoal
from indicators.tables.content import GoalTable, IndicatorRow, ProjectBlock
from perfgoals.audit.models import AuditEvent, canonical_json

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


@dataclass(frozen=True, slots=True)
class VersionBreach:
    """A version that is not what was frozen, or is gone; `version` is its key, None for one that is gone."""

    where: str
    message: str
    version: int | None = None


def find_altered_versions() -> Iterator[VersionBreach]:
    """Every version that is not what was frozen: by its own sha256, and goal by goal by the audit's copies.

    Goal, action and sha256 of each frozen version stand in the audit chain, in the order of freezing.
    """
    recorded = _recorded_versions()
    versions = GoalVersion.objects.select_related("goal__project").order_by("goal", "serial")
    for goal, stored in groupby(versions.iterator(chunk_size=500), key=lambda version: version.goal_id):
        yield from _breaches_of_goal(list(stored), recorded.pop(str(goal), []))
    for lost in recorded.values():
        yield from map(_gone, lost)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the audit says of one version."""

    number: int
    name: str
    mark: tuple[str, str]


def _recorded_versions() -> dict[str, list[_Recorded]]:
    """Goal key → its versions as the audit chain has them, in order."""
    events = AuditEvent.objects.filter(object_type="performancegoal", after__contains='"sha256":')
    columns = events.order_by("number").values_list("number", "object_id", "object_name", "verb", "after")
    found: dict[str, list[_Recorded]] = {}
    for number, goal, name, verb, after in columns.iterator(chunk_size=2000):
        found.setdefault(goal, []).append(_Recorded(number, name, (verb, json.loads(after)["sha256"])))
    return found


def _breaches_of_goal(stored: list[GoalVersion], recorded: list[_Recorded]) -> Iterator[VersionBreach]:
    marks = [(version.action, version.sha256) for version in stored]
    known, missing = Counter(entry.mark for entry in recorded), Counter(marks)
    sound = True
    for version, mark in zip(stored, marks, strict=True):
        known[mark] -= 1
        if digest(version.content) != version.sha256:
            yield _breach(version, "内容与校验值不符，被改动过")
        elif known[mark] < 0:
            yield _breach(version, "审计记录中没有这个版本：版本和校验值被一起替换过，或不是由系统存入的")
        else:
            continue
        sound = False
    for entry in recorded:
        missing[entry.mark] -= 1
        if missing[entry.mark] < 0:
            sound = False
            yield _gone(entry)
    if sound and marks != [entry.mark for entry in recorded]:
        yield _breach(stored[0], "各次存档的先后与审计记录不符，版本被互换过")


def _breach(version: GoalVersion, message: str) -> VersionBreach:
    return VersionBreach(f"版本 {version.pk}（{version}）", message, version.pk)


def _gone(entry: _Recorded) -> VersionBreach:
    action = Action(entry.mark[0]).label
    return VersionBreach(entry.name, f"缺少{action}时存档的版本（审计记录第 {entry.number} 号）")
