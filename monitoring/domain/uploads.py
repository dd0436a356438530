"""监控表 and 自评表 through the import pages: a file, its preview with lights or points, the writing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from filings.locking import TableLocked
from indicators.domain.imports.report import understood
from indicators.domain.imports.uploads import units_to_import
from indicators.domain.imports.writing import confirmed_items
from indicators.enums import CheckOutcome, ItemState
from indicators.models import ImportItem, PerformanceGoal, TableImport
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import quoted
from perfgoals.sheets.conversion import convert, is_installed
from projects.models import Project
from projects.models.labels import unit_label
from reading.blocks import FileFinding, Level

from ..checks import TableFinding
from ..enums import MoneySource
from ..reading import ReadFile, read_tables
from ..reading.blocks import MeasuredKind
from ..subject import MONEY_LABELS
from .filed import with_approved_keys
from .imports import TableStore, compare_with_stored
from .matching import TableItem, TableMatcher, ask_titles

# (project, values) → what the preview says of the table, e.g. its light; and what the checks find
Preview = Callable[[Project, dict], tuple[str, Sequence[TableFinding]]]
ROW_LABELS = {
    "target": "年度指标值", "actual": "完成值", "expected": "全年预计完成情况",
    "possibility": "完成目标可能性", "planned_month": "计划完成月份", "causes": "偏差原因",
    "cause_note": "原因说明", "score": "得分",
    "weight": "分值", "outcome": "完成情况",
    "reason": "偏差原因及改进措施", "evidence": "佐证", "note": "备注",
}  # fmt: skip
TEXT_LABELS = {
    "annual_objective": "年度总体目标", "objective_result": "实际完成情况", "stated_rate": "填写的执行率",
    "stated_execution": "填写的执行率得分", "stated_total": "填写的总分", "rate_reason": "执行率偏低的原因",
    "conclusion": "评价结论", "problems": "存在问题", "improvements": "改进措施", "is_public": "是否公开",
}  # fmt: skip
CHANGED, ADDED, REMOVED = "修改", "新增", "删除"
CHANGED_SINCE = "预览之后，这张表已被修改或送审，没有写入。请重新上传。"


def read_upload(
    table_import: TableImport, stream, progress, *, kind: MeasuredKind, store: TableStore, preview: Preview,
    wrong: Callable[[ReadFile], str] = lambda file: "",
) -> tuple[dict, list[ImportItem]]:  # fmt: skip
    """The preview of a file; nothing is written. `wrong` says why the file as a whole does not fit."""
    owner, cycle = table_import.owner, table_import.cycle
    converter = convert if is_installed() else None
    file = read_tables(
        stream, filename=table_import.filename, kind=kind, progress=progress, convert=converter
    )
    summary: dict[str, Any] = {
        "title": file.title,
        "sheets": [understood(sheet) for sheet in file.sheets],
        "findings": [asdict(finding) for finding in file.findings],
    }
    if reason := wrong(file):
        summary["findings"].insert(0, asdict(FileFinding(Level.ERROR, reason, "请核对文件是否选对")))
        return summary, []
    homes = owner.home_departments()
    matcher = TableMatcher(
        cycle, against_stored=False, allowed=units_to_import(owner), own=homes[0] if len(homes) == 1 else None
    )
    items = matcher.match(file.tables)
    ask_titles(items, file, cycle)
    _fill_in_objectives(items)
    compare_with_stored(items, store)
    return summary, _preview_items(items, store, preview, table_import)


def _fill_in_objectives(items: Sequence[TableItem]) -> None:
    """A list need not repeat 年度总体目标: the approved table has it."""
    goals = PerformanceGoal.objects.filter(pk__in=[item.project for item in items if item.project])
    known = dict(goals.values_list("pk", "annual_objective"))
    for item in items:
        if not item.table.text("objective"):
            item.table.texts["objective"] = known.get(item.project, "")


def _preview_items(items, store: TableStore, preview: Preview, table_import: TableImport) -> list[ImportItem]:
    keys = [item.project for item in items if item.project]
    filings, stored = store.filings(keys), store.stored(keys)
    loaded = Project.objects.select_related("cycle", "department__parent", "goal").in_bulk(keys)
    return [
        _preview_item(
            place, item, preview, table_import, loaded.get(item.project), filings.get(item.project),
            stored.get(item.project),
        )
        for place, item in enumerate(items, start=1)
    ]  # fmt: skip


def _preview_item(place, item: TableItem, preview, table_import, project, filing, stored) -> ImportItem:
    shown, findings = "", ()
    if project is not None and item.state != ItemState.ERROR:
        shown, findings = preview(project, item.values)
    return ImportItem(
        table_import=table_import,
        position=place,
        state=item.state,
        sheet=item.table.sheet[:100],
        first_row=item.table.first_row,
        last_row=max([item.table.first_row, *(row.row for row in item.table.rows)]),
        unit_label=unit_label(item.unit_code, item.unit_name) if item.unit_code else item.table.text("unit"),
        name=item.name,
        values={"table": encoded(item.values), "shown": shown, "found": [_said(one) for one in findings]},
        goal_id=project.pk if project is not None and hasattr(project, "goal") else None,
        revision=filing.revision if filing else None,
        changes=value_changes(stored, item.values) if stored and item.state == ItemState.CHANGED else [],
        findings=[asdict(finding) for finding in item.findings],
        has_findings=bool(item.findings),
        unread=[asdict(group) for group in item.table.cells.unread.values()],
        consents=item.consents,
    )


def _said(finding: TableFinding) -> dict:
    undecided = finding.hit.outcome == CheckOutcome.UNDECIDED
    return {
        "level": "无法判断" if undecided else finding.level.label,
        "blocks": finding.blocks,
        "message": finding.hit.message,
        "proposal": finding.hit.proposal or "",
    }


def write_upload(items: Sequence[ImportItem], table_import: TableImport, *, store: TableStore) -> None:
    """Write these rows of a preview, each whole or not at all; call it inside a transaction.

    A row with a doubt that nobody confirmed is not written (see reading.blocks.Consent).
    """
    allowed = units_to_import(table_import.owner)
    projects = Project.objects.select_related("department").in_bulk([item.goal_id for item in items])
    filings = store.filings(list(projects))
    for item in confirmed_items(items, table_import.accepted):
        project, filing = projects.get(item.goal_id), filings.get(item.goal_id)
        if project is None or (allowed is not None and project.department.code not in allowed):
            item.refusal = "这个项目已不在您填报的单位中，没有写入。"
        elif (filing.revision if filing else None) != item.revision:
            item.refusal = CHANGED_SINCE
        else:
            _write(item, store, table_import.owner)
    ImportItem.objects.bulk_update(items, ["written", "refusal"])
    written = [item.goal_id for item in items if item.written]
    after = {"cycle": table_import.cycle.code, "projects": written}
    record(Verb.IMPORT, by=table_import.owner, name=table_import.filename, after=after)


def _write(item: ImportItem, store: TableStore, by) -> None:
    try:
        store.write(project=item.goal_id, values=decoded(item.values["table"]), by=by)
    except TableLocked as locked:
        item.refusal = str(locked)
    else:
        item.written = True


def encoded(value):
    """Plain values for JSON: a Decimal as {"decimal": text}, so that no figure changes on the way."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dict):
        return {str(key): encoded(part) for key, part in value.items()}
    return [encoded(part) for part in value] if isinstance(value, list | tuple) else value


def decoded(value):
    """What `encoded` was given."""
    if isinstance(value, dict):
        if value.keys() == {"decimal"}:
            return Decimal(value["decimal"])
        return {key: decoded(part) for key, part in value.items()}
    return [decoded(part) for part in value] if isinstance(value, list) else value


def bound(values: dict, approved) -> dict:
    """The values with each row bound to the approved row that it measures."""
    return values | {"rows": with_approved_keys(values["rows"], approved)}


def value_changes(old: dict, new: dict) -> list[dict]:
    """What writing would change, in words: texts, money, rows by their name."""
    found = [
        _change(CHANGED, label, old.get(name), new.get(name))
        for name, label in TEXT_LABELS.items()
        if (old.get(name) or "") != (new.get(name) or "")
    ]
    for source in MoneySource:
        before, after = old["money"].get(source, {}), new["money"].get(source, {})
        found += [
            _change(CHANGED, f"{source.label}的{label}", before.get(name), after.get(name))
            for name, label in MONEY_LABELS.items()
            if before.get(name) != after.get(name)
        ]
    return found + _row_changes(old["rows"], new["rows"])


def _row_changes(old: list[dict], new: list[dict]) -> list[dict]:
    known = {(row["tier2"], row["name"]): row for row in old}
    found = []
    for row in new:
        before = known.pop((row["tier2"], row["name"]), None)
        if before is None:
            found.append(_change(ADDED, f"{quoted(row['name'])}", "", row["actual"]))
            continue
        found += [
            _change(CHANGED, f"{quoted(row['name'])}的{label}", before.get(name), row.get(name))
            for name, label in ROW_LABELS.items()
            if (before.get(name) or "") != (row.get(name) or "")
        ]
    return found + [_change(REMOVED, f"{quoted(row['name'])}", row["actual"], "") for row in known.values()]


def _change(word: str, label: str, before, after) -> dict:
    return {"word": word, "label": label, "before": _text(before), "after": _text(after)}


def _text(value) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
