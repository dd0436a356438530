"""The cases of the corpus, made from its data: every run gives the same cases in the same order.

A case is one unit with one project, for what is found between two projects with two. An injected case differs
from its clean project in exactly one place, which is where a finding is expected.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, groupby

from .tables import FIELDS, FOLDER, TIERS, Table, clean_tables

# A finding on the money's source or purpose names the field or its code.
ALSO_CALLED = {"fund_source": "fund_code", "functional_subject": "subject_code"}
OPEN, HELD_OUT = "open", "held_out"


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
