"""What an import would change in a goal table, place by place, for the preview."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from indicators.fields import CELLS, FACTS, FieldKind
from perfgoals.common.text import quoted

from ..entry.entries import GoalEntry, RowEntry

ADDED, CHANGED, REMOVED = "新增", "修改", "删除"
SIDE_TEXTS = [name for name, field in CELLS.items() if field.kind is FieldKind.LINE]
YES_NO = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Change:
    """`word` is 新增, 修改 or 删除; `label` names the place, `before` and `after` are texts."""

    word: str
    label: str
    before: str
    after: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def paired(rows: list[RowEntry], stored: tuple[RowEntry, ...]) -> list[RowEntry]:
    """`rows` with the ids of the stored rows they continue: same name and category, same name, same place.

    A place alone counts only where the category is the same: then the name was corrected.
    """
    if not stored:
        return list(rows)
    free = dict(enumerate(stored))
    result = list(rows)
    signs = (
        lambda place, row: (row.category, row.category_text, row.name),
        lambda place, row: (row.name,),
        lambda place, row: (place, row.category, row.category_text),
    )
    open_places = list(range(len(rows)))
    for sign in signs:
        by_sign: dict[tuple, list[int]] = {}
        for place, row in free.items():
            by_sign.setdefault(sign(place, row), []).append(place)
        for place in list(open_places):
            if found := by_sign.get(sign(place, rows[place])):
                result[place] = _continued(rows[place], free.pop(found.pop(0)))
                open_places.remove(place)
    return result


def _continued(row: RowEntry, stored: RowEntry) -> RowEntry:
    """A file has no column for 不适用, often none for 备注: what it does not say stays."""
    said = {name: getattr(row, name) or getattr(stored, name) for name in SIDE_TEXTS}
    same_targets = (row.period_target, row.annual_target) == (stored.period_target, stored.annual_target)
    return replace(
        row,
        pk=stored.pk,
        not_applicable=stored.not_applicable if same_targets else row.not_applicable,
        **said,
    )


def changes_between(old: GoalEntry, new: GoalEntry, categories: dict) -> list[Change]:
    """Both entries normalised; `new` paired with `old`."""
    return [*_fact_changes(old, new), *_row_changes(old, new, categories)]


def _fact_changes(old: GoalEntry, new: GoalEntry) -> Iterator[Change]:
    for key, field in FACTS.items():
        if old.facts[key] != new.facts[key]:
            yield Change(CHANGED, field.label, old.facts[key], new.facts[key])


def _row_changes(old: GoalEntry, new: GoalEntry, categories: dict) -> Iterator[Change]:
    # Rows that were never stored have no id: they are told apart by what they say.
    before = {_key(row): row for row in old.rows}
    after = {_key(row): row for row in new.rows}
    for key, row in after.items():
        if key in before:
            yield from _cell_changes(before[key], row, categories)
        else:
            yield Change(ADDED, _label(row, categories), "", _targets(row))
    for key, row in before.items():
        if key not in after:
            yield Change(REMOVED, _label(row, categories), _targets(row), "")
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield Change(CHANGED, "指标顺序", "", "各行的先后有调整")


def _cell_changes(old: RowEntry, new: RowEntry, categories: dict) -> Iterator[Change]:
    for cell, field in CELLS.items():
        before, after = _cell(old, cell, categories), _cell(new, cell, categories)
        if before != after:
            yield Change(CHANGED, f"{_label(new, categories)}的{field.label}", before, after)


def _cell(row: RowEntry, cell: str, categories: dict) -> str:
    if cell == "category":
        return _category(row, categories)
    return YES_NO[row.not_applicable] if cell == "not_applicable" else getattr(row, cell)


def _category(row: RowEntry, categories: dict) -> str:
    category = categories.get(row.category)
    return str(category) if category else row.category_text


def _label(row: RowEntry, categories: dict) -> str:
    category = categories.get(row.category)
    return f"{category.name if category else row.category_text}{quoted(row.name)}"


def _targets(row: RowEntry) -> str:
    return f"{row.period_target} / {row.annual_target}"


def counted(changes: list[dict]) -> dict[str, int]:
    """How many rows are added, places changed and rows deleted, by the word of each."""
    return {word: sum(change["word"] == word for change in changes) for word in (ADDED, CHANGED, REMOVED)}


def in_words(counts: dict[str, int]) -> str:
    """新增 1 行、修改 3 处、删除 8 行; what is none is left out."""
    parts = [f"{word} {n} {'处' if word == CHANGED else '行'}" for word, n in counts.items() if n]
    return "、".join(parts)


def removed_labels(changes: list[dict]) -> list[str]:
    return [change["label"] for change in changes if change["word"] == REMOVED]


def _key(row: RowEntry):
    return row.pk or row.unsaved_key
