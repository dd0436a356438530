"""Filling in a department's table, handing it in, and what others see of it."""

from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.domain.saving import begin, says_else
from departments.models import DepartmentGoal, Task
from departments.record import record_of
from filings.enums import FilingStatus
from filings.models import Filing
from tests.departments.made import posted, record
from tests.departments.test_reading import workbook
from tests.pages import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit, preparer):
    return begin(cycle=cycle, department=unit, by=preparer)


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


def reread(goal):
    return DepartmentGoal.objects.with_all().get(pk=goal.pk)


def save(client, goal, table=None, **changes):
    data = posted(table or record(), reread(goal).filing.revision, **changes)
    return client.post(reverse("department_save", args=[goal.pk]), data)


def take(client, goal, action, **data):
    filing = Filing.objects.get(pk=goal.filing_id)
    given = {"revision": filing.revision, "comment": ""} | data
    return client.post(reverse(f"filing_{action}", args=[filing.pk]), given)


def test_a_unit_begins_its_table_once(client, cycle, unit):
    begin_url = reverse("department_begin", args=[cycle.code])
    pages = {client.post(begin_url, {"department": unit.code})["Location"] for _ in range(2)}
    assert len(pages) == 1 and DepartmentGoal.objects.count() == 1
    assert unit.label in client.get(reverse("department_list", args=[cycle.code])).content.decode()


def test_a_table_just_begun_is_not_scolded(client, goal):
    address = reverse("department_page", args=[goal.pk])
    assert "还没有填写年度主要任务" not in client.get(address).content.decode()
    save(client, goal, record(tasks=(), objectives=(), indicators=()))
    assert "还没有填写年度主要任务" in client.get(address).content.decode()


def test_a_table_that_was_handed_in_says_that_it_can_only_be_read(client, goal):
    save(client, goal)
    take(client, goal, "submit")
    page = client.get(reverse("department_page", args=[goal.pk])).content.decode()
    assert "待主管部门审核的表只能查看" in page and "保存</button>" not in page


def test_another_units_table_cannot_be_begun(client, cycle, other_unit):
    client.post(reverse("department_begin", args=[cycle.code]), {"department": other_unit.code})
    assert not DepartmentGoal.objects.exists()


def test_what_is_typed_is_stored_and_shown(client, goal):
    assert save(client, goal).status_code == 302
    assert not says_else(record_of(reread(goal)), record())
    html = client.get(reverse("department_page", args=[goal.pk])).content.decode()
    for text in ("道路建设", "2,000,000.00", "1、2", "≥95%"):
        assert text in html


def test_rows_keep_their_keys_and_removed_ones_go(client, goal):
    save(client, goal)
    table = record_of(reread(goal))
    keys = [task.key for task in table.tasks]
    save(client, goal, table, **{"tasks-0-DELETE": "on", "indicators-0-task": "", "indicators-1-task": "",
                                 "objectives-0-tasks": "1", "objectives-1-tasks": "1"})  # fmt: skip
    assert list(Task.objects.values_list("pk", flat=True)) == keys[1:]


def test_saving_the_same_again_changes_nothing(client, goal):
    save(client, goal)
    revision = reread(goal).filing.revision
    save(client, goal, record_of(reread(goal)))
    assert reread(goal).filing.revision == revision


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("tasks-0-amount", "约五万", "tasks"), ("objectives-0-tasks", "7", "没有这个序号的任务"),
        ("indicators-0-task", "1、2", "请只写一个序号"), ("tasks-0-name", "", "请填写任务名称"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_stays_typed(client, goal, field, text, says):
    answer = save(client, goal, **{field: text})
    html = answer.content.decode()
    assert answer.status_code == 422 and 'class="error"' in html and says in html
    assert "道路养护" in html and not Task.objects.exists()


def test_who_opened_the_form_before_another_saved_keeps_his_text(client, goal):
    stale = posted(record(), reread(goal).filing.revision)
    save(client, goal)
    answer = client.post(reverse("department_save", args=[goal.pk]), stale | {"tasks-0-name": "另一个名称"})
    assert answer.status_code == 409 and "另一个名称" in answer.content.decode()
    assert record_of(reread(goal)).tasks[0].name == "道路建设"


def test_the_whole_way_to_the_approval(client, client_for, goal, supervisor, approver):
    save(client, goal)
    take(client, goal, "submit")
    take(client_for(supervisor), goal, "endorse")
    take(client_for(approver), goal, "approve")
    filing = Filing.objects.get(pk=goal.filing_id)
    assert filing.status == FilingStatus.APPROVED and filing.versions.count() == 2
    assert save(client, goal, amount="1").status_code == 302
    assert record_of(reread(goal)).amount == Decimal(2_300_000)
    review = client_for(approver).get(reverse("filing_review", args=[filing.pk])).content.decode()
    assert "道路建设" in review and "年度总体目标" in review


def test_a_table_with_wrong_sums_is_not_handed_in(client, goal):
    save(client, goal, amount="1")
    take(client, goal, "submit")
    assert Filing.objects.get(pk=goal.filing_id).status == FilingStatus.DRAFT


def test_a_file_fills_the_form_and_stores_nothing(client, goal, tmp_path):
    content = workbook(record(), tmp_path / "d.xlsx").read_bytes()
    file = SimpleUploadedFile("d.xlsx", content)
    answer = client.post(reverse("department_fill", args=[goal.pk]), {"file": file})
    assert "还没有保存" in answer.content.decode() and "养护合格率" in answer.content.decode()
    assert not Task.objects.exists()


def test_what_a_file_says_beyond_the_form_is_named(client, goal, tmp_path):
    sheet = (book := openpyxl.Workbook()).active
    for row in (["部门职能概述", "负责道路"], ["任务名称", "总额（元）"], ["道路建设", "####"]):
        sheet.append(row)
    book.save(path := tmp_path / "d.xlsx")
    file = SimpleUploadedFile("d.xlsx", path.read_bytes())
    page = client.post(reverse("department_fill", args=[goal.pk]), {"file": file}).content.decode()
    assert "没有读入：" in page and "部门职能概述" in page and "金额不可读" in page


def test_a_file_of_another_kind_is_refused_with_a_reason(client, goal):
    file = SimpleUploadedFile("d.xlsx", b"no workbook")
    answer = client.post(reverse("department_fill", args=[goal.pk]), {"file": file}, follow=True)
    assert "文件没有读入" in answer.content.decode()


@pytest.mark.parametrize(("format", "magic"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_the_form_comes_as_a_file(client, goal, format, magic):
    save(client, goal)
    assert content_of(client.get(reverse("department_file", args=[goal.pk, format]))).startswith(magic)


def test_as_many_queries_for_many_rows(client, goal, django_assert_max_num_queries):
    save(client, goal)
    with django_assert_max_num_queries(40):
        client.get(reverse("department_page", args=[goal.pk]))
