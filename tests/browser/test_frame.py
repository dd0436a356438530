"""The frame in a real browser: login, list, downloads, admin; nothing refused by the policy, axe content."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from indicators.models import PerformanceGoal
from perfgoals.jobs.models import Job
from projects.models import FundSource
from tests.factories import PASSWORD, FundSourceFactory, JobFactory
from tests.projects.test_admin import workbook

pytestmark = pytest.mark.browser


def test_login_by_keyboard_after_one_mistake(open_page, seed_cycle, preparer):
    page = open_page(None, "/cycles/2023/goals/")
    enter(page, "wrong")
    page.get_by_role("alert").wait_for()
    enter(page, PASSWORD)
    page.wait_for_url(lambda url: "login" not in url)
    assert page.url.endswith("/cycles/2023/goals/")
    assert page.locator(".totals").inner_text().startswith("54 个项目")


def enter(page, password):
    page.get_by_label("用户名").fill("preparer")
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")


def test_the_head_selects_all_rows_and_the_bar_counts(open_page, seed_cycle, reviewer):
    page = open_page(reviewer, "/cycles/2023/goals/")
    page.get_by_label("选择本页全部项目").check()
    page.get_by_text("已选 50 个项目").wait_for()
    page.locator('input[name="goals"]').first.uncheck()
    page.get_by_text("已选 49 个项目").wait_for()
    assert page.get_by_label("选择本页全部项目").evaluate("box => box.indeterminate")


def test_a_selection_becomes_a_file_to_download(open_page, seed_cycle, reviewer):
    page = open_page(reviewer, "/cycles/2023/goals/")
    for box in page.locator('input[name="goals"]').all()[:2]:
        box.check()
    page.get_by_role("button", name="导出 Excel").click()
    page.wait_for_url("**/jobs/*/")
    assert len(Job.objects.get().params["goals"]) == 2
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_running_job_shows_its_progress_without_a_click(open_page, reviewer):
    job = JobFactory(owner=reviewer, running=True, n=1, total=54)
    page = open_page(reviewer, f"/jobs/{job.pk}/")
    page.get_by_text("1 / 54").wait_for()
    Job.objects.filter(pk=job.pk).update(n=30)
    page.get_by_text("30 / 54").wait_for()
    Job.objects.filter(pk=job.pk).update(state="failed", error="缺少中文字体")
    page.get_by_text("缺少中文字体").wait_for()
    page.get_by_role("button", name="重试").wait_for()


def test_the_menu_of_the_person_opens_and_logs_out(open_page, seed_cycle, reviewer):
    page = open_page(reviewer, "/cycles/2023/goals/")
    page.locator("summary", has_text="财政审核员").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/")


def test_the_admin_runs_within_the_policy(open_page, seed_cycle, administrator):
    page = open_page(administrator, "/admin/")
    for address in (
        "projects/department/",
        "projects/department/add/",
        f"projects/fundsource/{FundSource.objects.first().pk}/change/",
        "projects/functionalsubject/?level__exact=3",
        "projects/budgetcycle/add/",
        "indicators/indicatorscheme/",
        f"indicators/indicatorscheme/{seed_cycle.rules.scheme_id}/change/",
    ):
        page.goto(f"/admin/{address}")
        page.locator("h1").first.wait_for()


def test_the_admin_completes_the_supervisor_of_a_unit(open_page, seed_cycle, administrator):
    page = open_page(administrator, "/admin/projects/department/add/")
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("zzb")
    page.locator(".select2-results__option", has_text="组织部").click()
    assert page.locator(".select2-selection__rendered").inner_text().endswith("组织部")


def test_a_code_list_is_imported_in_two_steps(open_page, administrator, tmp_path):
    FundSourceFactory()
    (tmp_path / "list.xlsx").write_bytes(
        workbook(["编码", "名称"], ["1111", "本级预算"], ["122", "债券"]).read()
    )
    page = open_page(administrator, "/admin/projects/fundsource/import/")
    page.locator('input[type="file"]').set_input_files(tmp_path / "list.xlsx")
    assert page.locator("select#id_format").input_value() == "0", "the format is guessed from the name"
    page.get_by_role("button", name="提交").click()
    page.locator("del").first.wait_for()
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_url("**/admin/projects/fundsource/")
    assert dict(FundSource.objects.values_list("code", "name")) == {"1111": "本级预算", "122": "债券"}


@pytest.fixture
def pages(seed_cycle, reviewer):
    goal = PerformanceGoal.objects.first()
    job = JobFactory(owner=reviewer, running=True, n=3, total=54)
    return [
        "/cycles/2023/goals/",
        f"/goals/{goal.pk}/",
        "/jobs/",
        f"/jobs/{job.pk}/",
        "/password/",
        "/no/such/",
    ]


def test_pages_are_open_to_everybody(open_page, pages, reviewer):
    page = open_page(None, "/login/")
    assert accessible(page)
    page = open_page(reviewer, "/")
    for address in pages:
        page.goto(address)
        assert accessible(page), address


def accessible(page):
    found = Axe().run(page)
    serious = [entry for entry in found.response["violations"] if entry["impact"] in ("serious", "critical")]
    for entry in serious:
        print(entry["id"], entry["help"], [node["html"] for node in entry["nodes"][:3]])  # noqa: T201
    return not serious


@pytest.mark.parametrize("width", [360, 1366, 1920])
def test_no_page_is_wider_than_the_window(open_page, pages, reviewer, width):
    page = open_page(reviewer, "/", width=width)
    for address in pages:
        page.goto(address)
        overhang = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overhang <= 0, address
