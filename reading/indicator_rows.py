"""The indicator part of a row, in lists and forms alike: tiers carried down, parts of a target joined."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from perfgoals.common.money import HALF_WIDTH
from perfgoals.language.tiers import parent_of, tier_key
from perfgoals.sheets import Cell

from .blocks import Finding, ImportedIndicator
from .cleaning import single_line, trimmed
from .findings import SheetFindings

CONTENT = frozenset({"indicator", "period_target", "annual_target", "value"})
# A merged cell stands for each of its rows in these fields; a weight or a note counts once.
SPREAD_DOWN = CONTENT | {"tier1", "tier2", "sign", "measure", "direction"}
_COMPARISON = re.compile(r"[≥≤><=＝＞＜≧≦]{1,2}|(?:大于|小于|不少于|不低于|不高于|等于|大于等于|小于等于)")
_NO_MEASURE = {"", "/", "-", "—", "无"}
_WEIGHT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?) ?[%分]?")


@dataclass(slots=True)
class IndicatorRows:
    """Gathers the indicators of one project. `target_parts` and `target_field` are those of the layout."""

    findings: SheetFindings
    target_parts: Sequence[str] = ()
    target_field: str = "annual_target"
    found: list[ImportedIndicator] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    _tier1: str = ""
    _tier2: str = ""

    def add(self, row: int, cells: Mapping[str, Cell], columns: Mapping[str, str]) -> None:
        """`cells` and `columns` by field; cells covered by a merged one count as that one."""
        tier1, tier2 = self._tiers(row, cells, columns)
        texts = {key: self._text(row, key, cell, columns) for key, cell in cells.items()}
        if not any(texts.get(key) for key in CONTENT):
            self._note_left_out(row, texts, columns)
            return
        for key, name, label in (
            ("tier1", tier1, "一级指标"),
            ("tier2", tier2, "二级指标"),
            ("indicator", texts.get("indicator", ""), "三级指标"),
        ):
            if not name:
                self._refuse(row, key, columns, "", f"这一行缺少{label}", f"请填写{label}")
        self.found.append(self._indicator(row, tier1, tier2, texts, columns))

    def _note_left_out(self, row: int, texts: Mapping[str, str], columns: Mapping[str, str]) -> None:
        """A row of 一级指标 alone only names a group; anything else is worth a word."""
        left_out = [key for key, text in texts.items() if text and key != "tier1"]
        if left_out:
            key = left_out[0]
            self._warn(row, key, columns, texts[key], "没有三级指标和指标值", "这一行没有读入，请核对")

    def _indicator(
        self, row: int, tier1: str, tier2: str, texts: Mapping[str, str], columns: Mapping[str, str]
    ) -> ImportedIndicator:
        targets = {key: texts.get(key, "") for key in ("period_target", "annual_target")}
        if self.target_parts and not targets[self.target_field]:
            targets[self.target_field] = join_target(*(texts.get(part, "") for part in self.target_parts))
        return ImportedIndicator(
            row=row,
            tier1=tier1,
            tier2=tier2,
            name=texts.get("indicator", ""),
            note=texts.get("note", ""),
            weight=self._weight(row, texts.get("weight", ""), columns),
            sign=texts.get("sign", ""),
            value=texts.get("value", ""),
            measure=texts.get("measure", ""),
            direction=texts.get("direction", ""),
            columns=columns,
            **targets,
        )

    def _tiers(self, row: int, cells: Mapping[str, Cell], columns: Mapping[str, str]) -> tuple[str, str]:
        """The tiers of this row: its own, else those of the row above within the same group."""
        tier1 = single_line(cells["tier1"].text) if "tier1" in cells else ""
        tier2 = single_line(cells["tier2"].text) if "tier2" in cells else ""
        if tier1 and tier_key(tier1) != tier_key(self._tier1):
            self._tier2 = ""
        elif tier2 and not tier1 and (parent := self._other_parent(tier2)):
            self._warn(row, "tier1", columns, "", "一级指标空白", f"已按二级指标“{tier2}”补为“{parent}”")
            tier1 = parent
        self._tier1 = tier1 or self._tier1
        self._tier2 = tier2 or self._tier2
        return self._tier1, self._tier2

    def _other_parent(self, tier2: str) -> str | None:
        """The 一级指标 of a 二级指标 that cannot stand under the one above it."""
        parent = parent_of(tier2)
        if parent is None or (self._tier1 and tier_key(tier2) == "成本"):
            return None
        return parent if tier_key(parent) != tier_key(self._tier1) else None

    def _text(self, row: int, key: str, cell: Cell, columns: Mapping[str, str]) -> str:
        self.notes += self.findings.of_cell(cell, key, row, columns.get(key))
        return single_line(cell.text) if key in ("tier1", "tier2", "sign", "measure") else trimmed(cell.text)

    def _weight(self, row: int, text: str, columns: Mapping[str, str]) -> Decimal | None:
        if not text:
            return None
        if match := _WEIGHT.fullmatch(text.translate(HALF_WIDTH)):
            return Decimal(match[1])
        self._warn(row, "weight", columns, text, "权重不是数字", "权重先留空，请填写数字，例如 10")
        return None

    def _warn(
        self, row: int, key: str, columns: Mapping[str, str], value: str, reason: str, action: str
    ) -> None:
        self.notes.append(self.findings.warning(reason, action, row, columns.get(key), key, value))

    def _refuse(
        self, row: int, key: str, columns: Mapping[str, str], value: str, reason: str, action: str
    ) -> None:
        self.notes.append(self.findings.error(reason, action, row, columns.get(key), key, value))


def join_target(sign: str, value: str, measure: str) -> str:
    """≥, 95, % → ≥95%. A sign that is no comparison (定性) and a measure already written are left out.

    >>> join_target("≥", "95", "%"), join_target("定性", "优良中低差", ""), join_target("=", "11个", "个")
    ('≥95%', '优良中低差', '=11个')
    """
    if not value:
        return ""
    before = sign if _COMPARISON.fullmatch(sign) and not value.startswith(sign) else ""
    after = "" if measure in _NO_MEASURE or value.endswith(measure) else measure
    return f"{before}{value}{after}"
