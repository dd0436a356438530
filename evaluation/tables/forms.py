"""项目支出绩效自评表 as a form (财预〔2020〕10号): eleven columns, amounts in 万元."""

from monitoring.enums import MoneySource
from monitoring.subject import Money
from monitoring.tables.forms import tier_spans
from printing.grids.grid import Form, Sort, percent, wan

from ..scoring import Points
from ..subject import EvaluatedProject, EvaluatedRow

WIDTHS = (5, 9, 11, 16, 12, 12, 7, 7, 6, 8, 7)
UNDECIDED = "无法\n判断"
LABEL, TEXT, CENTER, NUMBER, PLAIN = Sort.LABEL, Sort.TEXT, Sort.CENTER, Sort.NUMBER, Sort.PLAIN
MONEY_ROWS = {
    MoneySource.TOTAL: "年度资金总额",
    MoneySource.CURRENT: "其中：当年财政拨款",
    MoneySource.CARRIED: "上年结转资金",
    MoneySource.OTHER: "其他资金",
}


def evaluation_form(project: EvaluatedProject) -> Form:
    """One self-evaluation as it is handed in, with the points that count."""
    title = f"项目支出绩效自评表\n（{project.fiscal_year}年度）"
    form = Form(project.name, title, WIDTHS, mark=project.standing)
    form.line(("项目名称", LABEL, 2), (project.name, TEXT, 9))
    form.line(
        ("主管部门", LABEL, 2), (project.supervisor, TEXT, 3), ("实施单位", LABEL, 1), (project.unit, TEXT, 5)
    )
    _add_money(form, project)
    _add_objective(form, project)
    _add_indicators(form, project)
    _add_foot(form, project)
    return form


def _add_money(form: Form, project: EvaluatedProject) -> None:
    form.line(
        ("项目资金\n（万元）", LABEL, 2, len(MONEY_ROWS) + 1), ("", LABEL, 2), ("年初预算数", LABEL, 1),
        ("全年预算数\n(A)", LABEL, 1), ("全年执行数\n(B)", LABEL, 2), ("分值", LABEL, 1),
        ("执行率\n(B/A)", LABEL, 1), ("得分", LABEL, 1),
    )  # fmt: skip
    for source, label in MONEY_ROWS.items():
        form.row += 1
        whole = source == MoneySource.TOTAL
        money = project.total if whole else project.money.get(source, Money())
        form.put(form.row, 2, label, LABEL, 2)
        form.put(form.row, 4, wan(money.initial_budget), NUMBER)
        form.put(form.row, 5, wan(money.budget), NUMBER)
        form.put(form.row, 6, wan(money.executed), NUMBER, 2)
        _add_execution(form, project, whole)


def _add_execution(form: Form, project: EvaluatedProject, whole: bool) -> None:
    points = project.scored.execution
    if not whole:
        for column in (8, 9, 10):
            form.put(form.row, column, "—", CENTER)
        return
    form.put_points(form.row, 8, project.rules.execution_points)
    form.put(form.row, 9, percent(project.rate) or UNDECIDED, CENTER)
    form.put(form.row, 10, UNDECIDED if points.score is None else points.score, NUMBER)


def _add_objective(form: Form, project: EvaluatedProject) -> None:
    form.line(("年度总体目标", LABEL, 2, 2), ("预期目标", LABEL, 4), ("实际完成情况", LABEL, 5))
    form.row += 1
    form.put(form.row, 2, project.objective, TEXT, 4)
    form.put(form.row, 6, project.result, TEXT, 5)


def _add_indicators(form: Form, project: EvaluatedProject) -> None:
    titles = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    head = form.row + 1
    cells = [(title, LABEL, 1) for title in titles]
    form.line(
        ("绩\n效\n指\n标", LABEL, 1, len(project.rows) + 1), *cells, ("偏差原因分析\n及改进措施", LABEL, 3)
    )
    form.repeats = (head, head)
    for row, points in project.with_points:
        form.row += 1
        _add_row(form, row, points)
    for start, count, column, text in tier_spans(project.rows):
        form.put(head + 1 + start, column, text, CENTER, 1, count)
    form.line(("总分", LABEL, 6))
    form.list_end = form.row + 1
    form.put_points(form.row, 6, project.rules.execution_points + project.rules.indicator_points)
    form.put(form.row, 7, project.total_points, NUMBER)
    form.put(form.row, 8, _said_of_total(project), TEXT, 3)


def _add_row(form: Form, row: EvaluatedRow, points: Points) -> None:
    actual = row.actual or (points.outcome.label if row.outcome else "")
    for column, text in enumerate((row.name, row.target, actual), start=3):
        form.put(form.row, column, text, TEXT)
    form.put_points(form.row, 6, points.weight)
    undecided = UNDECIDED if points.counts else "—"
    form.put(form.row, 7, undecided if points.score is None else points.score, NUMBER)
    form.put(form.row, 8, row.reason, TEXT, 3)


def _said_of_total(project: EvaluatedProject) -> str:
    words = f"等级：{project.grade.label}" if project.grade else project.scored.explanation
    if project.scored.deduction:
        words += f"\n{project.scored.explanation}"
    return words


def _add_foot(form: Form, project: EvaluatedProject) -> None:
    texts = {
        "执行率偏低的原因": project.rate_reason, "评价结论": project.conclusion,
        "存在问题": project.problems, "改进措施": project.improvements,
    }  # fmt: skip
    for label, text in texts.items():
        if text:
            form.line((label, LABEL, 3), (text, TEXT, 8))
    form.together = 2
    form.line(("填报人：", PLAIN, 4), ("单位负责人：", PLAIN, 4), ("填报日期：", PLAIN, 3))
