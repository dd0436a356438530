"""What a file says and what came of its import, as plain data for pages, command line and other programs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from indicators.enums import ItemState
from indicators.models import ImportItem
from reading.blocks import ImportedFile, Level
from reading.layouts import LAYOUTS

from .changes import counted


def summary_of(file: ImportedFile) -> dict:
    """What the pages show of the file as a whole, as plain data."""
    return {
        "title": file.title,
        "layout": LAYOUTS[file.layout].label if file.layout else "",
        "sheets": [
            {
                "name": sheet.name,
                "layout": LAYOUTS[sheet.layout].label if sheet.layout else "",
                "signature": sheet.signature,
                "amount_unit": sheet.amount_unit,
                "columns": dict(sheet.columns),
                "blocks": sheet.blocks,
            }
            for sheet in file.sheets
        ],
        "findings": [asdict(finding) for finding in file.findings],
        "unmapped": [asdict(column) for column in file.unmapped],
        "rows": max((block.last_row for block in file.blocks), default=0),
    }


def tally(item: ImportItem) -> Counter:
    """What one project adds to the preview's first lines; only what would be written counts.

    `noted`: it has something to look at; `waiting`: rows whose 二级指标 the cycle lacks: not printed;
    新增, 修改, 删除: how a stored table would change.
    """
    if item.state not in ItemState.writable():
        return Counter()
    waiting = sum(row["category"] is None for row in item.values["rows"])
    return Counter(noted=int(item.has_findings), waiting=waiting, **counted(item.changes))


def report(file: ImportedFile, items: Iterable[ImportItem], *, created: dict, written: bool) -> dict:
    """`refused` counts every project and every sheet that did not get in and should have."""
    items = list(items)
    states = Counter(item.state for item in items)
    findings = [asdict(finding) for finding in file.findings]
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
    }


def place(finding: dict) -> str:
    """工作表“表1”第 12 行 F 列, as far as it is known."""
    sheet = f"工作表“{finding['sheet']}”" if finding["sheet"] else ""
    row = f"第 {finding['row']} 行" if finding["row"] else ""
    column = f" {finding['column']} 列" if finding["column"] else ""
    return f"{sheet}{row}{column}"


def sentence(finding: dict) -> str:
    """One finding in one line: where, which value, why, what to do."""
    value = " ".join(str(finding["value"]).split())
    shown = f"“{value[:40]}”：" if value else ""
    where = place(finding)
    return (
        f"{where}{'：' if where else ''}{shown}{finding['reason']}。{finding['action']}".rstrip("。") + "。"
    )
