"""The year after approval in a real browser, as three people: monitoring, self-evaluation, 抽评, print.

And one afternoon of a unit with 54 projects: a list filled in, imported, submitted; actions are counted.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from evaluation.models import Evaluation
from filings.enums import FilingStatus
from monitoring.models import MonitoringReport
from tests.factories import IndicatorFactory, MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROJECTS = 54


def seen(page):
    """The page as it stands has nothing for axe."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], page.url
    return page


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_three_people_and_a_year(open_page, unit, cycle, staff):
    goal = ready_goal(unit, cycle, project__name="干部培训")
    IndicatorFactory(goal=goal, position=9, tier2="社会效益", name="服务能力", annual_target="有效提升")
    bring_to(goal, FilingStatus.APPROVED, **staff)
    own, department, finance = (open_page(staff[who], "/") for who in staff)
    for page in (own, department, finance):
        page.set_default_timeout(60_000)  # a long story on what may be a busy machine

    open_a_round(finance, cycle)
    report(own)
    judge(department, finance, reverse("filing_queue", args=[cycle.code, "monitoring"]))
    ask_and_answer(finance, own, goal)
    evaluate(own, cycle)
    judge(department, finance, reverse("filing_queue", args=[cycle.code, "evaluation"]), check=True)
    evaluation = Evaluation.objects.get(pk=goal.pk)
    assert evaluation.status == FilingStatus.APPROVED and evaluation.spot_check.is_done

    form = own.request.get(reverse("evaluation_file", args=[goal.pk, "pdf"]))
    assert form.body().startswith(b"%PDF")
    finance.goto(reverse("evaluation_list", args=[cycle.code]))
    press(seen(finance), "打印（汇总表和自评表）")
    finance.get_by_text("已完成").first.wait_for()
    with finance.expect_download() as download:
        finance.get_by_role("link", name="下载").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def open_a_round(page, cycle):
    page.goto(reverse("round_list", args=[cycle.code]))
    follow(seen(page), "开展监控")
    seen(page).get_by_label("名称").fill("上半年")
    page.get_by_label("截至月份").fill("6")
    press(page, "开展监控")
    expect(page.get_by_text("已开展“上半年”监控")).to_be_visible()


def report(page):
    page.goto("/")
    follow(page, "监控")
    follow(seen(page), "上半年")
    follow(seen(page), "干部培训")
    page.get_by_label("年度资金总额 执行数").fill("25000")
    for box in page.get_by_label("1-6月完成情况").all():
        box.fill("2次")
    page.get_by_label("服务能力 1-6月完成情况").fill("部分达成")
    for box in page.get_by_label("完成目标可能性").all():
        box.select_option("certain")
    page.get_by_label("服务能力 完成目标可能性").select_option("possible")
    expect(page.locator("#lights")).to_contain_text("黄灯")
    expect(page.locator("#lights")).to_contain_text("请填写偏差原因")
    row = page.get_by_role("group", name="服务能力", exact=True)
    row.get_by_label("人员保障").check()
    page.get_by_label("服务能力 原因说明").fill("师资不足，八月补齐。")
    seen(page)
    press(page, "保存")
    follow(seen(page), "送审")
    press(seen(page), "送审")
    assert MonitoringReport.objects.get().status == FilingStatus.SUBMITTED


def judge(department, finance, queue, *, check=False):
    """主管部门 endorses with a look at the table, 财政 approves, having looked again itself where asked."""
    department.goto(queue)
    follow(seen(department), "干部培训")
    follow(seen(department), "审核通过")
    press(seen(department), "审核通过")
    finance.goto(queue)
    follow(seen(finance), "干部培训")
    if check:
        follow(finance, "抽评")
        seen(finance).get_by_label("服务能力 抽评得分").fill("8")
        finance.get_by_label("抽评意见").fill("能力提升的依据不足。")
        press(finance, "保存抽评")
    follow(seen(finance), "批复")
    press(seen(finance), "批复")


def ask_and_answer(finance, own, goal):
    address = reverse("report_page", args=[MonitoringReport.objects.get().round_id, goal.pk])
    finance.goto(address)
    finance.get_by_label("继续执行").check()
    finance.get_by_label("整改要求").fill("九月底前补齐师资。")
    press(seen(finance), "保存处理意见")
    own.goto(address)
    seen(own).get_by_label("整改结果").fill("已聘请三名教师。")
    press(own, "保存整改结果")
    expect(seen(own).locator("#correction-said")).to_contain_text("已聘请三名教师")


def evaluate(page, cycle):
    page.goto(reverse("evaluation_list", args=[cycle.code]))
    follow(seen(page), "干部培训")
    page.get_by_label("年度资金总额 执行数").fill("48500")
    for box in page.get_by_label("实际完成值").all():
        box.fill("4次")
    page.get_by_label("服务能力 实际完成值").fill("")
    page.get_by_label("服务能力 完成情况").select_option("met")
    page.get_by_label("实际完成情况").fill("全年培训 4 期，共 100 人次。")
    expect(page.locator("#points")).to_contain_text("优")
    seen(page)
    press(page, "保存")
    follow(seen(page), "送审")
    press(seen(page), "送审")
    assert Evaluation.objects.get().status == FilingStatus.SUBMITTED


class Counted:
    """A page on which every click and every file chosen is counted."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def click(self, role, name):
        self.actions += 1
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()

    def download(self, name, path):
        self.actions += 1
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name).click()
        download.value.save_as(path)

    def choose(self, path):
        self.actions += 1
        self.page.set_input_files("input[type=file]", str(path))


def fill_in(path, values: dict[str, str | int]):
    """As a person does in the spreadsheet: column by column; money on the first row of a project."""
    book = load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[3]}
    budget = columns["全年预算数（元）"]
    for row in range(4, sheet.max_row + 1):
        first = sheet.cell(row, budget).value is not None
        for title, value in values.items():
            if first or title not in ("1-6月执行数（元）", "全年执行数（元）", "实际完成情况"):
                sheet.cell(row, columns[title]).value = value
    book.save(path)


def test_one_afternoon_of_a_unit_with_54_projects(open_page, unit, cycle, staff, tmp_path):
    for number in range(PROJECTS):
        bring_to(ready_goal(unit, cycle, project__name=f"项目{number:02}"), FilingStatus.APPROVED, **staff)
    round = MonitoringRoundFactory(cycle=cycle, last_month=6)
    page = open_page(staff["preparer"], "/")
    page.set_default_timeout(60_000)
    unit_page = Counted(page)
    for menu, inner, path, values, model in [
        ("监控", round.label, tmp_path / "监控.xlsx",
         {"1-6月执行数（元）": 25000, "1-6月完成情况": "2次", "全年预计完成情况": "4次",
          "完成目标可能性": "确定能"},
         MonitoringReport),
        ("自评", None, tmp_path / "自评.xlsx",
         {"全年执行数（元）": 49000, "实际完成值": "4次", "实际完成情况": "全年完成 4 次。"}, Evaluation),
    ]:  # fmt: skip
        unit_page.click("link", menu)
        if inner:
            unit_page.click("link", inner)
        page.get_by_role("main").get_by_role("link", name="导入", exact=True).click()
        unit_page.actions += 1
        unit_page.download("下载填报表", path)
        fill_in(path, values)
        unit_page.choose(path)
        unit_page.click("button", "上传并预览")
        page.get_by_role("button", name=f"导入这 {PROJECTS} 个").wait_for()
        seen(page)
        unit_page.click("button", f"导入这 {PROJECTS} 个")
        page.get_by_text(f"已写入 {PROJECTS} 个项目").wait_for()
        unit_page.click("link", "查看列表，送审")
        unit_page.click("button", "批量送审")
        unit_page.click("button", f"送审这 {PROJECTS} 个")
        expect(page.get_by_text(f"办成 {PROJECTS} 个")).to_be_visible()
        assert model.objects.filter(filing__status=FilingStatus.SUBMITTED).count() == PROJECTS
    assert unit_page.actions <= 30, unit_page.actions
