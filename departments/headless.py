"""What the commands do with departments' tables: import, export, check."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import CommandError

from indicators.domain.imports.writing import UNCONFIRMED
from indicators.enums import ItemState
from perfgoals.common.table_kinds import TableKind
from perfgoals.sheets import UnreadableFile
from projects.models import BudgetCycle, Department
from reading.blocks import Consent
from reading.ledger import Fate

from .checks import findings_of
from .domain.books import write_tables
from .domain.kind import checked_record, snapshot
from .domain.saving import begin, save_table, says_else
from .enums import Place
from .models import DEPARTMENT, DepartmentGoal
from .reading import ReadDepartment, read_department
from .record import DepartmentRecord, record_of


def import_table(
    path: Path, *, cycle: str, unit: Department | None = None, commit: bool = False,
    accept_unread: bool = False, **_options,
) -> dict:  # fmt: skip
    """The table of the department that `unit` names; without `commit` only what would be stored.

    Where much of the file was not read, it is not stored without `accept_unread`.
    """
    found = BudgetCycle.objects.filter(code=cycle).first()
    if found is None:
        raise CommandError(f"没有批次“{cycle}”。请先建立批次，或先导入这个批次的项目绩效目标表。")
    if unit is None:
        raise CommandError("请写明是哪个部门的表，例如 --unit 130001。")
    goal = DepartmentGoal.objects.with_all().filter(cycle=found, department=unit).first()
    blank = DepartmentRecord(unit_code=unit.code, unit_name=unit.name, fiscal_year=found.fiscal_year)
    before = record_of(goal) if goal else blank
    try:
        read = read_department(path, filename=path.name, record=before)
    except UnreadableFile as error:
        raise CommandError(f"文件没有读入：{error}") from error
    wanted = read.record
    state = _state(goal, before, wanted)
    wants_writing = commit and state in (ItemState.NEW, ItemState.CHANGED)
    written = wants_writing and (accept_unread or read.unread_share is None)
    if written:
        goal = goal or begin(cycle=found, department=unit, by=None)
        save_table(goal=goal, wanted=wanted, revision=goal.filing.revision, by=None)
    refused = UNCONFIRMED[Consent.UNREAD] if wants_writing and not written else ""
    return _report(path, unit, read, state, written, refused)


def _state(goal: DepartmentGoal | None, before: DepartmentRecord, wanted: DepartmentRecord) -> ItemState:
    if goal is None:
        return ItemState.NEW
    if not says_else(before, wanted):
        return ItemState.UNCHANGED
    return ItemState.CHANGED if goal.filing.is_editable else ItemState.LOCKED


def _report(
    path: Path, unit: Department, read: ReadDepartment, state: str, written: bool, refused: str
) -> dict:
    """In the words and keys of the import of goal tables."""
    said = [(sentence, "") for sentence in read.doubts]
    said += [(finding.message, finding.place) for finding in findings_of(read.record)]
    findings = [
        {"level": "warning", "reason": sentence.rstrip("。"), "action": "", "project": unit.name,
         "sheet": "", "row": None, "column": None, "field": place, "value": ""}
        for sentence, place in said
    ]  # fmt: skip
    sheets = [
        {"name": name, "layout": "部门整体绩效目标表", "blocks": 0, "amount_unit": "", "amount_source": "",
         "notes": [], "unread": [asdict(group) for group in groups]}
        for name, groups in read.unread.items()
    ]  # fmt: skip
    return {
        "file": path.name,
        "kind": DEPARTMENT,
        "title": "",
        "written": written,
        "counts": {one.value: int(one == state) for one in ItemState},
        "projects_written": int(written),
        "indicators": len(read.record.indicators),
        "refused": int(bool(refused)),
        "refusals": [{"project": unit.name, "reason": refused}] if refused else [],
        "cells": {fate.value: read.cells[fate] for fate in Fate},
        "understood": sheets,
        "created": {},
        "findings": findings,
        "changes": [],
    }


def export_tables(
    *, cycle: BudgetCycle, unit: Department | None, month: int | None, format: str, output: Path,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, list[str]]:  # fmt: skip
    goals = _stored(cycle, unit)
    if format == "json":
        output.write_text(
            json.dumps([snapshot(goal) for goal in goals], ensure_ascii=False, indent=1), "utf-8"
        )
        return len(goals), []
    return len(goals), write_tables(goals, cycle=cycle, format=format, path=output, progress=progress)


def check_tables(*, cycle: BudgetCycle, unit: Department | None, month: int | None) -> list[dict]:
    return [
        {
            "unit": goal.department.label, "project": "部门整体绩效目标表",
            "title": Place(finding.place).label,
            "level": "强制" if finding.blocks else "提示", "outcome": "finding", "message": finding.message,
        }
        for goal in _stored(cycle, unit)
        for finding in findings_of(checked_record(goal))
    ]  # fmt: skip


def _stored(cycle: BudgetCycle, unit: Department | None) -> list[DepartmentGoal]:
    goals = DepartmentGoal.objects.in_cycle(cycle).with_all().in_table_order()
    return list(goals.filter(department=unit) if unit else goals)


# A file is no department's table unless somebody says so: it does not name its department surely enough.
DEPARTMENTS = TableKind(
    DEPARTMENT, "部门整体绩效目标表", lambda path: False, import_table, export_tables, check_tables
)
