"""What is due, the register of it, a bundle from check to file."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from publication.models import UnitPublication
from tests.factories import DepartmentFactory
from tests.publication.published import approved_goal
from tests.publication.views.looking import address, shown

pytestmark = pytest.mark.django_db


def test_what_is_due_by_whom_and_when(client_for, reviewer, task, cycle, unit):
    approved_goal(unit, cycle)
    browser = client_for(reviewer)
    page = shown(browser, "home", cycle.code)
    assert "年初公开" in page and "2024-03-01" in page and "0 / 1" in page and "1 个单位" in page
    page = shown(browser, "task", task.pk)
    assert "130001-" in page and "逾期未公开" in page and "未检查" in page and "台账不完整" in page


def test_an_empty_cycle_says_what_comes_first(client_for, reviewer, preparer, cycle):
    assert "还没有公开事项" in shown(client_for(reviewer), "home", cycle.code)
    assert "财政还没有布置" in shown(client_for(preparer), "home", cycle.code)


def test_a_second_task_of_the_same_name_is_refused(client_for, reviewer, task, cycle):
    data = {"subject": "goal", "title": "年初公开", "due_on": "2024-03-01"}
    answer = client_for(reviewer).post(address("new", cycle.code), data)
    assert answer.status_code == 422 and "已有同名的公开事项" in answer.content.decode()


def test_entering_where_it_is(client_for, preparer, task, cycle, unit):
    approved_goal(unit, cycle)
    browser = client_for(preparer)
    url = address("entry", task.pk, unit.pk)
    data = {"published_on": "2024-02-01", "address": "https://example.gov.cn/a?b=1"}
    assert browser.post(url, data).url == address("task", task.pk)
    page = shown(browser, "task", task.pk)
    assert 'href="https://example.gov.cn/a?b=1"' in page and "已公开" in page and "100.0%" in page
    entry = UnitPublication.objects.get()
    assert (entry.projects, entry.entered_by) == (1, preparer)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "没有公开的须写明理由"),
        ({"published_on": "2024-02-01"}, "已公开的须写明公开地址"),
        ({"address": "网站"}, "请填写公开日期"),
        ({"published_on": "2999-01-01", "address": "网站"}, "公开日期在今天以后"),
        ({"published_on": "昨天", "address": "网站"}, "日期"),
    ],
)
def test_an_entry_that_says_too_little(client_for, reviewer, task, unit, data, said):
    answer = client_for(reviewer).post(address("entry", task.pk, unit.pk), data)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not UnitPublication.objects.exists()


def test_an_address_is_never_a_script(client_for, reviewer, task, cycle, unit):
    approved_goal(unit, cycle)
    browser = client_for(reviewer)
    browser.post(
        address("entry", task.pk, unit.pk), {"published_on": "2024-02-01", "address": "javascript:alert(1)"}
    )
    assert 'href="javascript' not in shown(browser, "task", task.pk)


def test_the_register_as_a_workbook(client_for, reviewer, task, cycle, unit):
    approved_goal(unit, cycle)
    answer = client_for(reviewer).get(address("register", task.pk))
    sheet = load_workbook(BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[3]][:3] == ["130001-中共韶关市曲江区委组织部", 1, 50000]


def test_the_number_of_queries_does_not_grow(
    client_for, reviewer, task, cycle, unit, django_assert_max_num_queries
):
    for _ in range(30):
        approved_goal(DepartmentFactory(), cycle, rows=())
    browser = client_for(reviewer)
    with django_assert_max_num_queries(22):
        browser.get(address("task", task.pk))
    with django_assert_max_num_queries(22):
        browser.get(address("findings", task.pk))
