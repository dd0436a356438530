"""What the preview tells before anything is written: all problems at once, what comes, what goes."""

import pytest

from filings.models import Filing
from indicators.enums import ItemState
from indicators.models import TableImport
from perfgoals.jobs.domain import perform
from projects.models.project import MAX_TEXT
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.indicators.tables_in import Row, upload, workbook

ROW = Row()
ODD = {"tier1": "过程指标", "tier2": "管理指标"}


@pytest.fixture(autouse=True)
def code_lists(db):
    FundSourceFactory()
    FunctionalSubjectFactory()


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


@pytest.fixture
def send(browser, do_jobs, cycle):
    def act(rows=(ROW,), *, write=False) -> TableImport:
        with do_jobs():
            browser.post("/cycles/2024/imports/", {"file": upload(workbook(rows))})
        table_import = TableImport.objects.latest("pk")
        if write:
            with do_jobs():
                browser.post(f"/imports/{table_import.pk}/write/")
        return table_import

    return act


@pytest.fixture
def page_of(browser):
    return lambda table_import, query="": browser.get(f"/imports/{table_import.pk}/{query}").content.decode()


def fields_of(item):
    return [(finding["field"], finding["row"]) for finding in item.findings]


@pytest.mark.parametrize("unit_text", [ROW.unit, "", "999001-新单位"])
def test_a_refused_project_tells_everything_that_is_wrong_with_it(send, unit_text):
    bad = [
        ROW.but(unit=unit_text, amount="-5", fund="9999新资金", overall="长" * (MAX_TEXT + 1)),
        ROW.more(indicator="二", **ODD),
    ]
    item = send([ROW.but(name="好项目", indicator="甲"), *bad] if unit_text else bad).items.latest("position")
    assert item.state == ItemState.ERROR
    assert {("amount", item.first_row), ("fund", item.first_row), ("overall_objective", item.first_row),
            ("tier2", item.last_row)} <= set(fields_of(item))  # fmt: skip
    assert item.values == {}


def test_each_problem_of_a_refused_project_is_told_once(send):
    item = send(
        [ROW.but(amount="-5", name="长" * 201), ROW.more(tier2="", tier1="", indicator="")]
    ).items.get()
    assert len(fields_of(item)) == len(set(fields_of(item)))


@pytest.mark.parametrize(
    ("fund", "subject"),
    [("1111", "2013299"), ("１１１１", "２０１３２９９"), ("1111预算安排拨款", "其他组织事务支出")],
)
def test_codes_alone_and_names_that_are_known_are_no_problem(send, fund, subject):
    item = send([ROW.but(fund=fund, subject=subject)], write=True).items.get()
    assert (item.findings, item.has_findings) == ([], False)
    project = item.goal.project
    assert (project.fund_source.code, project.functional_subject.code) == ("1111", "2013299")


@pytest.mark.parametrize(("fund", "subject"), [("1112", "2013298"), ("没有的资金", "没有的科目")])
def test_what_no_list_knows_is_told_once_each(send, fund, subject):
    item = send([ROW.but(fund=fund, subject=subject)]).items.get()
    assert sorted(field for field, _ in fields_of(item)) == ["fund", "subject"]


def test_rows_that_wait_for_a_category_are_counted_in_sight(send, page_of):
    rows = [ROW.but(name="好项目"), ROW.but(name="等类别", **ODD), ROW.more(indicator="二", **ODD)]
    table_import = send([*rows, ROW.but(name="坏金额", amount="-5", **ODD)])
    assert table_import.summary["totals"] == {
        "noted": 1, "waiting": 2, "新增": 0, "修改": 0, "删除": 0,
    }  # fmt: skip
    page = page_of(table_import)
    assert "有 2 行指标的二级指标不在本批次的指标体系里" in page
    assert "只导入没有错误的 2 个</button>" in page
    assert "等类别" in page_of(table_import, "?show=notes")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([ROW, ROW.but(name="乙")], "导入这 2 个"),
        ([ROW, ROW.but(name="坏", amount="-5")], "只导入无误的 1 个"),
    ],
)
def test_the_button_speaks_of_errors_only_where_there_are_some(send, page_of, rows, words):
    assert f"{words}</button>" in page_of(send(rows))


def test_rows_that_would_be_deleted_are_named_before_anything_else(send, page_of):
    send([ROW, *(ROW.more(indicator=f"旧指标{n}") for n in range(8))], write=True)
    table_import = send([ROW.but(target="≥6次"), ROW.more(tier2="质量指标", indicator="新指标")])
    page = page_of(table_import)
    assert "系统中已有的 1 个项目合计：新增 1 行、修改 1 处、删除 8 行" in page
    assert "删除的 8 行指标在文件里没有" in page
    summary = page[page.index("<summary>新增 1 行") :]
    named = summary[: summary.index("</summary>")]
    assert "删除 8 行" in named
    assert "旧指标0" in named and "旧指标7" in named


def test_a_new_project_shows_its_goals_and_rows(send, page_of):
    page = page_of(send([ROW, ROW.more(indicator="设备完好率", period="≥95%", target="≥90%")]))
    assert "<summary>金额 50,000.00 元，2 条指标</summary>" in page
    assert "网络安全运行。" in page
    assert "设备完好率：≥95% / ≥90%" in page


def test_an_amount_in_words_is_sent_to_a_column_that_the_table_has(send):
    (finding,) = send([ROW.but(amount="大约五万元吧")]).items.get().findings
    assert "备注" not in finding["action"]


@pytest.mark.parametrize(
    ("header", "told"), [([], "文件不能导入"), (["项目", "说明", "所求", "数目", "某某"], "文件待对应列")]
)
def test_the_page_of_jobs_tells_that_a_file_could_not_be_read(browser, do_jobs, cycle, header, told):
    with do_jobs():
        content = workbook([["甲"] * 5], header=header) if header else b"PK broken"
        browser.post("/cycles/2024/imports/", {"file": upload(content)})
    job = TableImport.objects.get().job
    for address in ("/jobs/", f"/jobs/{job.pk}/"):
        page = browser.get(address).content.decode()
        assert f'class="state state-failed">{told}<' in page
        assert "已完成" not in page


def test_the_page_of_jobs_tells_how_many_projects_were_not_written(send, browser, unit, cycle):
    send([ROW], write=True)
    assert "已完成" in browser.get("/jobs/").content.decode()
    table_import = send([ROW.but(overall="别的"), ROW.but(name="乙")])
    Filing.objects.update(revision=9)
    browser.post(f"/imports/{table_import.pk}/write/")
    perform(TableImport.objects.get(pk=table_import.pk).job_id)
    assert "1 个项目没有写入" in browser.get("/jobs/").content.decode()
