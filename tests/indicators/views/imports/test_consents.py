"""The preview says how the file was understood and what was not read; doubts are confirmed on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import TableImport
from projects.models import Project
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.reading.grids import Grid

HEADER = ("项目名称", "金额", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")


@pytest.fixture(autouse=True)
def code_lists(db):
    FundSourceFactory()
    FunctionalSubjectFactory()


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


def table(title: str, *, extra=()) -> Grid:
    grid = Grid([[title], ["单位：万元"], [*HEADER, *[f"附列{n}" for n, _ in enumerate(extra)]]])
    grid.add("护林防火", 12.5, "产出指标", "数量指标", "巡护里程", "≥", 900, "公里", 20, *extra)
    return grid


@pytest.fixture
def send(browser, do_jobs, cycle):
    def act(grid: Grid) -> TableImport:
        with do_jobs():
            file = SimpleUploadedFile("表.xlsx", grid.openpyxl())
            browser.post(f"/cycles/{cycle.code}/imports/", {"file": file})
        return TableImport.objects.latest("pk")

    return act


@pytest.fixture
def page_of(browser):
    return lambda one, query="": browser.get(f"/imports/{one.pk}/{query}").content.decode()


def test_the_page_says_how_the_sheet_was_understood(send, page_of, cycle):
    title = f"{cycle.region}{cycle.fiscal_year}年区级项目绩效目标表"
    page = page_of(send(table(title, extra=("同意",))))
    assert "按万元（表上方“单位：万元”）读入" in page
    assert "F、G、H 列合并为年度指标值" in page
    assert "“附列0”J4，1 格：同意" in page
    assert "“权重”I4" not in page
    assert "先确认" not in page


def test_a_doubt_is_confirmed_with_a_tick(send, page_of, browser, do_jobs, cycle):
    title = f"{cycle.region}{cycle.fiscal_year - 1}年区级项目绩效目标表"
    for accept, written in (([], 0), (["unread"], 0), (["title"], 1)):
        one = send(table(title))
        page = page_of(one)
        assert f"年度是{cycle.fiscal_year - 1}年" in page
        assert "仍要导入到本批次（1 个）" in page
        assert "可以不要（" not in page
        with do_jobs():
            browser.post(f"/imports/{one.pk}/write/", {"accept": accept})
        assert Project.objects.filter(name="护林防火").count() == written
        assert ("没有确认仍要导入" in page_of(one)) is not written


def test_what_was_not_read_of_a_project_stands_beside_it(send, page_of, browser, do_jobs, cycle):
    one = send(
        table(f"{cycle.region}{cycle.fiscal_year}年区级项目绩效目标表", extra=("甲", "乙", "丙", "丁"))
    )
    page = page_of(one, "?show=doubts")
    assert "须确认" in page
    assert "没有读入的内容 4 处" in page
    assert "可以不要（1 个）" in page
    with do_jobs():
        browser.post(f"/imports/{one.pk}/write/", {"accept": ["unread"]})
    assert Project.objects.get(name="护林防火").amount == 125000


def test_the_filter_shows_nothing_where_nothing_is_doubtful(send, page_of, cycle):
    one = send(table(f"{cycle.region}{cycle.fiscal_year}年区级项目绩效目标表"))
    assert "没有符合条件的项目" in page_of(one, "?show=doubts")


def test_a_tick_that_the_page_never_offered_confirms_nothing(send, browser, do_jobs, cycle):
    one = send(table(f"{cycle.region}{cycle.fiscal_year - 1}年区级项目绩效目标表"))
    with do_jobs():
        browser.post(f"/imports/{one.pk}/write/", {"accept": ["everything", "title"]})
    assert not Project.objects.filter(name="护林防火").exists()
