"""The goal table that a project is measured against: a frozen version, or the table as it stands."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from filings.enums import Action
from filings.models import FilingVersion
from indicators.models import Indicator
from perfgoals.common.text import quoted
from perfgoals.language.weights import weight_of

from ..subject import ApprovedRow


def approved_versions(projects: Iterable[int]) -> dict[int, int]:
    """Project → its last approved version; projects whose goals were never approved are left out."""
    versions = FilingVersion.objects.filter(filing__goal__in=list(projects), action=Action.APPROVE)
    return dict(versions.order_by("serial").values_list("filing__goal", "pk"))


def frozen_rows(version: FilingVersion) -> tuple[ApprovedRow, ...]:
    """The indicators of a frozen table, without those that do not apply."""
    rows = json.loads(version.content)["indicators"]
    texts = ("key", "tier1", "tier2", "name", "annual_target")
    return tuple(
        ApprovedRow(*(row[name] for name in texts), _weight(row.get("weight")))
        for row in rows
        if not row["not_applicable"]
    )


def stored_rows(projects: Iterable[int]) -> dict[int, tuple[ApprovedRow, ...]]:
    """Project → the indicators of its goal table as it stands; one query."""
    rows = Indicator.objects.filter(goal__in=list(projects), not_applicable=False)
    found: dict[int, list[ApprovedRow]] = {}
    for row in rows.select_related("category__parent").order_by("goal", "position", "pk"):
        tiers = row.category.parent.name, row.category.name
        found.setdefault(row.goal_id, []).append(
            ApprovedRow(row.pk, *tiers, row.name, row.annual_target, _weight(row.weight))
        )
    return {project: tuple(rows) for project, rows in found.items()}


def approved_rows(table) -> tuple[ApprovedRow, ...] | None:
    """The rows that one table is measured against; None where no goal table is known."""
    return approved_of([table])[table.project_id]


def approved_of(tables: Iterable) -> dict[int, tuple[ApprovedRow, ...] | None]:
    """Project → the rows that its table is measured against; None where no goal table is known."""
    tables = list(tables)
    stored = stored_rows(table.project_id for table in tables if table.version_id is None)
    return {
        table.project_id: frozen_rows(table.version) if table.version_id else stored.get(table.project_id)
        for table in tables
    }


@dataclass(frozen=True)
class Rebound:
    """Rows of a table set against the last approved version; `said` tells of a change, "" for none."""

    version: int | None
    rows: list[dict]
    said: str = ""


def rebound(table, rows: list[dict], new_row: Callable[[ApprovedRow], dict]) -> Rebound:
    """The rows of an editable table, by the last approved version of its goal.

    After 调整 the table goes on with the new indicators: what was filled in stays with its row, a new row
    begins as `new_row` says, a row that is gone is named. What lies with the reviewers stays as it was.
    """
    latest = approved_versions([table.project_id]).get(table.project_id)
    if table.version_id is None or latest in (None, table.version_id) or not table.is_editable:
        return Rebound(table.version_id, rows)
    known = {row["approved_key"]: row for row in rows}
    found = [
        _following(known.pop(row.key, new_row(row)), row)
        for row in frozen_rows(FilingVersion.objects.get(pk=latest))
    ]
    gone = "、".join(f"{quoted(row['name'])}" for row in known.values())
    said = "绩效目标已调整并重新批复，下面按新批复的指标填写，保存后生效。"
    return Rebound(latest, found, said + (f"不再有的指标：{gone}。" if gone else ""))


def _following(row: dict, approved: ApprovedRow) -> dict:
    """The row with the words of the goal table, and its 权重 where the table has such a column."""
    texts = {name: getattr(approved, name) for name in ("tier1", "tier2", "name", "target")}
    if approved.weight is not None and "weight" in row:
        texts["weight"] = approved.weight
    return row | texts


def _weight(value) -> Decimal | None:
    """权重 of a row of the goal table as typed; None where it is none, which a check of the goal says."""
    return weight_of(str(value)) if value is not None else None
