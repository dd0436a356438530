"""A filled-in list through the import pages: preview, writing, what came between; it reads back unchanged."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from filings.enums import Action, FilingStatus
from indicators.enums import ImportState, ItemState
from indicators.models import TableImport
from monitoring.domain.fill_in import write_fill_in
from monitoring.domain.rounds import projects_of
from monitoring.domain.uploads import decoded, encoded, value_changes
from monitoring.models import MonitoringReport
from perfgoals.audit.models import AuditEvent
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import filled_in, step


@pytest.fixture
def goal(unit, cycle, preparer, supervisor, approver):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle, last_month=6)


@pytest.fixture
def workbook(tmp_path, round):
    """The list of the round as a unit downloads it, with some columns filled in."""

    def make(**columns):
        path = tmp_path / "填报.xlsx"
        write_fill_in(round=round, projects=projects_of(round), path=path)
        book = load_workbook(path)
        places = {cell.value: cell.column for cell in book.active[3]}
        for row in range(4, book.active.max_row + 1):
            for title, value in columns.items():
                book.active.cell(row, places[title]).value = value
        book.save(path)
        return path

    return make


@pytest.fixture
def sent(client_for, preparer, round, do_jobs):
    """Upload a file for the round; the import as it then stands."""

    def send(path, round=round):
        with do_jobs():
            client_for(preparer).post(
                reverse("round_import", args=[round.pk]),
                {"file": SimpleUploadedFile("填报.xlsx", path.read_bytes())},
            )
        return TableImport.objects.latest("pk")

    return send


def written(client_for, preparer, do_jobs, table_import):
    with do_jobs():
        client_for(preparer).post(reverse("import_write", args=[table_import.pk]))
    table_import.refresh_from_db()
    return table_import


HALF = {"1-6月完成情况": "2次", "全年预计完成情况": "4次", "完成目标可能性": "确定能"}


def test_a_list_is_previewed_with_lights_and_written(
    client_for, preparer, do_jobs, goal, round, workbook, sent
):
    previewed = sent(workbook(**HALF))
    (item,) = previewed.items.all()
    assert (previewed.state, item.state, item.values["shown"]) == (
        ImportState.PREVIEWED,
        ItemState.NEW,
        "绿灯",
    )
    assert not MonitoringReport.objects.exists()
    page = client_for(preparer).get(reverse("import_detail", args=[previewed.pk])).content.decode()
    assert "绿灯" in page and "导入这 1 个" in page
    done = written(client_for, preparer, do_jobs, previewed)
    report = MonitoringReport.objects.get()
    assert done.summary["result"] == {"written": 1, "refused": 0}
    assert report.indicators.first().approved_key == goal.indicators.first().pk
    assert report.annual_objective == goal.annual_objective
    assert AuditEvent.objects.filter(verb="import").exists()


def test_what_was_exported_comes_back_without_a_difference(goal, round, preparer, workbook, sent):
    filled_in(round, goal.project, preparer, possibility="possible")
    (item,) = sent(workbook()).items.all()
    assert (item.state, item.changes) == (ItemState.UNCHANGED, [])


def test_a_change_is_said_before_it_is_written(goal, round, preparer, workbook, sent):
    filled_in(round, goal.project, preparer)
    (item,) = sent(workbook(**{"1-6月完成情况": "3次"})).items.all()
    assert item.state == ItemState.CHANGED
    assert {(c["before"], c["after"]) for c in item.changes} == {("2次", "3次")}


def test_a_table_under_review_is_locked(goal, round, preparer, workbook, sent):
    report = filled_in(round, goal.project, preparer)
    path = workbook(**{"1-6月完成情况": "3次"})
    step(report, Action.SUBMIT, preparer)
    (item,) = sent(path).items.all()
    assert item.state == ItemState.LOCKED and "待主管部门审核" in item.findings[-1]["reason"]


def test_what_changed_since_the_preview_is_not_written_over(
    client_for, preparer, do_jobs, goal, round, workbook, sent
):
    previewed = sent(workbook(**HALF))
    filled_in(round, goal.project, preparer, actual="4次")
    done = written(client_for, preparer, do_jobs, previewed)
    assert "预览之后" in done.items.get().refusal
    assert MonitoringReport.objects.get().indicators.first().actual == "4次"


def test_a_file_of_other_months_is_refused(goal, cycle, workbook, sent):
    other = MonitoringRoundFactory(cycle=cycle, last_month=9)
    refused = sent(workbook(**HALF), round=other)
    assert refused.state == ImportState.REFUSED
    assert "文件是 1—6月的监控表" in refused.summary["findings"][0]["reason"]


def test_a_file_that_is_none(tmp_path, goal, sent):
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"nothing")
    assert sent(path).state == ImportState.REFUSED


def test_values_survive_json():
    values = {
        "money": {"total": {"budget": Decimal("1.10"), "executed": None}},
        "rows": [{"causes": ["staff"]}],
    }
    assert decoded(encoded(values)) == values


def test_changes_in_words():
    old_row, new_row = ({"tier2": "数量", "name": name, "actual": "1"} for name in ("人数", "次数"))
    old = {"money": {}, "rows": [old_row], "annual_objective": "甲"}
    new = {"money": {"total": {"budget": Decimal(5)}}, "rows": [new_row], "annual_objective": ""}
    found = [(change["word"], change["label"]) for change in value_changes(old, new)]
    assert found == [
        ("修改", "年度总体目标"), ("修改", "年度资金总额的全年预算数"), ("新增", "“次数”"),
        ("删除", "“人数”"),
    ]  # fmt: skip


def with_columns(path, *titles, title=""):
    """The list with columns that nobody knows, and another title above it."""
    book = load_workbook(path)
    sheet, last = book.active, book.active.max_column
    for n, name in enumerate(titles, start=last + 1):
        for row in range(3, sheet.max_row + 1):
            sheet.cell(row, n).value = name if row == 3 else f"{name}的内容"
    if title:
        sheet["A1"] = title
    book.save(path)
    return path


MUCH = ("科室", "经办", "分管", "备忘", "批示", "附注事项")


@pytest.mark.parametrize(("accept", "writes"), [([], False), (["title"], False), (["unread"], True)])
def test_much_that_was_not_read_is_confirmed_on_the_page(
    client_for, preparer, do_jobs, goal, workbook, sent, accept, writes
):
    previewed = sent(with_columns(workbook(**HALF), *MUCH))
    page = client_for(preparer).get(reverse("import_detail", args=[previewed.pk])).content.decode()
    assert "先确认" in page and "已核对没有读入的内容，可以不要（1 个）" in page
    assert "没有读入的内容 6 处" in page and "须确认" in page
    cells = len(MUCH) * len(goal.indicators.all())
    assert f"没有读入 {cells} 格" in page and f"有 {cells} 格内容没有读入" in page
    with do_jobs():
        client_for(preparer).post(reverse("import_write", args=[previewed.pk]), {"accept": accept})
    assert MonitoringReport.objects.exists() is writes
    assert ("没有确认可以不要" in previewed.items.get().refusal) is not writes


def test_a_title_of_another_year_is_confirmed_on_the_page(
    client_for, preparer, do_jobs, goal, round, workbook, sent
):
    title = f"{round.cycle.region}{round.cycle.fiscal_year - 1}年项目支出绩效运行监控表（1-6月）"
    previewed = sent(with_columns(workbook(**HALF), title=title))
    (item,) = previewed.items.all()
    assert item.consents == ["title"]
    assert f"年度是{round.cycle.fiscal_year - 1}年" in item.findings[-1]["reason"]
    with do_jobs():
        client_for(preparer).post(reverse("import_write", args=[previewed.pk]), {"accept": ["title"]})
    assert MonitoringReport.objects.exists()


def test_little_that_was_not_read_is_listed_and_asks_nothing(client_for, preparer, goal, workbook, sent):
    previewed = sent(with_columns(workbook(**HALF), "科室"))
    assert previewed.items.get().consents == []
    page = client_for(preparer).get(reverse("import_detail", args=[previewed.pk])).content.decode()
    assert "“科室”" in page and "科室的内容" in page and "先确认" not in page
