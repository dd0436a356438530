"""自评表 and summary as PDF and workbook: every text is there, amounts are numbers, nothing is cut."""

import re
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from evaluation.subject import EvaluatedProject, EvaluatedRow
from evaluation.tables.forms import evaluation_form
from evaluation.tables.summary import closing_paragraph, counts_in_words, summary_table
from monitoring.enums import MoneySource, Outcome
from monitoring.reading import read_tables
from monitoring.subject import Money
from printing.grids.documents import join_to, print_forms, print_list, print_paragraph
from printing.grids.workbooks import FormBook

pytestmark = pytest.mark.pure

ROWS = (
    EvaluatedRow(1, "产出指标", "数量指标", "培训人数", "≥100人次", "100人次", weight=Decimal(30)),
    EvaluatedRow(
        2, "产出指标", "质量指标", "合格率", "=100%", "97%", weight=Decimal("22.5"), reason="两人缺考。"
    ),
    EvaluatedRow(
        3, "效益指标", "社会效益", "服务能力", "有效提升", "见总结", outcome=Outcome.MET,
        weight=Decimal("37.5"),
    ),
)  # fmt: skip
PROJECT = EvaluatedProject(
    1, "130001", "某某局", "干部培训", supervisor="区委", fiscal_year=2023, rows=ROWS,
    objective="全年培训100人次。", result="全年培训 4 期。", problems="缺考较多。", improvements="提前通知。",
    money={
        MoneySource.TOTAL: Money(Decimal("852700.00"), Decimal(72890), Decimal(72890)),
        MoneySource.CURRENT: Money(Decimal("852700.00"), Decimal(72890), Decimal(72890)),
    },
)  # fmt: skip
DAY = date(2024, 3, 1)
LONG = "按照年度计划组织实施，" * 400  # 4,400 characters: more than a page


def text_of(path) -> str:
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(raw.stdout.decode().split())


def printed(tmp_path, *projects):
    path = tmp_path / "自评表.pdf"
    forms = [evaluation_form(project) for project in projects]
    return join_to(path, print_forms(forms, printed_on=DAY)), text_of(path)


def sheet_of(tmp_path, *projects):
    path = tmp_path / "自评表.xlsx"
    book = FormBook()
    for project in projects:
        book.add_form(evaluation_form(project))
    book.save(path)
    return path, load_workbook(path).worksheets


def cells(sheet):
    return {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}


def test_the_printed_form_says_everything(tmp_path):
    pages, text = printed(tmp_path, PROJECT)
    assert pages == 1
    for part in ("干部培训", "130001-某某局", "85.27", "7.289", "100.00%", "≥100人次", "有效提升",
                 "见总结", "22.5", "21.83", "两人缺考。", "等级：优", "缺考较多。", "第1页"):  # fmt: skip
        assert part in text, part


def test_forms_begin_on_their_own_pages_and_pages_count_on(tmp_path):
    projects = [replace(PROJECT, key=n, name=f"项目{n}") for n in range(3)]
    pages, text = printed(tmp_path, *projects)
    assert pages == 3
    assert re.findall("第([0-9]+)页/共3页", text) == ["1", "2", "3"]


def test_parts_of_a_book_are_numbered_on(tmp_path):
    table = summary_table([PROJECT], title="汇总表", scope="全部单位")
    parts = [
        *print_list(table, printed_on="2024年3月1日"),
        *print_paragraph("说明", ["一段。"], printed_on="2024年3月1日"),
        *print_forms([evaluation_form(PROJECT)], printed_on=DAY),
    ]
    assert join_to(tmp_path / "书.pdf", parts) == 3
    assert re.findall("第([0-9]+)页/共3页", text_of(tmp_path / "书.pdf")) == ["1", "2", "3"]


def test_a_text_longer_than_a_page_is_printed_whole(tmp_path):
    pages, text = printed(tmp_path, replace(PROJECT, result=LONG, standing="草稿，未经批复"))
    assert text.count("草稿，未经批复") == pages
    foot = "草稿，未经批复|第[0-9]+页/共[0-9]+页|打印日期：2024年3月1日"
    again = "全年培训100人次。|年度总体目标|项目支出绩效自评表（2023年度）（续）干部培训"
    without_feet = re.sub(f"{foot}|{again}", "", text)
    assert pages >= 2 and without_feet.count("按照年度计划组织实施，") == 400


def test_many_rows_go_over_pages_with_none_lost(tmp_path):
    rows = tuple(replace(ROWS[0], key=n, name=f"第{n}号指标名称", weight=Decimal(1)) for n in range(90))
    pages, text = printed(tmp_path, replace(PROJECT, rows=rows))
    assert pages >= 3 and all(f"第{n}号指标名称" in text for n in range(90))


def test_what_is_undecided_is_said(tmp_path):
    rows = (replace(ROWS[0], actual="80人"),)
    _, text = printed(tmp_path, replace(PROJECT, rows=rows, money={}))
    assert "无法判断" in text and "2项得分无法判断" in text


def test_markup_in_texts_is_text(tmp_path):
    _, text = printed(tmp_path, replace(PROJECT, name="<b>甲</b> & 乙"))
    assert "<b>甲</b>&乙" in text


def test_the_sheet_holds_numbers_and_prints_on_one_width(tmp_path):
    _, (sheet,) = sheet_of(tmp_path, PROJECT)
    found = cells(sheet)
    assert {7.289, 85.27, 22.5, 21.83} <= {value for value in found if not isinstance(value, str)}
    assert found[7.289].number_format == "#,##0.00####" and found[7.289].alignment.shrink_to_fit
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert found["≥100人次"].data_type == "s"


def test_heights_show_every_line(tmp_path):
    _, (sheet,) = sheet_of(tmp_path, replace(PROJECT, result=LONG))
    whole = sum(sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1))
    assert whole > 400 * len(LONG) / 4400 * 5
    assert all(sheet.row_dimensions[n].height <= 400 for n in range(1, sheet.max_row + 1))
    assert "".join(str(value) for value in cells(sheet)).count("按照年度计划组织实施，") == 400


def test_formulas_stay_texts_and_sheets_have_names_of_their_own(tmp_path):
    odd = replace(PROJECT, name="a/b:[c]*?" + "很长的项目名称" * 8, rows=(replace(ROWS[0], actual="=1+1"),))
    _, sheets = sheet_of(tmp_path, odd, odd)
    assert len({sheet.title.lower() for sheet in sheets}) == 2
    assert all(len(sheet.title) <= 31 for sheet in sheets)
    assert cells(sheets[0])["=1+1"].data_type == "s"


def test_the_sheet_reads_back_as_it_was(tmp_path):
    path, _ = sheet_of(tmp_path, PROJECT, replace(PROJECT, key=2, name="另一个"))
    read = read_tables(path)
    assert [table.text("name") for table in read.tables] == ["干部培训", "另一个"]
    table = read.tables[0]
    assert (table.text("objective"), table.text("result")) == (PROJECT.objective, PROJECT.result)
    assert (table.text("problems"), table.text("improvements")) == (PROJECT.problems, PROJECT.improvements)
    assert table.money[MoneySource.TOTAL]["executed"] == Decimal(72890)
    assert [row.text("target") for row in table.rows] == [row.target for row in ROWS]
    assert [row.numbers["weight"] for row in table.rows] == [row.weight for row in ROWS]
    assert table.numbers["total"] == PROJECT.total_points
    assert read.findings == [] and table.findings == []


def test_our_own_pdf_reads_back_as_it_was(tmp_path):
    path = tmp_path / "自评表.pdf"
    draft = replace(PROJECT, standing="草稿，未经批复")
    join_to(path, print_forms([evaluation_form(draft)], printed_on=DAY))
    read = read_tables(path)
    (table,) = read.tables
    assert (table.text("name"), table.text("result")) == (PROJECT.name, PROJECT.result)
    assert table.money[MoneySource.TOTAL]["executed"] == Decimal(72890)
    assert [row.text("indicator") for row in table.rows] == [row.name for row in ROWS]
    assert read.findings == [] and table.findings == []


def test_a_summary_beside_its_forms_is_not_read_twice(tmp_path):
    path = tmp_path / "全部.xlsx"
    book = FormBook()
    book.add_list(summary_table([PROJECT], title="2023年度自评结果汇总表", scope="全部单位"), "汇总")
    book.add_form(evaluation_form(PROJECT))
    book.save(path)
    read = read_tables(path)
    assert [len(table.rows) for table in read.tables] == [3]
    assert [f.reason for f in read.findings] == ["汇总表中有 1 个项目另有单项表"]


# --- summary and paragraph ------------------------------------------------------------------------------


def other(key, **values):
    return replace(PROJECT, key=key, unit_code="130002", unit_name="另一局", name=f"项目{key}", **values)


def test_subtotals_by_unit_and_the_sum(tmp_path):
    table = summary_table([PROJECT, other(2), other(3)], title="汇总表", scope="全部单位")
    sums = [line.values for line in table.lines if line.is_sum]
    assert [line["name"] for line in sums] == ["小计（1 个项目）", "小计（2 个项目）", "合计（3 个项目）"]
    assert [line["budget"] for line in sums] == [Decimal("7.289"), Decimal("14.578"), Decimal("21.867")]
    assert sums[-1]["rate"] == "100.00%"
    assert [line.values.get("sequence") for line in table.lines if not line.is_sum] == ["1", "2", "3"]


def test_one_unit_has_no_subtotal():
    table = summary_table([other(1), other(2)], title="汇总表", scope="另一局")
    assert [line.values["name"] for line in table.lines if line.is_sum] == ["合计（2 个项目）"]


def test_counts_per_grade_and_what_is_undecided():
    assert counts_in_words([PROJECT, other(2, money={})]) == (
        "共 2 个项目：优 1 个，良 0 个，中 0 个，差 0 个，无法判断 1 个。"
    )
    assert summary_table([], title="", scope="").lines == []


def test_the_list_prints_its_header_on_every_page(tmp_path):
    path = tmp_path / "汇总.pdf"
    table = summary_table([other(n) for n in range(120)], title="自评结果汇总表", scope="另一局")
    pages = join_to(path, print_list(table, printed_on="2024年3月1日"))
    text = text_of(path)
    assert pages > 1 and text.count("是否公开") >= pages and "合计（120个项目）" in text


def test_the_paragraph_is_written_from_the_data():
    texts = closing_paragraph(
        [PROJECT, other(2)], office="某某局", year=2023, with_goals=(4, Decimal(1_000_000)), monitored=3
    )
    assert texts == [
        "根据预算绩效管理要求，某某局2023年度纳入绩效目标管理的项目 4 个，涉及预算资金 100 万元；"
        "开展绩效运行监控的项目 3 个。年度终了，组织对 2 个项目开展绩效自评，涉及全年预算资金 14.58 万元，"
        "占纳入绩效目标管理项目的 50%。",
        "从自评情况看，共 2 个项目：优 2 个，良 0 个，中 0 个，差 0 个。自评平均得分 99.33 分。",
        "自评发现的主要问题：干部培训：缺考较多；项目2：缺考较多。",
        "下一步改进措施：提前通知。",
    ]


def test_the_head_of_the_list_stands_again_overleaf(tmp_path):
    rows = tuple(replace(ROWS[0], key=n, name=f"第{n}项培训人数") for n in range(60))
    pages, text = printed(tmp_path, replace(PROJECT, rows=rows))
    assert pages > 1 and text.count("偏差原因分析") == text.count("年度指标值") == pages
    assert text.count("总分") == text.count("填报人：") == 1
