"""导入 in the browser: choose or drop a file, preview, filter, write, and find it again."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from projects.models import Project
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.indicators.tables_in import HEADER, Row, saved_workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = Row()
IMPORTS = "/cycles/2024/imports/"


@pytest.fixture
def table(tmp_path, cycle):
    FundSourceFactory()
    FunctionalSubjectFactory()
    rows = [ROW, ROW.but(name="坏金额", amount="-5"), ROW.but(name="新资金的项目", fund="9999新资金")]
    return saved_workbook(tmp_path / "曲江目标表.xlsx", rows)


def assert_accessible(page):
    found = Axe().run(page).response["violations"]
    assert [f"{v['id']}: {v['help']} {v['nodes'][0]['html'][:200]}" for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_choosing_a_file_to_the_result(open_page, preparer, table):
    page = open_page(preparer, IMPORTS)
    assert_accessible(page)
    page.set_input_files("input[type=file]", str(table))
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_selector("text=只导入没有错误的 2 个")
    assert page.locator("[aria-current=step]").inner_text() == "3 预览"
    assert_accessible(page)
    page.get_by_role("link", name="只看有错").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "第 4 行 D 列" in page.locator("tbody tr").inner_text()
    page.get_by_role("button", name="只导入没有错误的 2 个").click()
    page.wait_for_selector("text=已写入 2 个项目")
    assert_accessible(page)
    assert set(Project.objects.values_list("name", flat=True)) == {"网络维护费", "新资金的项目"}
    page.goto(IMPORTS)
    page.get_by_role("link", name="曲江目标表.xlsx").click()
    page.wait_for_selector("text=已写入 2 个项目")


def test_a_dropped_file_is_a_chosen_file(open_page, preparer, table):
    page = open_page(preparer, IMPORTS)
    page.evaluate(
        """() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["单位"], "拖来的.csv"));
        document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.eval_on_selector("input[type=file]", "input => input.files[0].name") == "拖来的.csv"
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_selector("text=这个文件不能导入")
    assert_accessible(page)


def test_columns_are_mapped_by_hand(open_page, preparer, tmp_path, table):
    header = list(HEADER)
    header[10] = "绩效内容描述"
    file = saved_workbook(tmp_path / "怪表.xlsx", [ROW], header=header)
    page = open_page(preparer, IMPORTS)
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("link", name="对应列").first.click()
    assert_accessible(page)
    page.get_by_label("K 列").select_option("indicator")
    page.get_by_role("button", name="按此重新读取").click()
    page.wait_for_selector("text=导入这 1 个")


def test_the_story_without_javascript(open_page, preparer, table):
    page = open_page(preparer, IMPORTS, java_script_enabled=False)
    page.set_input_files("input[type=file]", str(table))
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name="只导入没有错误的 2 个").click()
    page.get_by_text("已写入 2 个项目").wait_for()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1920, 1080)])
def test_pages_fit_narrow_and_wide_windows(open_page, preparer, table, width, height):
    page = open_page(preparer, IMPORTS, width=width, height=height)
    assert_accessible(page)
    page.set_input_files("input[type=file]", str(table))
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_selector("text=各项目")
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1366])
def test_a_preview_with_deletions_and_waiting_rows_fits_and_is_accessible(
    open_page, preparer, table, tmp_path, width
):
    first = [ROW, *(ROW.more(indicator=f"旧指标{n}的名称比较长一些") for n in range(8))]
    second = [
        ROW.but(target="≥6次"), ROW.but(name="新项目"),
        ROW.but(name="等类别", tier1="过程指标", tier2="管理指标"),
    ]  # fmt: skip
    page = open_page(preparer, IMPORTS, width=width)
    for name, rows in (("一.xlsx", first), ("二.xlsx", second)):
        page.goto(IMPORTS)
        page.set_input_files("input[type=file]", str(saved_workbook(tmp_path / name, rows)))
        page.get_by_role("button", name="上传并预览").click()
        button = page.get_by_role("button", name="导入这")
        button.wait_for()
        if name == "一.xlsx":
            button.click()
            page.wait_for_selector("text=已写入 1 个项目")
    page.get_by_text("金额 50,000.00 元，1 条指标").first.click()
    expect(page.get_by_text("网络安全运行。").first).to_be_visible()
    expect(page.locator("summary", has_text="旧指标7")).to_be_visible()
    assert_accessible(page)
