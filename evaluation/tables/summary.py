"""自评结果汇总表 and the paragraph on performance for the 决算. Amounts in 万元, columns ours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from monitoring.lights import plain
from printing.grids.grid import POINTS_FORMAT, Column, Line, ListTable, Sort, percent, wan

from ..enums import Grade
from ..scoring import rounded
from ..subject import EvaluatedProject

NUMBER, CENTER = Sort.NUMBER, Sort.CENTER
COLUMNS = (
    Column("sequence", "序号", 3, CENTER),
    Column("supervisor", "主管部门", 8),
    Column("unit", "单位", 10),
    Column("name", "项目名称", 15),
    Column("initial", "年初预算", 7, NUMBER),
    Column("budget", "全年预算", 7, NUMBER),
    Column("executed", "全年执行数", 7, NUMBER),
    Column("rate", "执行率", 6, CENTER),
    Column("points", "指标得分", 5, NUMBER, POINTS_FORMAT),
    Column("execution", "执行率得分", 5, NUMBER, POINTS_FORMAT),
    Column("total", "总分", 5, NUMBER, POINTS_FORMAT),
    Column("grade", "等级", 4, CENTER),
    Column("problems", "主要问题", 8),
    Column("improvements", "改进措施", 6),
    Column("public", "是否公开", 4, CENTER),
)


def summary_table(projects: Sequence[EvaluatedProject], *, title: str, scope: str) -> ListTable:
    """All projects by unit, a subtotal for each unit where there are several, the sum at the end."""
    return ListTable(
        title=title,
        above=f"填报单位：{scope}　　金额单位：万元",
        columns=COLUMNS,
        lines=list(_lines(projects)),
        below=[counts_in_words(projects)],
    )


def _lines(projects: Sequence[EvaluatedProject]) -> Iterator[Line]:
    units = [list(group) for _, group in groupby(projects, key=lambda project: project.unit_code)]
    number = 0
    for own in units:
        for project in own:
            number += 1
            yield Line(_values(project) | {"sequence": str(number)})
        if len(units) > 1:
            name = {"unit": own[0].unit_name, "name": f"小计（{len(own)} 个项目）"}
            yield Line(_sums(own) | name, is_sum=True)
    if projects:
        yield Line(_sums(projects) | {"name": f"合计（{len(projects)} 个项目）"}, is_sum=True)


def _values(project: EvaluatedProject) -> dict:
    scored, total = project.scored, project.total
    known = [points.score for points in scored.indicators if points.score is not None]
    return {
        "supervisor": project.supervisor,
        "unit": project.unit,
        "name": project.name,
        "initial": wan(total.initial_budget),
        "budget": wan(total.budget),
        "executed": wan(total.executed),
        "rate": percent(project.rate),
        "points": sum(known, Decimal(0)) if known else None,
        "execution": scored.execution.score,
        "total": project.total_points,
        "grade": project.grade.label if project.grade else "无法判断",
        "problems": project.problems,
        "improvements": project.improvements,
        "public": {True: "是", False: "否"}.get(project.is_public, ""),
    }


def _sums(projects: Sequence[EvaluatedProject]) -> dict:
    names = {"initial": "initial_budget", "budget": "budget", "executed": "executed"}
    sums = {key: wan(_sum(getattr(p.total, name) for p in projects)) for key, name in names.items()}
    totals = [project.total_points for project in projects if project.total_points is not None]
    budget, executed = sums["budget"], sums["executed"]
    rate = executed * 100 / budget if budget and executed is not None else None
    average = rounded(sum(totals, Decimal(0)) / len(totals)) if totals else None
    return sums | {"rate": percent(rate), "total": average, "grade": "平均" if totals else ""}


def _sum(amounts) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def counts_in_words(projects: Sequence[EvaluatedProject]) -> str:
    """评为优 3 个、良 1 个 …, and how many could not be judged."""
    counts = Counter(project.grade for project in projects)
    parts = [f"{grade.label} {counts[grade]} 个" for grade in Grade]
    if counts[None]:
        parts.append(f"无法判断 {counts[None]} 个")
    return f"共 {len(projects)} 个项目：{'，'.join(parts)}。"


def closing_paragraph(
    projects: Sequence[EvaluatedProject], *, office: str, year: int, with_goals: tuple[int, Decimal],
    monitored: int,
) -> list[str]:  # fmt: skip
    """The paragraph on performance that every department prints in its 决算, from the data.

    `with_goals` are number and money (元) of the projects with goals, `monitored` those that were watched.
    """
    number, amount = with_goals
    totals = [project.total_points for project in projects if project.total_points is not None]
    budget = _sum(project.total.budget for project in projects) or Decimal(0)
    share = f"，占纳入绩效目标管理项目的 {plain(Decimal(len(projects)) * 100 / number, 1)}%" if number else ""
    texts = [
        f"根据预算绩效管理要求，{office}{year}年度纳入绩效目标管理的项目 {number} 个，"
        f"涉及预算资金 {plain(wan(amount), 2)} 万元；开展绩效运行监控的项目 {monitored} 个。"
        f"年度终了，组织对 {len(projects)} 个项目开展绩效自评，"
        f"涉及全年预算资金 {plain(wan(budget), 2)} 万元{share}。",
        _results(projects, totals),
    ]
    problems = [f"{p.name}：{p.problems.rstrip('。；')}" for p in projects if p.problems]
    if problems:
        texts.append(f"自评发现的主要问题：{'；'.join(problems)}。")
    improvements = dict.fromkeys(p.improvements.rstrip("。；") for p in projects if p.improvements)
    if improvements:
        texts.append(f"下一步改进措施：{'；'.join(improvements)}。")
    return texts


def _results(projects: Sequence[EvaluatedProject], totals: Sequence[Decimal]) -> str:
    average = f"自评平均得分 {rounded(sum(totals) / len(totals))} 分。" if totals else ""
    return f"从自评情况看，{counts_in_words(projects)}{average}"
