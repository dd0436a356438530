"""What differs between two snapshots of a goal table (see versions.snapshot), indicator by indicator."""

from collections.abc import Iterator
from dataclasses import dataclass

from filings.enums import ChangeKind
from indicators.fields import FACTS, FIELD, REMARKED
from indicators.record import FORM_FACTS
from indicators.tables.columns import COLUMNS
from perfgoals.common.text import quoted

from .versions import version_record

_PLACES = [FIELD[column.key] for column in COLUMNS if column.key in REMARKED]
_FORM_FACTS = [FIELD[FACTS[name].key] for name in FORM_FACTS]
_OTHER_ROW_FACTS = {
    "二级指标": lambda row: f"{row['tier1']} › {row['tier2']}",
    "不适用": lambda row: "是" if row["not_applicable"] else "否",
    "备注": lambda row: row["note"],
    "权重": lambda row: row.get("weight", ""),
    "指标方向性": lambda row: row.get("direction", ""),
}
ORDER = "指标顺序"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs. `row` is the indicator's 0-based row in the new table (in the old one when
    REMOVED), None for a field of the project; `place` is "" where the table has no column for it."""

    kind: ChangeKind
    label: str
    before: str = ""
    after: str = ""
    place: str = ""
    row: int | None = None

    @property
    def word(self) -> str:
        return self.kind.label


def differences(old: dict, new: dict) -> list[Difference]:
    """Every difference: facts of the project, rows changed, added and removed, their order."""
    pairs, added, removed = _match(old["indicators"], new["indicators"])
    found = list(_fact_differences(old, new))
    for new_index, old_index in sorted(pairs.items()):
        found += _row_differences(old["indicators"][old_index], new["indicators"][new_index], new_index)
    found += [_whole_row(ChangeKind.ADDED, new["indicators"][index], index) for index in added]
    found += [_whole_row(ChangeKind.REMOVED, old["indicators"][index], index) for index in removed]
    if sorted(pairs.values()) != [pairs[index] for index in sorted(pairs)]:
        found.append(Difference(ChangeKind.CHANGED, ORDER, "", "各行的先后有调整"))
    return found


def _fact_differences(old: dict, new: dict) -> Iterator[Difference]:
    before, after = version_record(old), version_record(new)
    for field in (*_PLACES, *_FORM_FACTS):
        if field.of_row:
            continue
        was, now = before.text(field.key), after.text(field.key)
        if was != now:
            place = field.key if field.remarked else ""
            yield Difference(ChangeKind.CHANGED, field.label, was, now, place)


def _match(old: list[dict], new: list[dict]) -> tuple[dict[int, int], list[int], list[int]]:
    """Pair rows of the two tables: by key, then same name in the same 二级, then same name anywhere.

    Last year's project has other keys; a row that was deleted and typed again has another one too.
    Returns ({new index: old index}, new indices without partner, old indices without partner).
    """
    pairs: dict[int, int] = {}
    signs = (
        lambda row: row["key"],
        lambda row: (row["tier1"], row["tier2"], row["name"]),
        lambda row: row["name"],
    )
    for sign in signs:
        free: dict[object, list[int]] = {}
        taken = set(pairs.values())
        for index, row in enumerate(old):
            if index not in taken:
                free.setdefault(sign(row), []).append(index)
        for index, row in enumerate(new):
            if index not in pairs and free.get(sign(row)):
                pairs[index] = free[sign(row)].pop(0)
    taken = set(pairs.values())
    return (
        pairs,
        [index for index in range(len(new)) if index not in pairs],
        [index for index in range(len(old)) if index not in taken],
    )


def _row_differences(old: dict, new: dict, index: int) -> Iterator[Difference]:
    where = f"{new['tier2']}{quoted(new['name'])}"
    for field in _PLACES:
        if field.of_row and (was := old.get(field.input, "")) != (now := new.get(field.input, "")):
            yield Difference(ChangeKind.CHANGED, f"{where}的{field.label}", was, now, field.key, index)
    for name, text_of in _OTHER_ROW_FACTS.items():
        if text_of(old) != text_of(new):
            yield Difference(ChangeKind.CHANGED, f"{where}的{name}", text_of(old), text_of(new), "", index)


def _whole_row(kind: ChangeKind, row: dict, index: int) -> Difference:
    text = f"{row['period_target']} / {row['annual_target']}"
    if row["note"]:
        text += f"（{'不适用：' if row['not_applicable'] else ''}{row['note']}）"
    label = f"{row['tier2']}{quoted(row['name'])}"
    before, after = ("", text) if kind == ChangeKind.ADDED else (text, "")
    return Difference(kind, label, before, after, "indicator", index)
