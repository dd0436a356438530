"""Filling in a self-evaluation: what it begins with, points while typing, saving, stale, wrong, foreign."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluation.models import Evaluation
from filings.models import FilingVersion
from perfgoals.audit.models import AuditEvent
from tests.factories import (
    EvaluationFactory,
    IndicatorFactory,
    MonitoringReportFactory,
    MonitoringRoundFactory,
)
from tests.indicators.flow import bring_to, ready_goal


@pytest.fixture
def goal(cycle, unit, preparer, supervisor, approver):
    goal = ready_goal(unit, cycle, project__name="干部培训", project__amount=Decimal(900000))
    IndicatorFactory(goal=goal, position=9, tier2="社会效益", name="服务能力", annual_target="有效提升")
    return bring_to(goal, "approved", preparer=preparer, supervisor=supervisor, approver=approver)


@pytest.fixture
def browser(preparer, client_for):
    return client_for(preparer)


def address(name, goal):
    return reverse(f"evaluation_{name}", args=[goal.pk])


def file_of(goal, format="pdf"):
    return reverse("evaluation_file", args=[goal.pk, format])


def rows_of(goal):
    return list(goal.indicators.order_by("position"))


def typed(goal, *, revision=0, **changes):
    """Everything met, in the names of the form."""
    data = {"revision": revision, "total_budget": "900,000.00", "total_executed": "666000"}
    data |= {"objective_result": "全年培训 4 期，共 100 人次。"}
    for place, row in enumerate(rows_of(goal)):
        data[f"row{place}_outcome" if row.name == "服务能力" else f"row{place}_actual"] = (
            "met" if row.name == "服务能力" else "4次"
        )
    return data | changes


def test_a_new_table_begins_with_the_approved_rows(browser, goal):
    page = browser.get(address("page", goal)).content.decode()
    assert "年度绩效自评" in page and page.count('role="group"') == len(rows_of(goal))
    assert 'value="900,000.00"' in page  # the budget of the project
    assert "没有填写实际完成值" not in page and "填写后，这里显示得分" in page  # nothing is scolded yet
    typing = browser.post(address("points", goal), typed(goal, row0_actual="")).content.decode()
    assert "没有填写实际完成值" in typing


def test_values_of_the_last_round_are_there(browser, goal, cycle):
    row = rows_of(goal)[0]
    report = MonitoringReportFactory(
        round=MonitoringRoundFactory(cycle=cycle, last_month=9), project=goal.project
    )
    report.indicators.create(name=row.name, approved_key=row.pk, actual="3次")
    page = browser.get(address("page", goal)).content.decode()
    assert 'value="3次"' in page and "先带出1—9月监控填的数，请逐项核对" in page
    browser.post(address("save", goal), typed(goal))
    assert "先带出" not in browser.get(address("page", goal)).content.decode()


def test_saving_stores_rows_money_and_the_version(browser, goal, preparer):
    response = browser.post(address("save", goal), typed(goal))
    assert response.status_code == 302
    evaluation = Evaluation.objects.get()
    assert evaluation.version == FilingVersion.objects.get(filing__goal=goal, action="approve")
    assert evaluation.filing.updated_by == preparer and evaluation.revision == 1
    assert [row.approved_key for row in evaluation.indicators.all()] == [row.pk for row in rows_of(goal)]
    money = evaluation.money.get()
    assert (money.source, money.budget, money.executed) == ("total", 900000, 666000)
    event = AuditEvent.objects.latest("number")
    assert (event.verb, event.object_type) == ("change", "evaluation")


def test_points_are_shown_with_their_sum_and_the_cap(browser, goal):
    browser.post(address("save", goal), typed(goal))
    page = browser.get(address("page", goal)).content.decode()
    assert "89.00 分" in page and "最高 89 分" in page and "666000/900000 × 10" in page
    assert "打印自评表" in page


def test_points_while_typing_store_nothing(preparer, client_for, goal):
    browser = client_for(preparer, htmx=True)
    answer = browser.post(address("points", goal), typed(goal, row0_actual="2次")).content.decode()
    assert "2/4 ×" in answer and "<html" not in answer
    assert not Evaluation.objects.exists()


def test_without_scripts_points_come_with_the_whole_page(browser, goal):
    answer = browser.post(address("points", goal), typed(goal, row0_actual="2次"))
    assert answer.status_code == 200 and "2/4 ×" in answer.content.decode()
    assert 'value="2次"' in answer.content.decode()
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("total_budget", "九十万", "金额"), ("row0_score", "101", "得分应在 0 到 100 之间"),
        ("row0_score", "NaN", "得分应在"), ("row0_score", "abc", "请填写数字"),
        ("row0_actual", "长" * 501, "500"), ("total_budget", "-1", "不能是负数"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(browser, goal, preparer, client_for, field, value, words):
    answer = browser.post(address("save", goal), typed(goal, **{field: value}))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert value in answer.content.decode() and not Evaluation.objects.exists()
    live = client_for(preparer, htmx=True).post(address("points", goal), typed(goal, **{field: value}))
    assert words in live.content.decode()


def test_a_stale_form_keeps_what_was_typed(browser, goal):
    browser.post(address("save", goal), typed(goal))
    answer = browser.post(address("save", goal), typed(goal, objective_result="另一份"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "另一份" in page and "没有保存" in page
    assert Evaluation.objects.get().objective_result.startswith("全年培训")
    again = browser.post(address("save", goal), typed(goal, revision=1, objective_result="另一份"))
    assert again.status_code == 302 and Evaluation.objects.get().revision == 2


def test_targets_weights_and_rows_cannot_be_posted(browser, goal):
    browser.post(
        address("save", goal),
        typed(goal, row0_target="≥1次", row0_weight="90", row0_name="别的", row99_actual="1"),
    )
    row = Evaluation.objects.get().indicators.first()
    assert (row.target, row.weight, row.name) == ("≥4次", None, rows_of(goal)[0].name)
    assert Evaluation.objects.get().indicators.count() == len(rows_of(goal))


def test_points_by_hand_need_a_reason(browser, goal):
    browser.post(address("save", goal), typed(goal, row0_score="1"))
    assert "请改正或说明原因" in browser.get(address("page", goal)).content.decode()
    browser.post(address("save", goal), typed(goal, revision=1, row0_score="1", row0_reason="资料不全"))
    assert "请改正或说明原因" not in browser.get(address("page", goal)).content.decode()


def test_before_approval_there_is_nothing_to_fill_in(browser, cycle, unit):
    draft = ready_goal(unit, cycle)
    assert "还没有批复" in browser.get(address("page", draft)).content.decode()
    assert browser.post(address("save", draft), {"revision": 0}).status_code == 403
    assert browser.get(file_of(draft)).status_code == 404


def test_reviewers_read_and_do_not_write(reviewer, client_for, goal, browser):
    browser.post(address("save", goal), typed(goal))
    reader = client_for(reviewer)
    page = reader.get(address("page", goal)).content.decode()
    assert '<fieldset class="plain" disabled>' in page and "保存</button>" not in page
    assert page.count('<span class="quiet">—</span>') > 3  # no empty boxes where nothing can be typed
    assert reader.post(address("save", goal), typed(goal, revision=1)).status_code == 403


def test_another_unit_sees_nothing(other_preparer, client_for, goal):
    stranger = client_for(other_preparer)
    assert stranger.get(address("page", goal)).status_code == 404
    assert stranger.post(address("save", goal), typed(goal)).status_code == 404


def test_the_printed_form(browser, goal):
    browser.post(address("save", goal), typed(goal))
    answer = browser.get(file_of(goal))
    assert answer["Content-Type"] == "application/pdf" and answer.getvalue().startswith(b"%PDF")
    assert AuditEvent.objects.latest("number").verb == "export"
    book = load_workbook(BytesIO(browser.get(file_of(goal, "xlsx")).getvalue()))
    assert book.sheetnames == [goal.project.name]
    assert book.active.oddFooter.left.text == "草稿，未经批复"
    assert browser.get(file_of(goal, "doc")).status_code == 404


def test_a_project_that_is_measured_cannot_be_deleted(browser, cycle, unit):
    draft = ready_goal(unit, cycle)
    EvaluationFactory(project=draft.project)
    answer = browser.post(reverse("goal_delete", args=[draft.pk]), {"revision": draft.revision}, follow=True)
    assert "已有监控表或自评表，不能删除" in answer.content.decode()
    assert Evaluation.objects.exists()


def test_the_number_of_queries_does_not_grow(browser, goal, django_assert_max_num_queries):
    browser.post(address("save", goal), typed(goal))
    with django_assert_max_num_queries(30):
        browser.get(address("page", goal))
