"""Figures of a round as tables: lights by unit and kind, spending against progress, what was solved.

The page and the workbook show the same tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from printing.grids.grid import Column, Line, ListTable, Sort, percent, wan

from ..comparing import AT_MOST
from ..enums import Light
from ..lights import plain
from ..subject import MonitoredProject

NUMBER, CENTER = Sort.NUMBER, Sort.CENTER
BEHIND = (Light.RED, Light.YELLOW)
_LIGHTS = tuple(Column(light.value, light.label, 8, CENTER) for light in Light)


def statistics(
    subjects: Sequence[MonitoredProject], before: Mapping[tuple[str, str], MonitoredProject],
    missing: Mapping[str, int], *, month: int,
) -> list[ListTable]:  # fmt: skip
    """`before`: (unit, name) → the project in the round before; `missing`: unit → tables not there."""
    return [
        lights_by_unit(subjects, missing),
        lights_by_kind(subjects),
        spending_by_unit(subjects, month=month),
        solved_by_unit(subjects, before),
    ]


def lights_by_unit(subjects: Sequence[MonitoredProject], missing: Mapping[str, int]) -> ListTable:
    columns = (Column("unit", "单位", 30), *_LIGHTS, Column("missing", "未填", 8, CENTER))
    by_unit = _by_unit(subjects)
    units = sorted({*by_unit, *missing})
    lines = [
        Line(
            {"unit": unit, "missing": _shown(missing.get(unit, 0))} | _counts(p.light for p in by_unit[unit])
        )
        for unit in units
    ]
    whole = _counts(p.light for p in subjects) | {"missing": _shown(sum(missing.values()))}
    return ListTable("监控灯（按单位）", "项目个数", columns, [*lines, _sum(whole)])


def lights_by_kind(subjects: Sequence[MonitoredProject]) -> ListTable:
    """Lights of the indicators, by 二级指标."""
    kinds: dict[str, list[Light]] = defaultdict(list)
    for project in subjects:
        for row, lit in zip(project.rows, project.lights, strict=True):
            kinds[row.tier2 or row.tier1 or "（没有类别）"].append(lit.light)
    columns = (Column("kind", "二级指标", 30), *_LIGHTS)
    lines = [Line({"kind": kind} | _counts(lights)) for kind, lights in sorted(kinds.items())]
    return ListTable("监控灯（按指标类别）", "指标个数", columns, lines)


def spending_by_unit(subjects: Sequence[MonitoredProject], *, month: int) -> ListTable:
    """Money spent beside the average of what the indicators have reached, in % of the year."""
    columns = (
        Column("unit", "单位", 30),
        Column("projects", "项目", 7, CENTER),
        Column("budget", "全年预算（万元）", 12, NUMBER),
        Column("executed", "已执行（万元）", 12, NUMBER),
        Column("rate", "执行率", 9, CENTER),
        Column("progress", "目标平均完成", 9, CENTER),
        Column("gap", "相差（百分点）", 9, CENTER),
    )
    lines = [Line({"unit": unit} | _spending(own)) for unit, own in sorted(_by_unit(subjects).items())]
    note = f"截至 {month} 月，时间进度 {plain(Decimal(month * 100) / 12, 2)}%"
    return ListTable("支出与目标进度", note, columns, [*lines, _sum(_spending(subjects))])


def solved_by_unit(
    subjects: Sequence[MonitoredProject], before: Mapping[tuple[str, str], MonitoredProject]
) -> ListTable:
    """Projects that were red or yellow in the round before: now green, still behind; and newly behind."""
    columns = (
        Column("unit", "单位", 30),
        Column("solved", "上次落后，已赶上", 12, CENTER),
        Column("still", "仍然落后", 12, CENTER),
        Column("new", "新落后", 12, CENTER),
    )
    counts: dict[str, Counter] = defaultdict(Counter)
    for project in subjects:
        earlier = before.get((project.unit_code, project.name))
        was, now = earlier is not None and earlier.light in BEHIND, project.light in BEHIND
        if was or now:
            counts[project.unit]["still" if was and now else "solved" if was else "new"] += 1
    lines = [
        Line({"unit": unit} | {name: _shown(n) for name, n in found.items()})
        for unit, found in sorted(counts.items())
    ]
    whole = sum(counts.values(), Counter())
    return ListTable(
        "与上次监控相比", "红灯和黄灯的项目个数", columns,
        [*lines, _sum({name: _shown(n) for name, n in whole.items()})],
    )  # fmt: skip


def _by_unit(subjects: Iterable[MonitoredProject]) -> dict[str, list[MonitoredProject]]:
    found: dict[str, list[MonitoredProject]] = defaultdict(list)
    for project in subjects:
        found[project.unit].append(project)
    return found


def _counts(lights: Iterable[Light]) -> dict[str, str]:
    return {light.value: _shown(n) for light, n in Counter(lights).items()}


def _shown(number: int) -> str:
    return str(number) if number else ""


def _sum(values: dict) -> Line:
    return Line(values | {"unit": "合计"}, is_sum=True)


def _spending(projects: Sequence[MonitoredProject]) -> dict:
    budget = sum((p.total.budget or Decimal(0) for p in projects), Decimal(0))
    executed = sum((p.total.executed or Decimal(0) for p in projects), Decimal(0))
    rate = executed * 100 / budget if budget else None
    reached = [share for project in projects for share in _shares(project)]
    progress = sum(reached) / len(reached) if reached else None
    gap = "" if None in (rate, progress) else plain(progress - rate, 2)
    return {
        "projects": str(len(projects)), "budget": wan(budget), "executed": wan(executed),
        "rate": percent(rate), "progress": percent(progress), "gap": gap,
    }  # fmt: skip


def _shares(project: MonitoredProject) -> Iterator[Decimal]:
    """How much of each growing target is reached, in %, at most 100."""
    for row in project.rows:
        found = row.compared
        if found.is_number and found.sign not in AT_MOST and found.share is not None:
            yield min(found.share * 100, Decimal(100))
