"""项目支出绩效目标执行监控表 (财预〔2019〕136号, 参考样式): the long form and the list, in 万元."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from printing.grids.grid import Column, Form, Line, ListTable, Sort, percent, wan

from ..enums import Cause, Light, MoneySource, Possibility
from ..subject import Money, MonitoredProject, MonitoredRow

LABEL, TEXT, CENTER, NUMBER, PLAIN = Sort.LABEL, Sort.TEXT, Sort.CENTER, Sort.NUMBER, Sort.PLAIN
WIDTHS = (3, 6, 7, 12, 8, 8, 8, 3.4, 3.4, 3.4, 3.4, 3.4, 11, 3.6, 3.6, 3.6, 8.2)
MONEY_ROWS = {
    MoneySource.TOTAL: "年度资金总额",
    MoneySource.CURRENT: "其中：本年财政拨款",
    MoneySource.CARRIED: "上年结转资金",
    MoneySource.OTHER: "其他资金",
}
TICK = "√"


def monitoring_form(project: MonitoredProject) -> Form:
    """The long form of one project, landscape."""
    period = f"1-{project.month}月"
    title = f"项目支出绩效目标执行监控表\n（{project.fiscal_year}年{period}）"
    form = Form(project.name, title, WIDTHS, landscape=True, mark=project.standing)
    form.line(("项目名称", LABEL, 3), (project.name, TEXT, 14))
    form.line(
        ("主管部门及代码", LABEL, 3), (project.supervisor, TEXT, 4), ("实施单位", LABEL, 3),
        (project.unit, TEXT, 7),
    )  # fmt: skip
    _add_money(form, project, period)
    form.line(("年度总体目标", LABEL, 3), (project.objective, TEXT, 14))
    _add_indicators(form, project, period)
    form.list_end, form.together = form.row + 1, 2
    form.line(("填报人：", PLAIN, 5), ("单位负责人：", PLAIN, 7), ("填报日期：", PLAIN, 5))
    return form


def _add_money(form: Form, project: MonitoredProject, period: str) -> None:
    form.line(
        ("项目资金\n（万元）", LABEL, 3, len(MONEY_ROWS) + 1), ("", LABEL, 1), ("年初预算数", LABEL, 1),
        ("全年预算数", LABEL, 1), (f"{period}执行数", LABEL, 1), (f"{period}执行率", LABEL, 3),
        ("全年预计执行数", LABEL, 3), ("监控灯", LABEL, 4),
    )  # fmt: skip
    for source, label in MONEY_ROWS.items():
        form.row += 1
        whole = source == MoneySource.TOTAL
        money = project.total if whole else project.money.get(source, Money())
        form.put(form.row, 3, label, LABEL)
        for column, amount in enumerate((money.initial_budget, money.budget, money.executed), start=4):
            form.put(form.row, column, wan(amount), NUMBER)
        form.put(form.row, 7, percent(project.rate) if whole else "", CENTER, 3)
        form.put(form.row, 10, wan(money.expected), NUMBER, 3)
        form.put(form.row, 13, project.money_light.light.label if whole else "", CENTER, 4)


def _add_indicators(form: Form, project: MonitoredProject, period: str) -> None:
    head = form.row + 1
    titles = ("一级指标", "二级指标", "三级指标", "年度指标值", f"{period}执行情况", "全年预计完成情况")
    form.line(
        ("绩\n效\n指\n标", LABEL, 1, len(project.rows) + 2), *((title, LABEL, 1, 2) for title in titles),
        ("偏差原因分析", LABEL, 6), ("完成目标可能性", LABEL, 3), ("备注", LABEL, 1, 2),
    )  # fmt: skip
    form.row += 1
    form.repeats = (head, form.row)
    lower = [*(cause.label for cause in Cause), "原因说明", *(one.label for one in Possibility)]
    for column, title in enumerate(lower, start=7):
        form.put(form.row, column, title, LABEL)
    for row in project.rows:
        form.row += 1
        _add_row(form, row)
    for start, count, column, text in tier_spans(project.rows):
        form.put(head + 2 + start, column, text, CENTER, 1, count)


def _add_row(form: Form, row: MonitoredRow) -> None:
    for column, text in enumerate((row.name, row.target, row.actual, row.expected), start=3):
        form.put(form.row, column, text, TEXT)
    for column, cause in enumerate(Cause, start=7):
        form.put(form.row, column, TICK if cause.value in row.causes else "", CENTER)
    form.put(form.row, 12, row.cause_note, TEXT)
    for column, one in enumerate(Possibility, start=13):
        form.put(form.row, column, TICK if row.possibility == one else "", CENTER)
    form.put(form.row, 16, row.note, TEXT)


def tier_spans(rows: Sequence) -> Iterator[tuple[int, int, int, str]]:
    """(first row, rows, column, text) of the merged 一级 (column 1) and 二级 (column 2) as they stand."""
    for tier1, group in groupby(enumerate(rows), key=lambda pair: pair[1].tier1):
        own = list(group)
        yield own[0][0], len(own), 1, tier1
        for tier2, part in groupby(own, key=lambda pair: pair[1].tier2):
            same = list(part)
            yield same[0][0], len(same), 2, tier2


LIST_COLUMNS = (
    Column("sequence", "序号", 3, CENTER),
    Column("unit", "单位", 12),
    Column("name", "项目名称", 17),
    Column("initial", "年初预算数", 8, NUMBER),
    Column("budget", "全年预算数", 8, NUMBER),
    Column("executed", "执行数", 8, NUMBER),
    Column("rate", "执行率", 6, CENTER),
    Column("expected", "全年预计执行数", 8, NUMBER),
    Column("light", "监控灯", 5, CENTER),
    Column("possibility", "完成目标可能性", 7, CENTER),
    Column("behind", "红灯和黄灯的指标", 18),
)


def monitoring_list(projects: Sequence[MonitoredProject], *, title: str, scope: str) -> ListTable:
    """One row a project, with its light and the indicators that are behind."""
    lines = [Line(_values(project) | {"sequence": str(n)}) for n, project in enumerate(projects, start=1)]
    return ListTable(title, f"填报单位：{scope}　　金额单位：万元", LIST_COLUMNS, lines, [_counts(projects)])


def _values(project: MonitoredProject) -> dict:
    total = project.total
    return {
        "unit": project.unit,
        "name": project.name,
        "initial": wan(total.initial_budget),
        "budget": wan(total.budget),
        "executed": wan(total.executed),
        "rate": percent(project.rate),
        "expected": wan(total.expected),
        "light": project.light.label,
        "possibility": _least_possible(project),
        "behind": "；".join(_behind(project)),
    }


def _behind(project: MonitoredProject) -> Iterator[str]:
    for row, lit in zip(project.rows, project.lights, strict=True):
        if lit.light in (Light.RED, Light.YELLOW):
            yield f"{row.name}（{row.target}，完成 {row.actual or '—'}）"


def _least_possible(project: MonitoredProject) -> str:
    stated = [row.possibility for row in project.rows if row.possibility]
    return max(stated, key=list(Possibility).index).label if stated else ""


def _counts(projects: Sequence[MonitoredProject]) -> str:
    lights = [project.light for project in projects]
    parts = [f"{light.label} {lights.count(light)} 个" for light in Light if lights.count(light)]
    return f"共 {len(projects)} 个项目：{'，'.join(parts)}。" if parts else "没有项目。"
