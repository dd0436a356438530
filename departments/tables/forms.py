"""部门整体支出绩效目标表 as a form, in 万元 [参考样式]."""

from itertools import groupby

from printing.grids.draft import FormDraft
from printing.grids.grid import Form, Sort, wan

from ..record import DepartmentRecord, Sums

LABEL, TEXT, CENTER, NUMBER, PLAIN = Sort.LABEL, Sort.TEXT, Sort.CENTER, Sort.NUMBER, Sort.PLAIN
MONEY_EDGES = (64, 76, 88, 100)
TITLE = "部门整体支出绩效目标表（参考样式）"


def department_form(record: DepartmentRecord, *, mark: str = "") -> Form:
    """One table with its tasks, goals and indicators; goals and indicators name their tasks by number."""
    draft = FormDraft()
    draft.line((0, 16, "部门（单位）名称", LABEL), (16, 100, record.unit, TEXT))
    _tasks(draft, record)
    _objectives(draft, record)
    head = _indicators(draft, record)
    last = draft.row + 1
    draft.line((0, 34, "填报人：", PLAIN), (34, 66, "部门负责人：", PLAIN), (66, 100, "填报日期：", PLAIN))
    draft.line((0, 66, "", PLAIN), (66, 100, "填报部门（盖章）：\n\n", PLAIN))
    return draft.form(
        record.unit_name, f"{TITLE}\n（{record.fiscal_year}年度）", mark=mark, repeats=head, list_end=last,
        together=3,
    )  # fmt: skip


def _tasks(draft: FormDraft, record: DepartmentRecord) -> None:
    first = draft.line()
    for edges, title in (((8, 13), "序号"), ((13, 30), "任务名称"), ((30, 64), "主要内容")):
        draft.put(*edges, title, LABEL, rows=2)
    draft.put(64, 100, "预算金额（万元）", LABEL)
    draft.row += 1
    for start, end, title in zip(
        MONEY_EDGES[:-1], MONEY_EDGES[1:], ("总额", "财政拨款", "其他资金"), strict=True
    ):
        draft.put(start, end, title, LABEL)
    for task in record.tasks:
        draft.line((8, 13, str(task.number), CENTER), (13, 30, task.name, TEXT), (30, 64, task.content, TEXT))
        _money(draft, task)
    draft.line((8, 64, "金额合计", LABEL))
    _money(draft, record)
    draft.put(0, 8, "年度\n主要\n任务", LABEL, row=first, rows=draft.row + 1 - first)


def _money(draft: FormDraft, row: Sums) -> None:
    amounts = (row.amount, row.fiscal_amount, row.other_amount)
    for start, end, amount in zip(MONEY_EDGES[:-1], MONEY_EDGES[1:], amounts, strict=True):
        shown = wan(amount)
        draft.put(start, end, "" if shown is None else shown, NUMBER)


def _objectives(draft: FormDraft, record: DepartmentRecord) -> None:
    first = draft.line(
        (8, 13, "序号", LABEL),
        (13, 76, "目标内容", LABEL),
        (76, 88, "占比", LABEL),
        (88, 100, "对应任务", LABEL),
    )
    for number, one in enumerate(record.objectives, start=1):
        tasks = "、".join(map(str, one.tasks))
        draft.line((8, 13, str(number), CENTER), (13, 76, one.text, TEXT), (76, 88, one.share, CENTER),
                   (88, 100, tasks, CENTER))  # fmt: skip
    draft.put(0, 8, "年度\n总体\n目标", LABEL, row=first, rows=draft.row + 1 - first)


def _indicators(draft: FormDraft, record: DepartmentRecord) -> tuple[int, int]:
    head = draft.line(
        (8, 20, "一级指标", LABEL), (20, 34, "二级指标", LABEL), (34, 64, "三级指标", LABEL),
        (64, 80, "指标值", LABEL), (80, 88, "权重", LABEL), (88, 100, "对应任务", LABEL),
    )  # fmt: skip
    for row in record.indicators:
        task = "" if row.task is None else str(row.task)
        draft.line((34, 64, row.name, TEXT), (64, 80, row.target, CENTER), (80, 88, row.weight, CENTER),
                   (88, 100, task, CENTER))  # fmt: skip
    for edges, key in (((8, 20), lambda row: row.tier1), ((20, 34), lambda row: (row.tier1, row.tier2))):
        for value, members in groupby(enumerate(record.indicators), key=lambda pair: key(pair[1])):
            places = [place for place, _ in members]
            text = value if isinstance(value, str) else value[1]
            draft.put(*edges, text, CENTER, row=head + 1 + places[0], rows=len(places))
    draft.put(0, 8, "年度\n绩效\n指标", LABEL, row=head, rows=draft.row + 1 - head)
    return head, head
