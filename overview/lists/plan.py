"""What a list would do, row by row: the preview shows it, writing carries it out, and only as a whole."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .reading import ListRow


class RowState(StrEnum):
    """新增 · 修改 · 无变化 · 有错."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        return {"new": "新增", "changed": "修改", "same": "无变化", "wrong": "有错"}[self.value]


@dataclass
class PlannedRow:
    """One row with what is wrong in it (by field), what changes in words, and the values to be written."""

    row: ListRow
    state: RowState = RowState.SAME
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def refuse(self, key: str, text: str) -> None:
        """The first thing wrong with a cell is said; the rest mostly follows from it."""
        self.errors.setdefault(key, text)
        self.state = RowState.WRONG


@dataclass
class Plan:
    rows: list[PlannedRow]

    @property
    def counts(self) -> dict[RowState, int]:
        found = Counter(planned.state for planned in self.rows)
        return {state: found[state] for state in RowState}

    @property
    def wrong(self) -> int:
        return self.counts[RowState.WRONG]

    @property
    def to_write(self) -> list[PlannedRow]:
        return [planned for planned in self.rows if planned.state in (RowState.NEW, RowState.CHANGED)]

    @property
    def is_writable(self) -> bool:
        """All or nothing: one wrong row holds back the list."""
        return not self.wrong and bool(self.to_write)


def yes_or_no(planned: PlannedRow, key: str = "active") -> bool | None:
    """启用 as lists write it; None for an empty cell."""
    text = planned.row.text(key).strip().lower()
    if not text:
        return None
    if text in ("是", "启用", "1", "y", "yes", "true", "在用", "有效", "正常"):
        return True
    if text in ("否", "停用", "0", "n", "no", "false", "无效"):
        return False
    planned.refuse(key, f"“{text}”看不懂。请填“是”或“否”。")
    return None


def refuse_twice(rows: list[PlannedRow], keys: tuple[str, ...], field_key: str, what: str) -> None:
    """The second row with the same values of `keys` is an error that names the first."""
    first: dict[tuple, PlannedRow] = {}
    for planned in rows:
        identity = tuple(planned.row.text(key) for key in keys)
        if not identity[0]:
            continue
        if (other := first.setdefault(identity, planned)) is not planned:
            planned.refuse(field_key, f"{what}“{identity[0]}”与第 {other.row.number} 行重复。请只留一行。")
