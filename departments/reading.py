"""A workbook or PDF of a department's table → its record: three lists found by their titles."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from perfgoals.common.money import UNIT_FACTORS
from perfgoals.language.codes import split_unit
from perfgoals.sheets import Row, UnreadableFile, open_workbook
from reading.amounts import read_amount
from reading.cleaning import long_text, single_line, trimmed
from reading.fields import plain_title
from reading.money_units import unit_of_title
from reading.sameness import folded

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
_NUMBERS = re.compile("[0-9]+")
_SIGNS = ("填报人", "部门负责人", "单位负责人", "填报部门", "填报单位", "填报日期")
_LONGEST_HEAD = 3


class NoDepartmentTable(UnreadableFile):
    """The file holds no table of this kind; the text says what was looked for."""


def read_department(
    source: str | Path | BinaryIO, *, filename: str = "", record: DepartmentRecord
) -> DepartmentRecord:
    """What the file says, for the department of `record`. Raises UnreadableFile or NoDepartmentTable."""
    with open_workbook(source, filename=filename) as book:
        for sheet in book.sheets:
            reader = _Reader()
            for row in () if sheet.hidden else sheet.rows():
                reader.take(row)
            if reader.tasks or reader.indicators:
                _refuse_another(reader.unit_text, record)
                return reader.record(record)
    raise NoDepartmentTable("没有找到“任务名称”或“一级指标、三级指标”的表头，请改用本页导出的 Excel 填写。")


class _Reader:
    """Goes down the rows; the titles that came last say what the columns mean."""

    def __init__(self) -> None:
        self.columns: dict[int, str] = {}
        self.unit, self.part, self.head = "元", "", 0
        self.unit_text = ""
        self.tiers = {"tier1": "", "tier2": ""}
        self.tasks: list[dict] = []
        self.objectives: list[dict] = []
        self.indicators: list[dict] = []
        self.total: dict[str, Decimal | None] = {}

    def take(self, row: Row) -> None:
        self.unit_text = self.unit_text or _unit_beside(row)
        titles = {n: _TITLES.get(plain_title(cell.text).split("(")[0], "") for n, cell in row.cells.items()}
        for cell in row.cells.values():
            if found := unit_of_title(cell.text):
                self.unit = found if found in UNIT_FACTORS else self.unit
        known = {n: key for n, key in titles.items() if key}
        if self._is_head(set(known.values()), row):
            self._begin(known, row)
            return
        first = next(iter(row.cells.values())).text.strip()
        if first.startswith(_SIGNS):
            self.part = ""
        elif any(_TOTAL.fullmatch(plain_title(cell.text)) for cell in row.cells.values()):
            if self.part == "task":
                self.total = self._amounts(row)
        elif text := _objective_beside(row):
            self.part, self.columns = "objective", {text: "objective"}
            self._take_objective(self._cells(row), row)
        elif self.part:
            getattr(self, f"_take_{self.part}")(self._cells(row), row)

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

    def _cells(self, row: Row) -> dict:
        """Cells by the title over them; a text may stand in any column that its title reaches over."""
        starts = sorted(self.columns)
        found: dict = {}
        for n, cell in row.cells.items():
            over = max((start for start in starts if start <= n), default=None)
            if over is not None:
                found.setdefault(self.columns[over], cell)
        return found

    def _amounts(self, row: Row) -> dict[str, Decimal | None]:
        cells = self._cells(row)
        given = {name: cells[name] for name in AMOUNTS if name in cells}
        return dict.fromkeys(AMOUNTS) | {n: read_amount(cell, self.unit).amount for n, cell in given.items()}

    def _take_task(self, cells: dict, row: Row) -> None:
        if name := single_line(cells["task"].text) if "task" in cells else "":
            content = long_text(cells["content"].text) if "content" in cells else ""
            self.tasks.append({"name": name, "content": content, **self._amounts(row)})

    def _take_objective(self, cells: dict, row: Row) -> None:
        text = long_text(cells["objective"].text) if "objective" in cells else ""
        share = single_line(cells["share"].text) if "share" in cells else ""
        for one in filter(None, map(str.strip, _NEXT_GOAL.split(text))):
            self.objectives.append({"text": one, "share": share, "tasks": _numbers(cells.get("link"))})

    def _take_indicator(self, cells: dict, row: Row) -> None:
        for tier in self.tiers:
            if tier in cells and (text := single_line(cells[tier].text)):
                if tier == "tier1" and text != self.tiers["tier1"]:
                    self.tiers["tier2"] = ""
                self.tiers[tier] = text
        if name := trimmed(cells["name"].text) if "name" in cells else "":
            said = {key: trimmed(cells[key].text) if key in cells else "" for key in ("target", "weight")}
            task = next(iter(_numbers(cells.get("link"))), None)
            self.indicators.append({"name": name, "task": task, **self.tiers, **said})

    def record(self, given: DepartmentRecord) -> DepartmentRecord:
        count = len(self.tasks)
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


def _unit_beside(row: Row) -> str:
    """What stands beside 部门（单位）名称."""
    pairs = pairwise(row.cells.values())
    return next((single_line(b.text) for a, b in pairs if _WHOSE.fullmatch(plain_title(a.text))), "")


def _refuse_another(said: str, given: DepartmentRecord) -> None:
    """The table of one department is never stored as another's; a name may be shorter (某局 for 某县某局)."""
    code, name = split_unit(said)
    one, other = folded(name), folded(given.unit_name)
    if said and code != given.unit_code and not (one in other or other in one):
        own = f"{given.unit_code} {given.unit_name}"
        raise NoDepartmentTable(f"文件是“{said}”的表，不是“{own}”的，没有读入。请核对文件和所选的部门。")


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
