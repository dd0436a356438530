"""Goal tables as plain data for other programs, under the names that people know: CSV and JSON.

One line of the CSV is one 三级指标 with everything of its project; a project without indicators has one line.
Codes are texts, amounts are in 元. Which fields there are is said by indicators/fields.py: a new one follows.
"""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from indicators.fields import PROJECT_FIELDS, ROW_FIELDS, Field, FieldKind
from indicators.record import GoalRecord, IndicatorRecord
from indicators.tables.columns import GoalTable
from perfgoals.common.text import harmless_in_csv

TABLE = "表名"
ROWS = "绩效指标"
FLAG = {True: "是", False: ""}
Progress = Callable[[int, int], None]


def write_csv(table: GoalTable, path: Path, *, progress: Progress | None = None) -> list[str]:
    """With a byte order mark, for Excel and WPS; a cell that they would compute is made text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [TABLE, *project_names(), *row_names()], restval="")
        writer.writeheader()
        for number, record in enumerate(table.blocks, start=1):
            about = {TABLE: table.title, **project_values(record)}
            for row in record.rows or (None,):
                values = about | (row_values(row) if row is not None else {})
                writer.writerow({name: harmless_in_csv(str(value)) for name, value in values.items()})
            if progress:
                progress(number, len(table.blocks))
    return []


def write_json(table: GoalTable, path: Path, *, progress: Progress | None = None) -> list[str]:
    """A list of projects, written one by one; amounts are texts, so that no figure changes on the way."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, record in enumerate(table.blocks, start=1):
            values = {TABLE: table.title, **project_values(record), ROWS: list(map(row_values, record.rows))}
            file.write(("" if number == 1 else ",") + "\n")
            json.dump(values, file, ensure_ascii=False)
            if progress:
                progress(number, len(table.blocks))
        file.write("\n]\n")
    return []


def project_names() -> list[str]:
    return [name for field in PROJECT_FIELDS if field.kind is not FieldKind.ROWS for name in _names(field)]


def row_names() -> list[str]:
    return [field.label for field in ROW_FIELDS]


def _names(field: Field) -> tuple[str, ...]:
    """A code and its name are two; so are an amount and what is said in its place."""
    if field.kind is FieldKind.CODE:
        return f"{field.label}编码", field.label
    if field.kind is FieldKind.AMOUNT and field.parts:
        return field.label, f"{field.label}说明"
    return (field.label,)


def project_values(record: GoalRecord) -> dict[str, str]:
    return dict(_pairs(record))


def _pairs(record: GoalRecord) -> Iterator[tuple[str, str]]:
    for field in PROJECT_FIELDS:
        if field.kind is FieldKind.ROWS:
            continue
        if field.kind in (FieldKind.CODE, FieldKind.AMOUNT):
            keys = field.parts if field.kind is FieldKind.CODE else (field.key, *field.parts)
            values = [getattr(record, key) for key in keys]
        else:
            values = [record.text(field.key)]
        for name, value in zip(_names(field), values, strict=True):
            yield name, "" if value is None else str(value)


def row_values(row: IndicatorRecord) -> dict[str, str]:
    return {field.label: _row_text(row, field) for field in ROW_FIELDS}


def _row_text(row: IndicatorRecord, field: Field) -> str:
    value = getattr(row, field.key)
    return FLAG[value] if isinstance(value, bool) else str(value)
