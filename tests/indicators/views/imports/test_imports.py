"""导入 through the web: the story, who may, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from filings.enums import Action, FilingStatus
from filings.models import Filing
from indicators.domain.imports.expiry import drop_expired_imports
from indicators.enums import ImportState, ItemState
from indicators.models import Indicator, LayoutMapping, PerformanceGoal, TableImport
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from projects.enums import CycleState
from projects.models import Project
from tests.factories import FunctionalSubjectFactory, FundSourceFactory, PerformanceGoalFactory
from tests.indicators.flow import ready_goal, step
from tests.indicators.tables_in import HEADER, Row, upload, workbook

IMPORTS = "/cycles/2024/imports/"
ROW = Row()


@pytest.fixture(autouse=True)
def code_lists(db):
    FundSourceFactory()
    FunctionalSubjectFactory()


@pytest.fixture
def browser(client_for, preparer, cycle):
    return client_for(preparer)


@pytest.fixture
def send(do_jobs, cycle):
    """send(browser, rows, …): upload a table and let the job read it; the import."""

    def act(browser, rows=(ROW,), *, content=None, name="目标表.xlsx", **options) -> TableImport:
        content = workbook(rows, **options) if content is None else content
        with do_jobs():
            response = browser.post(IMPORTS, {"file": upload(content, name)})
        table_import = TableImport.objects.latest("pk")
        assert response.url == f"/imports/{table_import.pk}/"
        return table_import

    return act


def post(browser, table_import, action, do_jobs, data=None):
    with do_jobs():
        response = browser.post(f"/imports/{table_import.pk}/{action}/", data or {})
    table_import.refresh_from_db()
    return response


def states(table_import):
    return list(table_import.items.values_list("state", flat=True))


def test_preview_goes_with_the_unit_whose_values_it_shows(
    browser, send, do_jobs, client_for, preparer, other_unit
):
    post(browser, send(browser), "write", do_jobs)
    again = send(browser, [replace(ROW, target="≥5次")])
    assert states(again) == [ItemState.CHANGED]
    preparer.memberships.update(department=other_unit)
    browser = client_for(preparer)
    assert browser.get(f"/imports/{again.pk}/").status_code == 404
    assert browser.post(f"/imports/{again.pk}/annotated/").status_code == 404
    assert browser.post(f"/imports/{again.pk}/write/").status_code == 404


def test_a_table_is_uploaded_previewed_written_and_reported(browser, send, do_jobs, preparer):
    table_import = send(browser, [ROW, ROW.more(indicator="设备完好率", tier2="质量指标", target="≥95%")])
    assert (table_import.state, states(table_import)) == (ImportState.PREVIEWED, [ItemState.NEW])
    assert not Project.objects.exists()
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "导入这 1 个</button>" in page

    post(browser, table_import, "write", do_jobs)
    assert table_import.state == ImportState.WRITTEN
    goal = PerformanceGoal.objects.with_project().get()
    assert (goal.project.name, str(goal.project.amount), goal.project.fund_source.code) == (
        "网络维护费", "50000.00", "1111",
    )  # fmt: skip
    assert goal.project.functional_subject.code == "2013299"
    assert (goal.status, goal.filing.updated_by, goal.unfinished) == (FilingStatus.DRAFT, preparer, {})
    rows = Indicator.objects.order_by("goal_id", "position").values_list(
        "category__name", "name", "annual_target"
    )
    assert list(rows) == [("数量指标", "系统维护数量", "≥4次"), ("质量指标", "设备完好率", "≥95%")]
    assert "已写入 1 个项目" in browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert AuditEvent.objects.filter(verb=Verb.IMPORT, actor=preparer).count() == 1


def test_the_same_file_again_changes_nothing(browser, send, do_jobs):
    post(browser, send(browser), "write", do_jobs)
    again = send(browser)
    assert states(again) == [ItemState.UNCHANGED]
    page = browser.get(f"/imports/{again.pk}/").content.decode()
    assert "文件内容与系统中完全一致" in page
    assert f"imports/{again.pk}/write/" not in page


def test_a_changed_file_shows_each_difference_and_writes_only_it(browser, send, do_jobs):
    post(browser, send(browser, [ROW, ROW.more(indicator="上报数量")]), "write", do_jobs)
    kept = Indicator.objects.get(name="系统维护数量").pk
    changed = send(
        browser,
        [ROW.but(amount="60,000.00", target="≥6次"), ROW.more(indicator="培训次数", tier2="质量指标")],
    )
    item = changed.items.get()
    assert item.state == ItemState.CHANGED
    assert [(c["word"], c["label"], c["before"], c["after"]) for c in item.changes] == [
        ("修改", "当年项目金额", "50,000.00", "60,000.00"),
        ("修改", "数量指标“系统维护数量”的年度指标值", "≥4次", "≥6次"),
        ("新增", "质量指标“培训次数”", "", "≥12次 / ≥4次"),
        ("删除", "数量指标“上报数量”", "≥12次 / ≥4次", ""),
    ]
    post(browser, changed, "write", do_jobs)
    goal = PerformanceGoal.objects.with_project().get()
    assert (str(goal.project.amount), goal.revision) == ("60000.00", 2)
    assert list(goal.indicators.values_list("name", flat=True)) == ["系统维护数量", "培训次数"]
    assert Indicator.objects.get(name="系统维护数量").pk == kept


@pytest.mark.parametrize("status", ["submitted", "endorsed", "approved"])
def test_what_lies_with_the_reviewers_is_locked(browser, send, cycle, unit, do_jobs, status):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__name="网络维护费", **{status: True}
    )
    table_import = send(browser)
    assert states(table_import) == [ItemState.LOCKED]
    assert "不能覆盖" in table_import.items.get().findings[-1]["reason"]
    post(browser, table_import, "write", do_jobs)
    assert table_import.summary["result"] == {"written": 0, "refused": 0}
    assert "没有写入任何项目" in browser.get(f"/imports/{table_import.pk}/").content.decode()
    goal.refresh_from_db()
    assert goal.revision == 1


@pytest.fixture
def submit(unit, cycle, preparer):
    """submit(name): a project of this name that the preparer has sent on; that step."""

    def act(name=ROW.name):
        return step(ready_goal(unit, cycle, project__name=name), Action.SUBMIT, preparer)

    return act


def test_a_locked_project_says_who_sent_it_on_and_when(browser, send, submit, preparer):
    sent = submit()
    table_import = send(browser)
    reason = table_import.items.get().findings[-1]["reason"]
    at = timezone.localtime(sent.at)
    assert f"（{preparer} {at:%Y-%m-%d %H:%M} 送审）" in reason
    assert reason in browser.get(f"/imports/{table_import.pk}/?show=errors").content.decode()


def test_many_locked_projects_cost_few_queries(browser, send, submit, django_assert_max_num_queries):
    rows = [ROW.but(name=f"项目{n}") for n in range(20)]
    for row in rows:
        submit(row.name)
    with django_assert_max_num_queries(65):
        table_import = send(browser, rows)
    assert states(table_import) == [ItemState.LOCKED] * 20


def test_a_new_project_shows_what_it_brings(browser, send):
    table_import = send(browser, [ROW, ROW.more(indicator="二"), ROW.but(name="没有金额", amount="")])
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "金额 50,000.00 元，2 条指标" in page
    assert "金额未填，1 条指标" in page


def test_a_refused_file_leads_back_to_the_upload(browser, send):
    table_import = send(browser, content=b"PK\x03\x04broken")
    response = browser.get(f"/imports/{table_import.pk}/")
    assert [step["label"] for step in response.context["steps"] if step["current"]] == ["上传"]
    assert "带批注的原表" not in response.content.decode()


@pytest.mark.parametrize(("who", "offered"), [("preparer", True), ("reviewer", True), ("supervisor", False)])
def test_the_list_of_projects_leads_to_the_import(request, client_for, cycle, who, offered):
    page = client_for(request.getfixturevalue(who)).get("/cycles/2024/goals/").content.decode()
    assert (f'<a class="button" href="{IMPORTS}">导入</a>' in page) == offered
    cycle.state = CycleState.CLOSED
    cycle.save()
    closed = client_for(request.getfixturevalue(who)).get("/cycles/2024/goals/").content.decode()
    assert f'<a class="button" href="{IMPORTS}">' not in closed


def test_a_returned_goal_may_be_overwritten(browser, send, cycle, unit, do_jobs):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__name="网络维护费", returned=True
    )
    post(browser, send(browser), "write", do_jobs)
    goal.refresh_from_db()
    assert (goal.overall_objective, goal.status) == ("网络安全运行。", FilingStatus.RETURNED)


def test_a_goal_that_somebody_changed_after_the_preview_is_not_overwritten(
    browser, send, cycle, unit, do_jobs
):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="网络维护费")
    table_import = send(browser, [ROW, ROW.but(name="另一个项目")])
    Filing.objects.filter(goal=goal).update(revision=2)
    post(browser, table_import, "write", do_jobs)
    assert table_import.summary["result"] == {"written": 1, "refused": 1}
    assert "修改过" in table_import.items.get(goal=goal).refusal
    goal.refresh_from_db()
    assert goal.overall_objective != "网络安全运行。"


def test_a_project_that_somebody_made_after_the_preview_is_not_doubled(browser, send, cycle, unit, do_jobs):
    table_import = send(browser, [ROW, ROW.but(name="另一个项目")])
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="网络维护费")
    post(browser, table_import, "write", do_jobs)
    assert table_import.summary["result"] == {"written": 1, "refused": 1}
    assert Project.objects.count() == 2


def test_only_projects_without_errors_are_written(browser, send, do_jobs):
    table_import = send(
        browser,
        [ROW, ROW.but(name="坏金额", amount="-5"), ROW.but(name="好项目"), ROW.but(name="网络维护费")],
    )
    bad = table_import.items.get(state=ItemState.ERROR, name="坏金额")
    error = bad.findings[0]
    assert (error["row"], error["column"], error["value"]) == (4, "D", "-5")
    page = browser.get(f"/imports/{table_import.pk}/?show=errors").content.decode()
    assert "坏金额" in page
    assert "好项目" not in page
    post(browser, table_import, "write", do_jobs)
    assert "有错或已锁定的 2 个没有写入" in browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert not Project.objects.filter(name="坏金额").exists()
    assert Project.objects.filter(name="好项目").exists()


def test_unknown_codes_and_categories_are_kept_and_resolved_later(browser, send, do_jobs, cycle):
    rows = [
        ROW.but(fund="9999新资金", subject="2019999新科目", tier1="过程指标", tier2="管理指标"),
        ROW.more(),
    ]
    table_import = send(browser, rows)
    assert states(table_import) == [ItemState.NEW]
    fields = {finding["field"] for finding in table_import.items.get().findings}
    assert {"fund", "subject", "tier2"} <= fields
    post(browser, table_import, "write", do_jobs)
    goal = PerformanceGoal.objects.with_project().get()
    assert goal.project.fund_source is None
    assert goal.unfinished["facts"]["fund_source"] == "9999新资金"
    assert goal.unfinished["rows"][0]["category_text"] == "过程指标 › 管理指标"
    assert "9999新资金" in browser.get(f"/goals/{goal.pk}/edit/").content.decode()
    assert states(send(browser, rows)) == [ItemState.UNCHANGED]


def test_the_web_refuses_a_unit_that_no_list_has(client_for, reviewer, send):
    table_import = send(client_for(reviewer), [ROW.but(unit="999001-新单位")])
    assert states(table_import) == [ItemState.ERROR]
    assert "999001" in table_import.items.get().findings[0]["reason"]


def test_a_preparer_imports_into_the_own_unit_only(browser, send, other_unit, do_jobs):
    table_import = send(browser, [ROW, ROW.but(unit=f"{other_unit.code}-{other_unit.name}", name="别人的")])
    assert states(table_import) == [ItemState.NEW, ItemState.ERROR]
    post(browser, table_import, "write", do_jobs)
    assert list(Project.objects.values_list("name", flat=True)) == ["网络维护费"]


@pytest.mark.parametrize("who", ["reviewer", "approver"])
def test_the_finance_side_imports_into_any_unit(request, client_for, send, other_unit, do_jobs, who):
    browser = client_for(request.getfixturevalue(who))
    table_import = send(browser, [ROW, ROW.but(unit=f"{other_unit.code}-{other_unit.name}", name="别人的")])
    post(browser, table_import, "write", do_jobs)
    assert table_import.summary["result"]["written"] == 2


def test_rights_lost_between_preview_and_writing_are_lost(browser, send, preparer, do_jobs):
    table_import = send(browser)
    with do_jobs():
        browser.post(f"/imports/{table_import.pk}/write/")
        preparer.memberships.all().delete()
    assert not Project.objects.exists()


ACTIONS = [("get", ""), ("get", "mapping/"), ("post", "mapping/"), ("post", "write/"), ("post", "discard/"),
           ("post", "retry/"), ("post", "annotated/")]  # fmt: skip


@pytest.mark.parametrize(("method", "action"), ACTIONS)
@pytest.mark.parametrize("who", ["other_preparer", "reviewer", "supervisor", "administrator", "nobody"])
def test_somebody_elses_import_is_not_found(request, browser, send, client_for, who, method, action):
    table_import = send(browser)
    other = client_for(request.getfixturevalue(who))
    assert getattr(other, method)(f"/imports/{table_import.pk}/{action}").status_code == 404
    assert other.get(f"/jobs/{table_import.job_id}/").status_code == 404
    table_import.refresh_from_db()
    assert table_import.state == ImportState.PREVIEWED


@pytest.mark.parametrize("who", ["supervisor", "administrator", "security_officer", "auditor", "nobody"])
def test_other_roles_import_nothing(request, cycle, client_for, who):
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(IMPORTS).status_code == 403
    assert browser.post(IMPORTS, {"file": upload(workbook([ROW]))}).status_code == 403
    assert browser.get(f"{IMPORTS}template.xlsx").status_code == 403
    assert not TableImport.objects.exists()


@pytest.mark.parametrize("state", [CycleState.PREPARING, CycleState.CLOSED])
def test_a_preparer_imports_only_into_an_open_cycle(browser, cycle, send, state):
    table_import = send(browser)
    cycle.state = state
    cycle.save()
    assert browser.post(IMPORTS, {"file": upload(workbook([ROW]))}).status_code == 403
    assert browser.post(f"/imports/{table_import.pk}/write/").status_code == 403
    assert browser.get(f"/imports/{table_import.pk}/").status_code == 200


@pytest.mark.parametrize("data", [{}, {"file": upload(b"")}, {"file": "not a file"}])
def test_no_file_or_an_empty_one_is_told(browser, data):
    response = browser.post(IMPORTS, data)
    assert response.status_code == 422
    assert not TableImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"not a workbook"), ("b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
     ("c.csv", b"a,b\n1,2\n"), ("d.xlsx", b"PK\x03\x04broken"), ("../../e.xlsx", b"x"),
     ("f" * 300 + ".csv", b"\xff\xfe\x00")],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_words(browser, send, do_jobs, name, content):
    table_import = send(browser, content=content, name=name)
    assert table_import.state == ImportState.REFUSED
    assert table_import.job.state == JobState.DONE and table_import.job.shown_state == "文件不能导入"
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "不能导入" in page
    assert table_import.summary["findings"][0]["reason"] in page or "&" in page
    assert post(browser, table_import, "annotated", do_jobs).status_code == 302
    assert post(browser, table_import, "write", do_jobs).status_code == 302
    assert not Project.objects.exists()


def test_a_table_without_any_project_is_refused(browser, send):
    assert send(browser, []).state == ImportState.REFUSED


def test_an_uncertain_column_is_mapped_once_and_remembered(browser, send, do_jobs):
    header = list(HEADER)
    header[12] = "本年度打算做到"
    table_import = send(browser, header=header)
    if table_import.state == ImportState.PREVIEWED:  # not likely enough to ask for: adjusted by hand
        assert table_import.summary["unmapped"][0]["title"] == "本年度打算做到"
    page = browser.get(f"/imports/{table_import.pk}/mapping/")
    form = page.context["form"]
    wanted = {name: form[name].initial for name in form.places}
    wanted |= {name: "annual_target" for name, (_, key) in form.places.items() if key == "M"}
    response = post(browser, table_import, "mapping", do_jobs, wanted)
    assert response.status_code == 302
    assert table_import.state == ImportState.PREVIEWED
    assert table_import.items.get().values["rows"][0]["annual_target"] == "≥4次"
    assert LayoutMapping.objects.count() == 1
    again = send(browser, header=header)
    assert again.state == ImportState.PREVIEWED
    assert again.items.get().values["rows"][0]["annual_target"] == "≥4次"


def test_two_columns_cannot_mean_the_same(browser, send, do_jobs):
    table_import = send(browser)
    form = browser.get(f"/imports/{table_import.pk}/mapping/").context["form"]
    response = browser.post(f"/imports/{table_import.pk}/mapping/", dict.fromkeys(form.places, "name"))
    assert response.status_code == 422
    assert not LayoutMapping.objects.exists()


def test_discarding_drops_the_preview_and_the_file(browser, send, do_jobs):
    table_import = send(browser)
    storage, name = table_import.file.storage, table_import.file.name
    post(browser, table_import, "discard", do_jobs)
    assert table_import.state == ImportState.DISCARDED
    assert not storage.exists(name)
    assert not table_import.items.exists()
    post(browser, table_import, "write", do_jobs)
    assert table_import.state == ImportState.DISCARDED
    assert not Project.objects.exists()


def test_a_second_click_writes_nothing_twice(browser, send, do_jobs):
    table_import = send(browser)
    post(browser, table_import, "write", do_jobs)
    post(browser, table_import, "write", do_jobs)
    assert Project.objects.count() == 1
    assert Job.objects.filter(kind="write_table").count() == 1


def test_uploads_are_deleted_after_a_week(browser, send):
    table_import = send(browser)
    TableImport.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert drop_expired_imports() == 1
    table_import.refresh_from_db()
    assert (table_import.state, bool(table_import.file)) == (ImportState.DISCARDED, False)
    assert browser.get(f"/imports/{table_import.pk}/").status_code == 200


@pytest.fixture
def annotated(browser, do_jobs):
    """annotated(table_import): the sheet that comes back for it."""

    def fetch(table_import):
        answer = post(browser, table_import, "annotated", do_jobs)
        response = browser.get(f"{answer.url}result/")
        return load_workbook(BytesIO(b"".join(response.streaming_content))).active

    return fetch


def test_the_uploaded_workbook_comes_back_with_comments(browser, send, annotated):
    sheet = annotated(send(browser, [ROW.but(amount="-5"), ROW.but(name="好项目")]))
    assert "负数" in sheet["D3"].comment.text
    assert sheet["D4"].comment is None
    assert sheet["B4"].value == "好项目"


def test_a_csv_comes_back_as_a_list_of_findings(browser, send, annotated):
    lines = [",".join(HEADER), ",".join(cell.replace(",", "") for cell in ROW.but(amount="-5").cells)]
    table_import = send(browser, content="\n".join(lines).encode("gbk"), name="表.csv")
    sheet = annotated(table_import)
    assert sheet.title == "问题清单"
    assert [cell.value for cell in sheet[2]][:2] == ["有错", table_import.items.get().sheet]


def test_the_template_filled_in_can_be_imported(browser, send, unit):
    response = browser.get(f"{IMPORTS}template.xlsx")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    sheet = book.worksheets[0]
    assert {str(rule.sqref)[0] for rule in sheet.data_validations.dataValidation} == set("ACEIJ")
    assert f"{unit.code}-{unit.name}" in [cell.value for cell in book["代码表"]["A"]]
    buffer = BytesIO()
    book.save(buffer)
    example = send(browser, content=buffer.getvalue())
    assert states(example) == [ItemState.ERROR]
    name = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("（示例）"))
    name.value = "真的项目"
    buffer = BytesIO()
    book.save(buffer)
    assert states(send(browser, content=buffer.getvalue())) == [ItemState.NEW]


def test_last_years_projects_come_as_a_template_without_amounts(browser, cycle, unit, other_unit, send):
    last = PerformanceGoalFactory(
        indicators=2, project__cycle__fiscal_year=2023, project__department=unit, project__name="老项目"
    )
    PerformanceGoalFactory(project__cycle=last.project.cycle, project__department=other_unit)
    response = browser.get(f"{IMPORTS}template.xlsx?projects=last-year")
    table_import = send(browser, content=b"".join(response.streaming_content))
    assert table_import.state == ImportState.PREVIEWED, table_import.summary
    item = table_import.items.get()
    assert (item.name, item.state, item.values["facts"]["amount"]) == ("老项目", ItemState.NEW, "")
    assert len(item.values["rows"]) == 2


def test_the_progress_piece_refreshes_the_page_when_the_job_is_done(browser, send, client_for, preparer):
    table_import = send(browser)
    piece = client_for(preparer, htmx=True).get(f"/imports/{table_import.pk}/")
    assert piece["HX-Refresh"] == "true"


def test_an_interrupted_reading_can_be_repeated(browser, send, do_jobs):
    table_import = send(browser)
    TableImport.objects.update(state=ImportState.READING)
    Job.objects.update(state=JobState.INTERRUPTED, error="中途停止")
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "重试" in page
    post(browser, table_import, "retry", do_jobs)
    assert (table_import.state, table_import.items.count()) == (ImportState.PREVIEWED, 1)


def test_stopped_writing_ends_with_a_report(browser, send, do_jobs):
    table_import = send(browser, [ROW, ROW.but(name="另一个")])
    TableImport.objects.update(state=ImportState.WRITING)
    Job.objects.update(state=JobState.CANCELLED)
    table_import.items.filter(name="另一个").update(written=True)
    page = browser.get(f"/imports/{table_import.pk}/").content.decode()
    assert "重试" in page
    assert "结束导入，其余不写入" in page
    post(browser, table_import, "discard", do_jobs)
    assert (table_import.state, table_import.summary["result"]) == (
        ImportState.WRITTEN, {"written": 1, "refused": 1},
    )  # fmt: skip


def test_pages_of_many_projects_cost_as_many_queries_as_of_one(browser, send, django_assert_max_num_queries):
    few, many = send(browser), send(browser, [ROW.but(name=f"项目{n}") for n in range(60)])
    for table_import in (few, many):
        with django_assert_max_num_queries(22):
            browser.get(f"/imports/{table_import.pk}/")
    with django_assert_max_num_queries(14):
        browser.get(IMPORTS)


def test_reading_and_writing_many_cost_few_queries(browser, send, do_jobs, django_assert_max_num_queries):
    rows = [ROW.but(name=f"项目{n}") for n in range(100)]
    with django_assert_max_num_queries(75):
        table_import = send(browser, rows)
    with django_assert_max_num_queries(95):
        post(browser, table_import, "write", do_jobs)
    assert table_import.summary["result"]["written"] == 100
