"""Storing the tables of a file: comparing with what is stored, then writing project by project.

A kind of table says with a TableStore how its values are read from a table and from the database, and how
they are written; everything else is the same for 监控表 and 自评表.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from filings.locking import TableLocked, locked_words
from filings.models import Filing
from indicators.domain.imports.report import cells_of, understood
from indicators.domain.imports.writing import confirmed_items
from indicators.enums import ItemState
from indicators.models.indicator import MAX_TARGET
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle, Department, Project
from projects.models.project import MAX_TEXT
from reading.blocks import FileFinding, Level
from reading.findings import SheetFindings

from ..enums import MoneySource
from ..lights import plain
from ..models.measured import MAX_REASON
from ..reading import ReadFile, ReadTable
from .matching import TableItem

CHUNK = 50


@dataclass(frozen=True)
class TableStore:
    """How one kind is stored. `values_of` gives plain values of a table; `stored` those of the projects that
    have one; `write` replaces what a project has, unless it is locked; `filings` says where these stand."""

    values_of: Callable[[ReadTable], dict]
    stored: Callable[[Sequence[int]], Mapping[int, dict]]
    write: Callable[..., Any]
    filings: Callable[[Sequence[int]], Mapping[int, Filing]]


def compare_with_stored(items: Sequence[TableItem], store: TableStore) -> None:
    """Fills in the values of each item, and its state where it is not refused."""
    wanted = [item.project for item in items if item.project and item.state != ItemState.ERROR]
    stored = store.stored(wanted) if wanted else {}
    filings = store.filings(wanted) if wanted else {}
    for item in items:
        item.values = store.values_of(item.table) | {"version": item.version}
        item.findings += _what_does_not_fit(item)
        if any(finding.level is Level.ERROR for finding in item.findings):
            item.state = ItemState.ERROR
            continue
        known = stored.get(item.project) if item.project else None
        if known is not None:
            item.state = ItemState.UNCHANGED if known == item.values else ItemState.CHANGED
            if item.state == ItemState.CHANGED and not filings[item.project].is_editable:
                item.state = ItemState.LOCKED
                item.findings.append(_locked(item, locked_words(filings[item.project])))


def _locked(item: TableItem, words: str) -> FileFinding:
    findings, action = SheetFindings(item.table.sheet), "需要修改的，请审核人退回"
    return findings.warning(words.rstrip("。"), action, item.table.first_row, None, "name", item.name)


LIMITS = {"tier1": 60, "tier2": 60, "name": MAX_TARGET, "target": MAX_TARGET, "actual": MAX_TARGET,
          "expected": MAX_TARGET, "annual_objective": MAX_TEXT, "objective_result": MAX_TEXT}  # fmt: skip
MOST_POINTS = 100


def _what_does_not_fit(item: TableItem) -> Iterator[FileFinding]:
    """Texts that are too long and points that no table has: refused with their place, never cut."""
    findings = SheetFindings(item.table.sheet)
    places = [(item.table.first_row, item.values)]
    places += zip((row.row for row in item.table.rows), item.values["rows"], strict=True)
    for place, values in places:
        for name, value in values.items():
            limit = LIMITS.get(name, MAX_REASON)
            if isinstance(value, str) and len(value) > limit:
                reason = f"文字有 {len(value):,} 字，超过 {limit:,} 字"
                yield findings.error(reason, "请删减后重新上传", place, None, name, value)
        for name in ("weight", "score"):
            if (points := values.get(name)) is not None and points > MOST_POINTS:
                reason, action = f"{plain(points)} 分超过 {MOST_POINTS} 分", "请核对分值和得分"
                yield findings.error(reason, action, place, None, name, str(points))


def write_tables(
    items: Iterable[TableItem],
    store: TableStore,
    *,
    cycle: BudgetCycle,
    by,
    source: str,
    accepted: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write what is new or changed, in short transactions, each recorded with its projects.

    `accepted` is what somebody confirmed (see reading.blocks.Consent): other doubtful tables are refused.
    """
    wanted = _confirmed(items, accepted)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        with transaction.atomic():
            _register(chunk, cycle)
            written = [item for item in chunk if _write(item, store, by)]
            projects = [item.project for item in written]
            record(Verb.IMPORT, by=by, name=source, after={"cycle": cycle.code, "projects": projects})
        for item in written:
            item.written = True
        if progress:
            progress(start + len(chunk), len(wanted))


def has_confirmed(items: Iterable[TableItem], accepted: Collection[str]) -> bool:
    """Whether write_tables would write any; what waits for a confirmation is told to its item."""
    return bool(_confirmed(items, accepted))


def _confirmed(items: Iterable[TableItem], accepted: Collection[str]) -> list[TableItem]:
    return confirmed_items([item for item in items if item.state in ItemState.writable()], accepted)


def _write(item: TableItem, store: TableStore, by) -> bool:
    """False where the table was handed in since the file was compared."""
    try:
        store.write(project=item.project, values=item.values, by=by)
    except TableLocked as locked:
        item.state = ItemState.LOCKED
        item.findings.append(_locked(item, str(locked)))
        return False
    return True


def _register(items: Sequence[TableItem], cycle: BudgetCycle) -> None:
    """Projects that the cycle does not know yet (only --against stored lets them come so far)."""
    new = [item for item in items if item.project is None]
    if not new:
        return
    units = {unit.code: unit for unit in Department.objects.filter(code__in={i.unit_code for i in new})}
    last = Project.objects.filter(cycle=cycle).aggregate(last=Max("position"))["last"] or 0
    for position, item in enumerate(new, start=last + 1):
        project = Project(cycle=cycle, department=units[item.unit_code], name=item.name, position=position)
        project.full_clean()
        project.save()
        item.project = project.pk


def common_values(table: ReadTable, columns: Sequence[str]) -> dict:
    """What both kinds store of a table; `columns` are the amounts of its money rows."""
    return {
        "annual_objective": table.text("objective"),
        "stated_rate": table.numbers.get("rate"),
        "money": {
            source: {name: table.money[source].get(name) for name in columns}
            for source in MoneySource
            if source in table.money
        },
    }


def replace_money(manager, money: Mapping[MoneySource, Mapping[str, Any]]) -> None:
    """The money rows of a table as `money` says."""
    manager.all().delete()
    owner = {manager.field.name: manager.instance}
    manager.bulk_create(manager.model(**owner, source=source, **amounts) for source, amounts in money.items())


def report(file: ReadFile, items: Sequence[TableItem], *, created: dict, written: bool, against: str) -> dict:
    """The report of an import as plain data, in the words and keys of the import of goal tables."""
    states = Counter(item.state for item in items)
    findings = [asdict(finding) for finding in file.findings]
    findings += [asdict(finding) | {"project": item.name} for item in items for finding in item.findings]
    refusals = [{"project": item.name, "reason": item.refusal} for item in items if item.refusal]
    errors = sum(finding.level is Level.ERROR for finding in file.findings)
    return {
        "file": file.filename,
        "kind": file.kind.value if file.kind else None,
        "title": file.title,
        "against": against,
        "written": written,
        "counts": {state.value: states[state] for state in ItemState},
        "projects_written": sum(item.written for item in items),
        "indicators": sum(len(item.table.rows) for item in items),
        "refused": states[ItemState.ERROR] + len(refusals) + errors,
        "refusals": refusals,
        "created": {kind: labels for kind, labels in created.items() if labels},
        "findings": findings,
        "changes": [],
        "cells": cells_of(file.sheets),
        "understood": [understood(sheet) for sheet in file.sheets],
        "unconfirmed": [_unconfirmed(item) for item in items if _waits(item)],
    }


def _waits(item: TableItem) -> bool:
    return bool(item.consents) and item.state in ItemState.writable() and not item.written


def _unconfirmed(item: TableItem) -> dict:
    unread = [asdict(group) for group in item.table.cells.unread.values()]
    return {"project": item.name, "consents": item.consents, "unread": unread}
