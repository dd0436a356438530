"""Two people changed one goal table: what each of them has, and the table made of their choices."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from indicators.fields import CELLS, FACTS

from .entries import GoalEntry, References, RowEntry

MINE, THEIRS = "mine", "theirs"
GONE = "（没有这一行）"
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One value that both have differently. `preferred` is "" when both changed it: a person must choose."""

    key: str
    label: str
    mine: str
    theirs: str
    preferred: str = ""

    @property
    def field_name(self) -> str:
        return f"choice-{self.key}"

    @property
    def place(self) -> dict[str, str] | None:
        """Which input holds mine: the `field`, and the id of its `row`; None where mine has no such row."""
        if self.mine == GONE or self.key == ORDER:
            return None
        if not self.key.startswith("row-"):
            return {"field": self.key, "row": ""}
        row, _, cell = self.key.removeprefix("row-").partition("-")
        return {"field": cell or "name", "row": row}


def with_known_rows(mine: GoalEntry, theirs: GoalEntry) -> GoalEntry:
    """Mine, with the ids of new rows that were stored although the answer to that save got lost."""
    free = [row for row in theirs.rows if row.pk and row.pk not in {other.pk for other in mine.rows}]
    rows = []
    for row in mine.rows:
        twin = next((other for other in free if row.pk is None and row.same_content(other)), None)
        if twin:
            free.remove(twin)
        rows.append(twin or row)
    return GoalEntry(mine.facts, tuple(rows))


def conflicts(
    mine: GoalEntry, theirs: GoalEntry, *, base: dict[str, str], references: References
) -> list[Conflict]:
    """All values that differ, facts first, then rows. `base`: fingerprints of what the form opened with."""
    mine = with_known_rows(mine, theirs)
    marks = (mine.fingerprints(), theirs.fingerprints())
    show = _shower(references)

    def preferred(*keys: str) -> str:
        changed = [any(mark.get(key) != base.get(key) for key in keys) for mark in marks]
        return {(True, False): MINE, (False, True): THEIRS}.get(tuple(changed), "")

    found = [
        Conflict(key, field.label, show(key, mine.facts[key]), show(key, theirs.facts[key]), preferred(key))
        for key, field in FACTS.items()
        if mine.facts[key] != theirs.facts[key]
    ]
    return found + _row_conflicts(mine, theirs, base, show, preferred)


def _row_conflicts(mine, theirs, base, show, preferred) -> list[Conflict]:
    found = []
    others = {row.pk: row for row in theirs.rows if row.pk}
    own = {row.pk: row for row in mine.rows if row.pk}
    for number, row in enumerate(mine.rows, start=1):
        if not row.pk:
            continue
        cells = [f"row-{row.pk}-{cell}" for cell in CELLS]
        if other := others.get(row.pk):
            for cell, field in CELLS.items():
                values = getattr(row, cell), getattr(other, cell)
                if values[0] != values[1]:
                    key = f"row-{row.pk}-{cell}"
                    shown = (show(cell, value) for value in values)
                    found.append(Conflict(key, f"第 {number} 行 {field.label}", *shown, preferred(key)))
        else:
            unchanged = all(mine.fingerprints().get(key) == base.get(key) for key in cells)
            label = f"第 {number} 行（对方已删除）"
            found.append(
                Conflict(f"row-{row.pk}", label, _line(row, show), GONE, THEIRS if unchanged else "")
            )
    for pk, other in others.items():
        if pk not in own:
            added = f"row-{pk}-name" not in base
            cells = [f"row-{pk}-{cell}" for cell in CELLS]
            untouched = all(theirs.fingerprints().get(key) == base.get(key) for key in cells)
            choice = THEIRS if added else MINE if untouched else ""
            label = "对方新增的一行" if added else "您删除的一行"
            found.append(Conflict(f"row-{pk}", label, GONE, _line(other, show), choice))
    found += [
        Conflict(row.unsaved_key, "对方未填完的一行", GONE, _line(row, show), THEIRS)
        for row in _unfinished_of_theirs(mine, theirs)
        if row.unsaved_key not in base
    ]
    return found + _order_conflict(own, others)


def _unfinished_of_theirs(mine: GoalEntry, theirs: GoalEntry) -> list[RowEntry]:
    return [row for row in theirs.rows if row.pk is None and row not in mine.rows]


def _order_conflict(own: dict, others: dict) -> list[Conflict]:
    common = [[pk for pk in rows if pk in own and pk in others] for rows in (own, others)]
    if common[0] == common[1]:
        return []
    names = [_names(rows, order) for rows, order in zip((own, others), common, strict=True)]
    return [Conflict(ORDER, "指标的顺序", *names)]


def _names(rows: dict, order: list[int]) -> str:
    return "、".join(rows[pk].name[:12] for pk in order)


def _shower(references: References) -> Callable[[str, object], str]:
    """How a value is shown to a person: category by name, the flag in words."""

    def show(key: str, value) -> str:
        if key == "category":
            category = references.categories.get(value)
            return str(category) if category else "（未选）"
        if key == "fund_source":
            fund = references.funds.get(value)
            return fund.label if fund else value
        if key == "not_applicable":
            return "不适用" if value else "适用"
        return value

    return show


def _line(row: RowEntry, show) -> str:
    values = [show("category", row.category), row.name, row.period_target, row.annual_target]
    return " | ".join(value for value in values if value)


def resolved(mine: GoalEntry, theirs: GoalEntry, choices: dict[str, str]) -> GoalEntry:
    """Mine, except where `choices` (key of a Conflict → mine or theirs) says theirs."""
    wants = {key for key, choice in choices.items() if choice == THEIRS}
    mine = with_known_rows(mine, theirs)
    facts = {key: theirs.facts[key] if key in wants else text for key, text in mine.facts.items()}
    others = {row.pk: row for row in theirs.rows if row.pk}
    rows: list[RowEntry] = []
    for row in mine.rows:
        if row.pk is None or row.pk in others:
            cells = [cell for cell in CELLS if f"row-{row.pk}-{cell}" in wants]
            taken = {cell: getattr(others[row.pk], cell) for cell in cells} if row.pk in others else {}
            rows.append(replace(row, **taken))
        elif f"row-{row.pk}" not in wants:
            rows.append(replace(row, pk=None))
    rows = _with_their_rows(rows, theirs, choices)
    if ORDER in wants:
        order = {row.pk: place for place, row in enumerate(theirs.rows) if row.pk}
        rows.sort(key=lambda row: order.get(row.pk, len(order)))
    return GoalEntry(facts, tuple(rows))


def _with_their_rows(rows: list[RowEntry], theirs: GoalEntry, choices: dict[str, str]) -> list[RowEntry]:
    """Rows that only the other has, each after the row it follows there; left out only by choice."""
    present = {row.pk for row in rows}
    previous = None
    for other in theirs.rows:
        if other.pk and other.pk not in present and choices.get(f"row-{other.pk}") == THEIRS:
            place = next((i + 1 for i, row in enumerate(rows) if previous and row.pk == previous), len(rows))
            rows.insert(place, other)
        previous = other.pk
    unfinished = _unfinished_of_theirs(GoalEntry({}, tuple(rows)), theirs)
    return rows + [row for row in unfinished if choices.get(row.unsaved_key) == THEIRS]
