"""监控表 and its list as PDF and workbook."""

import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from monitoring.enums import MoneySource, Possibility
from monitoring.reading import read_tables
from monitoring.subject import Money, MonitoredProject, MonitoredRow
from monitoring.tables.forms import monitoring_form, monitoring_list
from printing.grids.documents import join_to, print_forms, print_list
from printing.grids.grid import percent, shown_number, wan
from printing.grids.workbooks import FormBook

pytestmark = pytest.mark.pure

ROWS = (
    MonitoredRow(
        1, "产出指标", "数量指标", "培训人数", "≥100人次", "45人次", expected="100人次",
        possibility=Possibility.CERTAIN,
    ),
    MonitoredRow(
        2, "产出指标", "质量指标", "合格率", "≥95%", "20%", expected="90%", possibility=Possibility.POSSIBLE,
        causes=("funding", "staff"), cause_note="下半年补训", note="重点关注",
    ),
)  # fmt: skip
PROJECT = MonitoredProject(
    1, "130001", "某某局", "干部培训", fiscal_year=2023, month=6, rows=ROWS, objective="全年培训100人次。",
    money={MoneySource.TOTAL: Money(Decimal(900000), Decimal(900000), Decimal(450000), Decimal(900000))},
)  # fmt: skip

DAY = date(2023, 7, 1)


def text_of(path) -> str:
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(raw.stdout.decode().split())


def test_the_long_form(tmp_path):
    path = tmp_path / "监控表.pdf"
    assert join_to(path, print_forms([monitoring_form(PROJECT)], printed_on=DAY)) == 1
    text = text_of(path)
    for part in ("1-6月执行情况", "全年预计完成情况", "硬件条件保障", "完全不可能", "45人次", "下半年补训",
                 "重点关注", "90.00", "50.00%", "绿灯"):  # fmt: skip
        assert part in text, part
    assert text.count("√") == 4


def test_the_head_of_the_list_stands_again_overleaf(tmp_path):
    rows = tuple(replace(ROWS[0], key=n, name=f"第{n}项") for n in range(60))
    path = tmp_path / "监控表.pdf"
    pages = join_to(path, print_forms([monitoring_form(replace(PROJECT, rows=rows))], printed_on=DAY))
    text = text_of(path)
    assert pages > 1 and text.count("硬件条件") == text.count("完成目标可能性") == pages


def test_the_list_names_what_is_behind(tmp_path):
    projects = [PROJECT, replace(PROJECT, key=2, name="会议", rows=())]
    table = monitoring_list(projects, title="汇总表", scope="全部")
    first, second = (line.values for line in table.lines)
    assert (first["light"], first["possibility"]) == ("红灯", "有可能")
    assert first["behind"] == "合格率（≥95%，完成 20%）"
    assert (second["light"], second["behind"]) == ("绿灯", "")
    assert table.below == ["共 2 个项目：红灯 1 个，绿灯 1 个。"]
    path = tmp_path / "汇总.pdf"
    join_to(path, print_list(table, printed_on="2023年7月1日"))
    assert "合格率（≥95%，完成20%）" in text_of(path)


def test_an_empty_list_says_so(tmp_path):
    path = tmp_path / "空.pdf"
    join_to(path, print_list(monitoring_list([], title="汇总表", scope="全部"), printed_on="2023年7月1日"))
    assert "没有项目。" in text_of(path)


def test_the_workbook_reads_back_as_it_was(tmp_path):
    path = tmp_path / "监控表.xlsx"
    book = FormBook()
    book.add_list(monitoring_list([PROJECT], title="2023年监控汇总表（1-6月）", scope="全部"), "汇总")
    book.add_form(monitoring_form(PROJECT))
    book.save(path)
    read = read_tables(path)
    (table,) = read.tables
    assert (read.kind.value, read.month) == ("monitoring", 6)
    assert table.money[MoneySource.TOTAL] == {
        "initial_budget": 900000, "budget": 900000, "executed": 450000, "expected": 900000,
    }  # fmt: skip
    second = table.rows[1]
    assert (second.causes, second.text("cause_note")) == (["funding", "staff"], "下半年补训")
    assert (second.text("possibility"), second.text("expected")) == ("possible", "90%")
    assert load_workbook(path)["干部培训"].page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("852700", "85.27"), ("72890", "7.289"), ("1234567890", "123,456.789"), ("0", "0.00"), ("100", "0.01")],
)
def test_amounts_in_wan_are_exact(amount, shown):
    assert shown_number(wan(Decimal(amount))) == shown


def test_nothing_is_shown_for_nothing():
    assert (shown_number(None), percent(None), wan(None)) == ("", "", None)
    assert shown_number(Decimal("10.00"), 0) == "10"
