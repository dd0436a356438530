"""Figures of a cycle's self-evaluations as tables: grades and averages by unit, points lost, 抽评.

The page and the workbook show the same tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from monitoring.enums import Outcome
from printing.grids.grid import Column, Line, ListTable, Sort, percent, wan

from ..enums import Grade
from ..scoring import rounded
from ..subject import EvaluatedProject

NUMBER, CENTER = Sort.NUMBER, Sort.CENTER
_GRADES = tuple(Column(grade.value, grade.label, 6, CENTER) for grade in Grade)


def statistics(
    subjects: Sequence[EvaluatedProject], missing: Mapping[str, int], checked: Mapping[int, Decimal | None]
) -> list[ListTable]:
    """`missing`: unit → projects without a table; `checked`: key of a project → finance's total."""
    return [grades_by_unit(subjects, missing), outcomes_by_kind(subjects), spot_checks(subjects, checked)]


def grades_by_unit(subjects: Sequence[EvaluatedProject], missing: Mapping[str, int]) -> ListTable:
    columns = (
        Column("unit", "单位", 26),
        *_GRADES,
        Column("undecided", "无法判断", 7, CENTER),
        Column("missing", "未填", 6, CENTER),
        Column("average", "平均得分", 8, NUMBER),
        Column("budget", "全年预算（万元）", 11, NUMBER),
        Column("executed", "全年执行（万元）", 11, NUMBER),
        Column("rate", "执行率", 8, CENTER),
    )
    by_unit = _by_unit(subjects)
    lines = [
        Line({"unit": unit, "missing": _shown(missing.get(unit, 0))} | _figures(by_unit[unit]))
        for unit in sorted({*by_unit, *missing})
    ]
    whole = _figures(subjects) | {"unit": "合计", "missing": _shown(sum(missing.values()))}
    return ListTable("等级和平均得分（按单位）", "项目个数", columns, [*lines, Line(whole, is_sum=True)])


def outcomes_by_kind(subjects: Sequence[EvaluatedProject]) -> ListTable:
    """What became of the indicators, by 二级指标, and the share of the points that they got."""
    outcomes = (Outcome.MET, Outcome.PARTLY, Outcome.MISSED, Outcome.UNDECIDED)
    columns = (
        Column("kind", "二级指标", 30),
        *(Column(outcome.value, outcome.label, 9, CENTER) for outcome in outcomes),
        Column("share", "得分率", 9, CENTER),
    )
    kinds: dict[str, list] = defaultdict(list)
    for project in subjects:
        for row, points in project.with_points:
            if points.counts:
                kinds[row.tier2 or row.tier1 or "（没有类别）"].append(points)
    lines = [Line({"kind": kind} | _outcomes(found)) for kind, found in sorted(kinds.items())]
    return ListTable("指标完成情况（按类别）", "指标个数", columns, lines)


def spot_checks(subjects: Sequence[EvaluatedProject], checked: Mapping[int, Decimal | None]) -> ListTable:
    """The unit's total beside finance's, the widest difference first."""
    columns = (
        Column("unit", "单位", 24),
        Column("name", "项目名称", 30),
        Column("own", "自评总分", 8, NUMBER),
        Column("total", "抽评总分", 8, NUMBER),
        Column("gap", "相差", 8, NUMBER),
    )
    found = [(project, checked[project.key]) for project in subjects if project.key in checked]
    values = [
        {
            "unit": project.unit, "name": project.name, "own": project.total_points, "total": total,
            "gap": None if None in (project.total_points, total) else total - project.total_points,
        }
        for project, total in found
    ]  # fmt: skip
    values.sort(key=lambda line: -abs(line["gap"] or Decimal(0)))
    return ListTable("抽评", "财政抽评的得分与单位自评的得分", columns, [Line(line) for line in values])


def _by_unit(subjects: Iterable[EvaluatedProject]) -> dict[str, list[EvaluatedProject]]:
    found: dict[str, list[EvaluatedProject]] = defaultdict(list)
    for project in subjects:
        found[project.unit].append(project)
    return found


def _figures(projects: Sequence[EvaluatedProject]) -> dict:
    counts = Counter(project.grade for project in projects)
    totals = [project.total_points for project in projects if project.total_points is not None]
    budget = sum((p.total.budget or Decimal(0) for p in projects), Decimal(0))
    executed = sum((p.total.executed or Decimal(0) for p in projects), Decimal(0))
    return {grade.value: _shown(counts[grade]) for grade in Grade} | {
        "undecided": _shown(counts[None]),
        "average": rounded(sum(totals, Decimal(0)) / len(totals)) if totals else None,
        "budget": wan(budget),
        "executed": wan(executed),
        "rate": percent(executed * 100 / budget if budget else None),
    }


def _outcomes(found: Sequence) -> dict:
    counts = Counter(points.outcome for points in found)
    decided = [points for points in found if points.score is not None and points.weight]
    whole = sum((points.weight for points in decided), Decimal(0))
    got = sum((points.score for points in decided), Decimal(0))
    shares = {"share": percent(got * 100 / whole if whole else None)}
    return {outcome.value: _shown(n) for outcome, n in counts.items()} | shares


def _shown(number: int) -> str:
    return str(number) if number else ""
