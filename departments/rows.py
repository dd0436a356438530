"""The rows of a department's table → its three lists; what each cell became goes into a ledger."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise

from perfgoals.common.money import UNIT_FACTORS
from perfgoals.common.text import quoted
from perfgoals.sheets import Cell, Row
from reading.amounts import read_amount
from reading.cleaning import long_text, single_line, trimmed
from reading.fates import SheetFates
from reading.fields import plain_title
from reading.ledger import Fate, Ledger
from reading.money_units import unit_of_title
from reading.side_rows import is_heading, is_signature
from reading.titles import is_title

from .record import AMOUNTS, DepartmentRecord, IndicatorRecord, ObjectiveRecord, TaskRecord

_WORDS = """
task 任务名称 主要任务 年度主要任务
content 主要内容 任务内容
amount 总额 金额 预算金额
fiscal_amount 财政拨款
other_amount 其他资金
tier1 一级指标
tier2 二级指标
name 三级指标 指标名称
target 指标值 年度指标值 目标值
weight 权重 分值
link 对应任务
objective 目标内容 年度总体目标 年度绩效目标
share 占比
number 序号
"""
_TITLES = {title: key for key, *titles in map(str.split, _WORDS.strip().splitlines()) for title in titles}
_TOTAL = re.compile("金额合计|合计")
_NEXT_GOAL = re.compile(r"\n(?=目标[0-9一二三四五六七八九十]{1,3}[:：、.])")
_WHOSE = re.compile(r"(?:填报|预算)?(?:部门|单位)(?:\((?:单位|部门)\))?(?:名称)?")
_NUMBERS = re.compile("(?<![0-9])[0-9]{1,4}(?![0-9])")
_SIGNS = ("填报人", "部门负责人", "单位负责人", "填报部门", "填报单位", "填报日期")
_LONGEST_HEAD = 3
_OUTSIDE = "三张表以外"


class RowReader:
    """Goes down the rows; the titles that came last say what the columns mean."""

    def __init__(self, ledger: Ledger) -> None:
        self.columns: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        self.unit, self.part, self.head = "元", "", 0
        self.unit_text = ""
        self.tiers = {"tier1": "", "tier2": ""}
        self.tasks: list[dict] = []
        self.objectives: list[dict] = []
        self.indicators: list[dict] = []
        self.total: dict[str, Decimal | None] = {}
        self.doubts: list[str] = []
        self._fates = SheetFates(ledger)

    def take(self, row: Row) -> None:
        self._note_unit_of_money(row)
        self.unit_text = self.unit_text or _unit_beside(row)[1]
        titles = {n: _TITLES.get(plain_title(cell.text).split("(")[0], "") for n, cell in row.cells.items()}
        known = {n: key for n, key in titles.items() if key}
        label = ""
        if self._is_head(set(known.values()), row):
            self._begin(known, row)
            self._fates.take_row(Fate.HEADING, row)
        elif _is_signed(row):
            self.part = ""
            self._fates.take_row(Fate.MARK, row)
        elif any(_TOTAL.fullmatch(plain_title(cell.text)) for cell in row.cells.values()):
            self._take_total(row)
        elif text := _objective_beside(row):
            self.part, self.columns = "objective", {text: "objective"}
            self._fates.take(Fate.HEADING, row.number, next(iter(row.cells)))
            self._take_part(row, {n: cell for n, cell in row.cells.items() if n >= text})
        elif self.part:
            self._take_part(row, row.cells)
        else:
            self._take_outside(row)
            label = _OUTSIDE
        self._fates.settle(row, titles={} if label else self.titles, label=label)

    def _note_unit_of_money(self, row: Row) -> None:
        for cell in row.cells.values():
            if found := unit_of_title(cell.text):
                self.unit = found if found in UNIT_FACTORS else self.unit

    def _take_part(self, row: Row, cells: Mapping[int, Cell]) -> None:
        """A row of the part that its titles began; what its taker does not name was not read."""
        placed = self._placed(cells)
        taken = getattr(self, f"_take_{self.part}")({key: row.cells[n] for key, n in placed.items()}, row)
        self._fates.take(Fate.READ, row.number, *(placed[key] for key in taken))
        self._fates.take(Fate.MARK, row.number, *(n for key, n in placed.items() if key == "number"))

    def _take_total(self, row: Row) -> None:
        """Only the tasks' total is stored."""
        self._fates.take_row(Fate.MARK, row)
        if self.part == "task":
            self.total = self._amounts(self._cells(row), row)
            placed = self._placed(row.cells)
            read = (placed[name] for name in AMOUNTS if name in placed and self.total[name] is not None)
            self._fates.take(Fate.READ, row.number, *read)

    def _take_outside(self, row: Row) -> None:
        """Titles, whose table it is, and what stands outside the three lists."""
        unit, _ = _unit_beside(row)
        headings = [n for n, cell in row.cells.items() if _is_heading(cell.text)]
        self._fates.take(Fate.HEADING, row.number, *headings)
        self._fates.take(Fate.READ, row.number, *([unit] if unit else ()))

    def _is_head(self, keys: set[str], row: Row) -> bool:
        if "task" in keys or {"tier1", "name"} <= keys:
            return True
        if "objective" in keys and keys & {"share", "link", "number"}:
            return True
        # 总额 | 财政拨款 | 其他资金 stand below 预算金额.
        is_near = self.part == "task" and row.number <= self.head + _LONGEST_HEAD
        return is_near and len(keys & set(AMOUNTS)) > 1

    def _begin(self, known: dict[int, str], row: Row) -> None:
        keys = set(known.values())
        parts = {"task": "task", "tier1": "indicator", "objective": "objective"}
        part = next((part for key, part in parts.items() if key in keys), self.part)
        if part == "task" and "task" not in keys:  # the second row of the head
            columns = {n: key for n, key in self.columns.items() if key not in AMOUNTS}
        else:
            columns, self.tiers = {}, {"tier1": "", "tier2": ""}
        self.part, self.head, self.columns = part, row.number, columns | known
        self.titles = {n: single_line(row.cells[n].text) for n in known}

    def _placed(self, cells: Iterable[int]) -> dict[str, int]:
        """Columns by the title over them; a text may stand in any column that its title reaches over."""
        starts = sorted(self.columns)
        found: dict[str, int] = {}
        for n in cells:
            over = max((start for start in starts if start <= n), default=None)
            if over is not None:
                found.setdefault(self.columns[over], n)
        return found

    def _cells(self, row: Row) -> dict[str, Cell]:
        return {key: row.cells[n] for key, n in self._placed(row.cells).items()}

    def _amounts(self, cells: Mapping[str, Cell], row: Row) -> dict[str, Decimal | None]:
        """In 元; an amount that is none stays empty, and is said."""
        found: dict[str, Decimal | None] = dict.fromkeys(AMOUNTS)
        for name in AMOUNTS:
            if name in cells:
                reading = read_amount(cells[name], self.unit)
                found[name] = reading.amount
                if reading.reason:
                    said = " ".join(cells[name].text.split())[:40]
                    self.doubts.append(
                        f"第 {row.number} 行金额“{said}”：{reading.reason}。{reading.action}。"
                    )
        return found

    def _take_task(self, cells: Mapping[str, Cell], row: Row) -> set[str]:
        if not (name := single_line(cells["task"].text) if "task" in cells else ""):
            return set()
        content = long_text(cells["content"].text) if "content" in cells else ""
        amounts = self._amounts(cells, row)
        self.tasks.append({"name": name, "content": content, **amounts})
        return {"task", "content"} & cells.keys() | {key for key, sum in amounts.items() if sum is not None}

    def _take_objective(self, cells: Mapping[str, Cell], row: Row) -> set[str]:
        text = long_text(cells["objective"].text) if "objective" in cells else ""
        share = single_line(cells["share"].text) if "share" in cells else ""
        numbers = _numbers(cells.get("link"))
        for one in filter(None, map(str.strip, _NEXT_GOAL.split(text))):
            self.objectives.append({"text": one, "share": share, "tasks": numbers})
        if not text.strip():
            return set()
        return {"objective", *(["link"] if numbers else ()), *(["share"] if "share" in cells else ())}

    def _take_indicator(self, cells: Mapping[str, Cell], row: Row) -> set[str]:
        for tier in self.tiers:
            if tier in cells and (text := single_line(cells[tier].text)):
                if tier == "tier1" and text != self.tiers["tier1"]:
                    self.tiers["tier2"] = ""
                self.tiers[tier] = text
        read = self.tiers.keys() & cells.keys()
        if not (name := trimmed(cells["name"].text) if "name" in cells else ""):
            return read
        said = {key: trimmed(cells[key].text) if key in cells else "" for key in ("target", "weight")}
        numbers = _numbers(cells.get("link"))
        self.indicators.append({"name": name, "task": next(iter(numbers), None), **self.tiers, **said})
        return (
            read | ({"name", "target", "weight"} & cells.keys()) | ({"link"} if len(numbers) == 1 else set())
        )

    def _note_links(self, count: int) -> None:
        """Tasks are named by their numbers: one that no task has is left out."""
        linked = [(one["text"], one["tasks"]) for one in self.objectives]
        linked += [(one["name"], (one["task"],)) for one in self.indicators if one["task"]]
        for text, numbers in linked:
            if missing := [str(number) for number in numbers if not 1 <= number <= count]:
                listed = "、".join(missing)
                self.doubts.append(
                    f"{quoted(text[:20])}的对应任务 {listed} 不在任务表中，没有读入。请核对序号。"
                )

    def record(self, given: DepartmentRecord) -> DepartmentRecord:
        count = len(self.tasks)
        self._note_links(count)
        objectives = [one | {"tasks": _within(one["tasks"], count)} for one in self.objectives]
        indicators = [
            one | {"task": next(iter(_within((one["task"] or 0,), count)), None)} for one in self.indicators
        ]
        return DepartmentRecord(
            key=given.key,
            unit_code=given.unit_code,
            unit_name=given.unit_name,
            fiscal_year=given.fiscal_year,
            tasks=tuple(TaskRecord(number=n, **task) for n, task in enumerate(self.tasks, start=1)),
            objectives=tuple(ObjectiveRecord(**one) for one in objectives),
            indicators=tuple(IndicatorRecord(**one) for one in indicators),
            **{name: self.total.get(name) for name in AMOUNTS},
        )


def _unit_beside(row: Row) -> tuple[int, str]:
    """The column and the text of what stands beside 部门（单位）名称; 0 and "" in any other row."""
    pairs = pairwise(row.cells.items())
    found = ((n, single_line(b.text)) for (_, a), (n, b) in pairs if _WHOSE.fullmatch(plain_title(a.text)))
    return next(found, (0, ""))


def _is_signed(row: Row) -> bool:
    first = next(iter(row.cells.values())).text.strip()
    return first.startswith(_SIGNS) or is_signature(first)


def _is_heading(text: str) -> bool:
    """A title, an attachment's number, a unit of money, the label beside the department's name."""
    return is_title(text) or is_heading(text) or _WHOSE.fullmatch(plain_title(text)) is not None


def _objective_beside(row: Row) -> int:
    """The column of the text beside 年度总体目标, as the published form has it; 0 for any other row."""
    (_, label), *others = row.cells.items()
    if not others or _TITLES.get(plain_title(label.text)) != "objective":
        return 0
    return others[0][0]


def _numbers(cell) -> tuple[int, ...]:
    return tuple(int(found) for found in _NUMBERS.findall(cell.text)) if cell else ()


def _within(numbers: tuple[int, ...], count: int) -> tuple[int, ...]:
    return tuple(number for number in numbers if 1 <= number <= count)
