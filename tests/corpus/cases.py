"""The cases of the corpus, made from its data: every run gives the same cases in the same order.

A case is one unit with one project, for what is found between two projects with two. An injected case differs
from its clean project in exactly one place, which is where a finding is expected.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import chain, cycle, groupby
from pathlib import Path

FOLDER = Path(__file__).parent
TRADES = [
    "education", "health", "water", "roads", "agriculture", "policing",
    "culture", "elderly_care", "it", "environment", "party", "urban",
]  # fmt: skip

# The words of the data for the fields of a project, and the field's name in a finding.
FIELDS = {
    "名称": "name",
    "资金": "fund_source",
    "科目": "functional_subject",
    "金额": "amount",
    "依据": "justification",
    "整体": "overall_objective",
    "年度": "annual_objective",
}
# A finding on the money's source or purpose names the field or its code.
ALSO_CALLED = {"fund_source": "fund_code", "functional_subject": "subject_code"}
TIERS = {
    "效益": {"经济", "社会", "生态", "可持续"},
    "成本": {"成本", "经济成本", "社会成本", "环境成本"},
}
# The short words of the data and the 二级指标 of each tree.
CATEGORY_WORDS = {
    "2015": {
        "数量": "数量指标",
        "质量": "质量指标",
        "时效": "时效指标",
        "成本": "成本指标",
        "经济": "经济效益",
        "社会": "社会效益",
        "生态": "生态效益",
        "可持续": "可持续影响",
        "满意": "服务对象满意度",
    },
    "2021": {
        "经济成本": "经济成本指标",
        "社会成本": "社会成本指标",
        "环境成本": "生态环境成本指标",
        "数量": "数量指标",
        "质量": "质量指标",
        "时效": "时效指标",
        "经济": "经济效益指标",
        "社会": "社会效益指标",
        "生态": "生态效益指标",
        "满意": "服务对象满意度指标",
    },
}
OPEN, HELD_OUT = "open", "held_out"


@dataclass(frozen=True)
class Row:
    """A 三级指标. `category` is the short word of the 二级指标."""

    category: str
    name: str
    period: str
    annual: str


@dataclass(frozen=True)
class Table:
    """A project with its goal; `texts` by the words of FIELDS, the amount in 元."""

    id: str
    trade: str
    tree: str
    texts: dict = field(hash=False)
    rows: tuple[Row, ...]

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.texts["金额"]) if self.texts["金额"] else None

    @property
    def values(self) -> Iterator[str]:
        return chain.from_iterable((row.period, row.annual) for row in self.rows)

    def with_text(self, word: str, change: str) -> "Table":
        """`old → new` in a field; without `old` the whole text."""
        old, new = (part.strip() for part in change.split("→"))
        text = self.texts[word]
        if old and text.count(old) != 1:
            raise ValueError(f"{self.id}：“{old}”在{word}中须恰好出现一次")
        return replace(self, texts=self.texts | {word: text.replace(old, new) if old else new})

    def with_row(self, name: str, column: str, value: str) -> "Table":
        """The row of this name with another value in a column."""
        rows = [_changed(row, column, value) if row.name == name else row for row in self.rows]
        if tuple(rows) == self.rows:
            raise ValueError(f"{self.id}：“{name}”没有改变")
        return replace(self, rows=tuple(rows))

    def without(self, word: str) -> "Table":
        """Without the rows of a 二级, of a tier, or the row of this name."""
        gone = TIERS.get(word, set()) | {word}
        rows = tuple(row for row in self.rows if not gone & {row.category, row.name})
        if rows == self.rows:
            raise ValueError(f"{self.id}：没有“{word}”")
        return replace(self, rows=rows)


def _changed(row: Row, column: str, value: str) -> Row:
    first, _, second = (part.strip() for part in value.partition("//"))
    match column:
        case "值":
            return replace(row, period=first, annual=second or first)
        case "周期值":
            return replace(row, period=first)
        case "年度值":
            return replace(row, annual=first)
        case "二级指标":
            return replace(row, category=first)
        case "三级指标":
            both = {"period": second, "annual": second} if second else {}
            return replace(row, name=first, **both)
    raise ValueError(f"没有“{column}”这一栏")


@dataclass(frozen=True)
class Place:
    """Where a finding may stand: the changed place, and others that are as right."""

    fields: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    whole_table: bool = False


@dataclass(frozen=True)
class Case:
    """`sort`: clean, injected or control. `kind`: the fault or the trap. `fits`, `also`: topics of checks."""

    id: str
    sort: str
    kind: str
    tables: tuple[Table, ...]
    parents: tuple[Table, ...]
    half: str = OPEN
    group: str = ""
    level: str = ""
    place: Place = Place()
    fits: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    right: str = ""

    @property
    def trade(self) -> str:
        return self.tables[0].trade

    @property
    def tree(self) -> str:
        return self.tables[0].tree


@cache
def clean_tables(*, companions: bool = False) -> dict[str, Table]:
    """The clean projects by id; with the second projects that only pairs use."""
    names = [*TRADES, "companions"] if companions else TRADES
    return {table.id: table for name in names for table in _read_tables(FOLDER / "clean" / f"{name}.toml")}


def _read_tables(path: Path) -> Iterator[Table]:
    data = tomllib.loads(path.read_text("utf-8"))
    for entry in data["project"]:
        yield Table(
            id=entry["id"],
            trade=data["trade"],
            tree=entry.get("tree", "2015"),
            texts={
                "名称": entry["name"],
                "资金": entry.get("fund", "1111"),
                "科目": entry["subject"],
                "金额": entry["amount"],
                "依据": entry["basis"],
                "整体": entry["overall"],
                "年度": entry["annual"],
            },
            rows=tuple(_row(line) for line in entry["rows"]),
        )


def _row(line: str) -> Row:
    category, name, period, *annual = (part.strip() for part in line.split(" | "))
    return Row(category, name, period, *(annual or [period]))


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case with its half."""
    return tuple(_halved([*_clean_cases(), *_injected_cases(), *_control_cases()]))


def cases(half: str = "all") -> list[Case]:
    """The cases of one half, or all."""
    return [case for case in all_cases() if half in ("all", case.half)]


def _clean_cases() -> Iterator[Case]:
    for table in clean_tables().values():
        yield Case(f"clean/{table.id}", "clean", table.trade, (table,), (table,))


def _injected_cases() -> Iterator[Case]:
    for kind, fault in tomllib.loads((FOLDER / "faults.toml").read_text("utf-8")).items():
        for line in fault["cases"].strip().splitlines():
            edit, _, right = line.partition(" | = ")
            parents, tables = _edited(edit, twin=fault.get("companion", False))
            yield Case(
                id=f"{kind}/{tables[0].id}",
                sort="injected",
                kind=kind,
                tables=tables,
                parents=parents,
                group=fault["group"],
                level=fault["level"],
                place=_place(edit, tables, fault.get("beside", [])),
                fits=frozenset(fault.get("fits", [kind])),
                also=frozenset(fault.get("also", [])),
                right=right.strip(),
            )


def _control_cases() -> Iterator[Case]:
    for kind, trap in tomllib.loads((FOLDER / "controls.toml").read_text("utf-8")).items():
        for line in trap["cases"].strip().splitlines():
            parents, tables = _edited(line)
            yield Case(f"{kind}/{tables[0].id}", "control", kind, tables, parents)


def _edited(line: str, *, twin: bool = False) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """The clean tables a line names, and the same after its edits; edits of a pair change the second."""
    head, *edits = line.split(" ++ ")
    ids, _, first = head.partition(" | ")
    known = clean_tables(companions=True)
    parents = tuple(known[name.strip()] for name in ids.split("~"))
    if twin and len(parents) == 1:
        parents *= 2
    changed = parents[-1]
    for edit in [first, *edits]:
        changed = _applied(changed, edit)
    return parents, (*parents[:-1], changed)


def _applied(table: Table, edit: str) -> Table:
    match [part.strip() for part in edit.split(" | ")]:
        case [""]:
            return table
        case [word, "删除"]:
            return table.without(word)
        case [word, change] if word in FIELDS:
            return table.with_text(word, change)
        case [name, column, value]:
            return table.with_row(name, column, value)
        case [name, column]:
            return table.with_row(name, column.removesuffix(" |"), "")
    raise ValueError(f"看不懂：{edit}")


def _place(line: str, tables: tuple[Table, ...], beside: list[str]) -> Place:
    """The changed place of an injected case, widened by the words of `beside`."""
    _, word, *rest = (part.strip() for part in line.split(" | "))
    fields = {FIELDS[name] for name in [word, *beside] if name in FIELDS}
    fields |= {ALSO_CALLED[name] for name in fields & ALSO_CALLED.keys()}
    rows = {row.name for table in tables for row in table.rows if row.category in _categories(beside)}
    if word not in FIELDS and rest[0] != "删除":
        rows.add(rest[1].partition("//")[0].strip() if rest[0] == "三级指标" else word)
    return Place(frozenset(fields), frozenset(rows), "整表" in beside)


def _categories(words: list[str]) -> set[str]:
    return set().union(*(TIERS.get(word, {word}) for word in words))


def _halved(made: list[Case]) -> Iterator[Case]:
    """Cases of one kind, in the order of the hash of their id, go to the two halves in turn."""
    order = sorted(made, key=lambda case: (_stratum(case), _hash(case.id)))
    halves = {}
    for stratum, alike in groupby(order, key=_stratum):
        turns = cycle((OPEN, HELD_OUT) if int(_hash(stratum), 16) % 2 else (HELD_OUT, OPEN))
        halves |= {case.id: half for case, half in zip(alike, turns, strict=False)}
    for case in made:
        yield replace(case, half=halves[case.id])


def _stratum(case: Case) -> str:
    return f"{case.sort}/{case.kind}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
