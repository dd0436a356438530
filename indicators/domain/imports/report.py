"""What a file says and what came of its import, as plain data for pages, command line and other programs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from indicators.enums import ItemState
from indicators.models import ImportItem
from perfgoals.common.text import quoted
from reading.blocks import FileFinding, ImportedFile, Level, SheetSummary
from reading.layouts import LAYOUTS
from reading.other_tables import OTHER_TABLE
from reading.pages import sheet_label

from .changes import counted

MOST_GROUPS = 20


def summary_of(file: ImportedFile) -> dict:
    """What the pages show of the file as a whole, as plain data."""
    return {
        "title": file.title,
        "layout": layout_label(file.layout),
        "sheets": [
            {
                "name": sheet.name,
                "layout": layout_label(sheet.layout),
                "signature": sheet.signature,
                "columns": dict(sheet.columns),
            }
            | understood(sheet)
            for sheet in file.sheets
        ],
        "findings": [asdict(finding) for finding in file.findings],
        "unmapped": [asdict(column) for column in file.unmapped],
        "rows": max((block.last_row for block in file.blocks), default=0),
    }


def tally(item: ImportItem) -> Counter:
    """What one project adds to the preview's first lines; only what would be written counts.

    `noted`: it has something to look at; `waiting`: rows whose 二级指标 the cycle lacks: not printed;
    `doubtful`: it needs a confirmation, `confirm_…` which one; 新增, 修改, 删除: how a stored table would
    change.
    """
    if item.state not in ItemState.writable():
        return Counter()
    waiting = sum(row["category"] is None for row in item.values["rows"])
    return Counter(waiting=waiting, **to_look_at(item), **counted(item.changes))


def to_look_at(item: ImportItem) -> Counter:
    """`noted`, `doubtful` and `confirm_…` of any kind of table; nothing where it would not be written."""
    if item.state not in ItemState.writable():
        return Counter()
    doubts = {f"confirm_{consent}": 1 for consent in item.consents}
    if item.consents:
        doubts["doubtful"] = 1
    return Counter(noted=int(item.has_findings), **doubts)


def understood(sheet: SheetSummary) -> dict:
    """How a sheet was understood: its title, its money, what was joined, and what was not read of it."""
    return {
        "name": sheet.name,
        "layout": layout_label(sheet.layout),
        "blocks": sheet.blocks,
        "title": sheet.heading.title,
        "fiscal_year": sheet.heading.fiscal_year,
        "region": sheet.heading.region,
        "amount_unit": sheet.amount_unit,
        "amount_source": sheet.amount_source,
        "notes": list(sheet.notes),
        "cells": dict(sheet.cells),
        "unread": [asdict(group) for group in sheet.unread],
    }


def layout_label(key: str) -> str:
    """The Chinese name of a layout or of another kind of table, "" for a sheet that was not read."""
    return (LAYOUTS | OTHER_TABLE)[key].label if key else ""


def cells_of(sheets: Iterable[SheetSummary]) -> dict[str, int]:
    """How many cells of the whole file were read, headings, marks, or not read."""
    total: Counter[str] = Counter()
    for sheet in sheets:
        total.update(sheet.cells)
    return dict(total)


def report(
    file: ImportedFile,
    items: Iterable[ImportItem],
    *,
    created: dict,
    written: bool,
    doubts: Iterable[FileFinding] = (),
) -> dict:
    """`refused` counts every project and every sheet that did not get in and should have.

    `doubts` are findings about titles (see caution); `unconfirmed` lists the projects that are not written
    before somebody confirms what is said there.
    """
    items = list(items)
    states = Counter(item.state for item in items)
    findings = [asdict(finding) for finding in (*file.findings, *doubts)]
    findings += [finding | {"project": item.name} for item in items for finding in item.findings]
    refusals = [{"project": item.name, "reason": item.refusal} for item in items if item.refusal]
    errors = sum(finding.level == Level.ERROR for finding in file.findings)
    return {
        "file": file.filename,
        "title": file.title,
        "written": written,
        "counts": {state.value: states[state] for state in ItemState},
        "projects_written": sum(item.written for item in items),
        "indicators": sum(len(item.values.get("rows", ())) for item in items),
        "refused": states[ItemState.ERROR] + states[ItemState.LOCKED] + len(refusals) + errors,
        "refusals": refusals,
        "created": {kind: labels for kind, labels in created.items() if labels},
        "findings": findings,
        "changes": [{"project": item.name, "changes": item.changes} for item in items if item.changes],
        "cells": cells_of(file.sheets),
        "understood": [understood(sheet) for sheet in file.sheets],
        "unconfirmed": [
            {"project": item.name, "consents": item.consents, "unread": item.unread}
            for item in items
            if item.consents and item.state in ItemState.writable() and not item.written
        ],
    }


def understood_line(sheet: dict) -> str:
    """工作表“表1”：…，3 个项目，金额按万元（表头“…”），…: one line for people."""
    unit = sheet["amount_unit"]
    source = sheet["amount_source"] or "没有写明"
    parts = [
        sheet["layout"] or "没有读入",
        f"{sheet['blocks']} 个项目" if sheet["blocks"] else "",
        f"金额按{unit}读入（{source}）" if unit and sheet["blocks"] else "",
        *sheet["notes"],
    ]
    return f"[读懂] 工作表{quoted(sheet['name'])}：" + "；".join(part for part in parts if part) + "。"


def unread_lines(sheets: Iterable[dict]) -> Iterator[str]:
    """What was not read of each sheet, one line for a column or label, the first of many."""
    for sheet in sheets:
        groups = sheet["unread"]
        for group in groups[:MOST_GROUPS]:
            yield f"[没有读入] 工作表{quoted(sheet['name'])}{group_line(group)}"
        if len(groups) > MOST_GROUPS:
            more = len(groups) - MOST_GROUPS
            yield f"[没有读入] 工作表{quoted(sheet['name'])}另有 {more} 处，用 --json 可得到全部"


def sheet_lines(sheet: dict) -> dict:
    """What a page says of a sheet: how its money counts, what was not read, how many cells."""
    cells = sheet.get("cells", {})
    unit, source = sheet.get("amount_unit", ""), sheet.get("amount_source", "")
    return {
        "money": f"{unit}（{source or '表里没有写明'}）" if unit and sheet.get("blocks") else "",
        "unread": [group_line(group) for group in sheet.get("unread", ())],
        "unread_cells": cells.get("unread", 0),
        "read_cells": cells.get("read", 0),
        "other_cells": cells.get("heading", 0) + cells.get("mark", 0),
    }


def group_line(group: dict) -> str:
    """“权重”K5–K18，14 格：10、20"""
    cells = group["first"] if group["first"] == group["last"] else f"{group['first']}–{group['last']}"
    title = f"{quoted(group['title'])}" if group["title"] else ""
    samples = "、".join(" ".join(sample.split()) for sample in group["samples"])
    return f"{title}{cells}，{group['count']} 格：{samples}"


def place(finding: dict) -> str:
    """工作表“表1”第 12 行 F 列, 第 3 页第 12 行, as far as it is known."""
    sheet = sheet_label(finding["sheet"])
    row = f"第 {finding['row']} 行" if finding["row"] else ""
    column = f" {finding['column']} 列" if finding["column"] else ""
    return f"{sheet}{row}{column}"


def sentence(finding: dict) -> str:
    """One finding in one line: where, which value, why, what to do."""
    value = " ".join(str(finding["value"]).split())
    shown = f"{quoted(value[:40])}：" if value else ""
    where = place(finding)
    return (
        f"{where}{'：' if where else ''}{shown}{finding['reason']}。{finding['action']}".rstrip("。") + "。"
    )
