"""Workbooks as units send them: 自评表 and 监控表 as forms, lists of both. Values in 万元 unless said."""

from pathlib import Path

from openpyxl import Workbook

MONEY = [
    ("年度资金总额", 90, 90, 66.6, 10, "74.00%", 7.4),
    ("其中：当年财政拨款", 90, 90, 66.6, "—", "—", "—"),
    ("上年结转资金", None, None, None, "—", "—", "—"),
    ("其他资金", None, None, None, "—", "—", "—"),
]
ROWS = [
    ("产出指标", "数量指标", "培训人数", "≥100人次", "100人次", 22.5, 22.5, ""),
    ("", "质量指标", "合格率", "=100%", "97%", 22.5, 21.83, "两名学员缺考，明年补训。"),
    ("效益指标", "社会效益指标", "服务能力", "有效提升", "达成", 22.5, 22.5, ""),
    ("满意度指标", "服务对象满意度指标", "投诉率", "≤5%", "7%", 22.5, 13.5, "个别学员投诉食宿。"),
]


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def evaluation_form(
    path: Path, *, money=MONEY, rows=ROWS, total=87.73, name="干部培训", unit="某某局",
    objective="全年培训100人次。", result="全年培训 4 期，共 100 人次。", extra=(), foot=(),
    money_unit="万元",
) -> Path:  # fmt: skip
    """The official form, ten columns, with its merged cells."""
    book = Workbook()
    fill_evaluation_form(
        book.active, money=money, rows=rows, total=total, name=name, unit=unit, objective=objective,
        result=result, extra=extra, foot=foot, money_unit=money_unit,
    )  # fmt: skip
    return saved(book, path)


def fill_evaluation_form(
    sheet, *, money=MONEY, rows=ROWS, total=87.73, name="干部培训", unit="某某局", objective="", result="",
    extra=(), foot=(), money_unit="万元",
):  # fmt: skip
    start = sheet.max_row + 1 if sheet.max_row > 1 else 1
    sheet.cell(start, 1, "项目支出绩效自评表")
    sheet.cell(start + 1, 1, "（2023年度）")
    _line(sheet, start + 2, {1: "项目名称", 3: name})
    _line(sheet, start + 3, {1: "主管部门", 3: "某某区委", 7: "实施单位", 8: unit})
    head = {1: f"项目资金（{money_unit}）", 4: "年初预算数", 5: "全年预算数（A）", 6: "全年执行数（B）"}
    _line(sheet, start + 4, head | {7: "分值", 8: "执行率（B/A）", 9: "得分"})
    row = start + 5
    for label, *amounts in money:
        initial, budget, executed, weight, rate, score = amounts
        _line(sheet, row, {3: label, 4: initial, 5: budget, 6: executed, 7: weight, 8: rate, 9: score})
        row += 1
    _merge(sheet, start + 4, 1, row - 1, 2)
    _line(sheet, row, {1: "年度总体目标", 3: "预期目标", 7: "实际完成情况"})
    _line(sheet, row + 1, {3: objective, 7: result})
    _merge(sheet, row, 1, row + 1, 2)
    _merge(sheet, row, 3, row, 6)
    _merge(sheet, row, 7, row, 10)
    _merge(sheet, row + 1, 3, row + 1, 6)
    _merge(sheet, row + 1, 7, row + 1, 10)
    row += 2
    titles = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
              "偏差原因分析及改进措施"]  # fmt: skip
    _line(sheet, row, dict(enumerate(titles, 1)))
    first = row
    for cells in rows:
        row += 1
        _line(sheet, row, dict(enumerate(cells, 2)))
    _merge(sheet, first, 1, row, 1)
    for cells in extra:
        row += 1
        _line(sheet, row, dict(cells))
    row += 1
    _line(sheet, row, {1: "总分", 7: 100, 8: total})
    _merge(sheet, row, 1, row, 6)
    for cells in foot:
        row += 1
        _line(sheet, row, dict(cells))


def _line(sheet, row: int, cells: dict) -> None:
    for column, value in cells.items():
        if value not in (None, ""):
            sheet.cell(row, column, value)


def _merge(sheet, *area: int) -> None:
    if area[0] != area[2] or area[1] != area[3]:
        sheet.merge_cells(start_row=area[0], start_column=area[1], end_row=area[2], end_column=area[3])


def monitoring_form(path: Path, *, rows=None, month=6) -> Path:
    """The long form of central departments, two header rows for causes and possibilities."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = f"项目支出绩效目标执行监控表（1-{month}月）"
    _line(sheet, 2, {1: "（2023年度）"})
    _line(sheet, 3, {1: "项目名称", 3: "干部培训"})
    _line(sheet, 4, {1: "主管部门及代码", 3: "130 某某区委", 7: "实施单位", 9: "某某局"})
    head = {4: "年初预算数", 5: f"1-{month}月执行数", 7: f"1-{month}月执行率", 9: "全年预计执行数"}
    _line(sheet, 5, {1: "项目资金（万元）"} | head)
    _line(sheet, 6, {2: "年度资金总额", 4: 90, 5: 45, 7: "50%", 9: 90})
    _line(sheet, 7, {2: "其中：本年一般公共预算拨款", 4: 90, 5: 45, 7: "50%", 9: 90})
    _line(sheet, 8, {2: "其他资金", 4: 0, 5: 0, 9: 0})
    _merge(sheet, 5, 1, 8, 1)
    _line(sheet, 9, {1: "年度总体目标", 2: "全年培训100人次。"})
    titles = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值"]
    titles += [f"1-{month}月执行情况", "全年预计完成情况"]
    _line(sheet, 10, dict(enumerate(titles, 1)) | {8: "偏差原因分析", 14: "完成目标可能性", 17: "备注"})
    lower = ["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明"]
    lower += ["确定能", "有可能", "完全不可能"]
    _line(sheet, 11, dict(enumerate(lower, 8)))
    for column in (*range(1, 8), 17):
        _merge(sheet, 10, column, 11, column)
    _merge(sheet, 10, 8, 10, 13)
    _merge(sheet, 10, 14, 10, 16)
    for number, cells in enumerate(rows or MONITORING_ROWS, 12):
        _line(sheet, number, cells)
    return saved(book, path)


MONITORING_ROWS = [
    {2: "产出指标", 3: "数量指标", 4: "培训人数", 5: "≥100人次", 6: "45人次", 7: "100人次", 14: "√"},
    {
        3: "质量指标", 4: "合格率", 5: "≥95%", 6: "50%", 7: "90%", 8: "√", 10: "√", 12: "场地停电",
        13: "下半年补训", 15: "√", 17: "重点关注",
    },
    {2: "满意度指标", 3: "服务对象满意度指标", 4: "学员满意度", 5: "有效提升", 6: "达成", 7: "达成", 14: "√"},
]  # fmt: skip
