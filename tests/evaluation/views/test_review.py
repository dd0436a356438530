"""The common pages of a handed-in table, with the self-evaluation as the kind: steps, queue, remarks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import SpotCheck
from filings.enums import Action, FilingStatus
from filings.models import Remark
from tests.evaluation.flow import evaluation_at, step


@pytest.fixture
def staff(preparer, supervisor, approver):
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def submitted(unit, cycle, staff):
    return evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)


def at(name, evaluation):
    return reverse(f"filing_{name}", args=[evaluation.filing_id])


def test_the_unit_submits_from_its_page(client_for, preparer, unit, cycle, staff):
    evaluation = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff)
    browser = client_for(preparer)
    assert (
        at("submit", evaluation)
        in browser.get(reverse("evaluation_page", args=[evaluation.pk])).content.decode()
    )
    page = browser.get(at("submit", evaluation))
    assert page.context["blocking_count"] == 0 and "待主管部门审核" in page.content.decode()
    answer = browser.post(at("submit", evaluation), {"revision": evaluation.filing.revision}, follow=True)
    assert "已送审，现在是“待主管部门审核”" in answer.content.decode()
    assert "disabled" in answer.content.decode()  # it lies with the reviewers


def test_the_step_lists_what_must_be_changed(client_for, preparer, unit, cycle, staff):
    evaluation = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff)
    evaluation.indicators.filter(position=1).update(actual="")
    page = client_for(preparer).get(at("submit", evaluation)).content.decode()
    assert "有 1 处必须先改" in page and "没有填写实际完成值" in page and ">送审</button>" not in page


def test_the_review_page_marks_the_cells(client_for, supervisor, submitted):
    submitted.indicators.filter(position=1).update(reason="进度快")
    page = client_for(supervisor).get(at("review", submitted))
    assert page.status_code == 200
    text = page.content.decode()
    key = submitted.indicators.first().approved_key
    assert f'id="cell-actual-{key}"' in text and "100.00" in text and "检查" in text
    assert "审核通过" in text and "退回…" in text


def test_a_remark_on_a_cell_and_its_way(client_for, supervisor, preparer, submitted):
    row, browser = submitted.indicators.first(), client_for(supervisor)
    form = browser.get(at("remark_add", submitted), {"place": "actual", "row": row.approved_key})
    assert f"“{row.name}”的实际完成值" in form.content.decode() and row.actual in form.content.decode()
    data = {"place": "actual", "row": row.approved_key, "text": "请附验收单"}
    assert browser.post(at("remark_add", submitted), data).status_code == 302
    remark = Remark.objects.get()
    assert (remark.row_key, remark.where) == (row.approved_key, f"“{row.name}”的实际完成值")
    assert "意见" in browser.get(at("review", submitted)).content.decode()
    browser.post(at("return", submitted), {"revision": submitted.filing.revision, "comment": "见意见"})
    unit = client_for(preparer)
    page = unit.get(reverse("evaluation_page", args=[submitted.pk])).content.decode()
    assert "见意见" in page and "1 条意见待答复" in page
    answered = unit.post(reverse("remark_answer", args=[remark.pk]), {"text": "已附"}, follow=True)
    assert "答复：已附" in answered.content.decode()


@pytest.mark.parametrize("data", [{"place": "nonsense"}, {"place": "actual", "row": "999999"}])
def test_a_place_that_is_not_there(client_for, supervisor, submitted, data):
    assert client_for(supervisor).get(at("remark_add", submitted), data).status_code == 404


def test_what_changed_since_is_shown(client_for, supervisor, preparer, submitted):
    step(submitted, Action.RETURN, supervisor, "请核对")
    submitted.indicators.filter(position=1).update(actual="5次")
    step(submitted, Action.SUBMIT, preparer)
    page = client_for(supervisor).get(at("review", submitted), {"view": "differences"}).content.decode()
    assert "<del>4次</del>" in page and "<ins>5次</ins>" in page
    history = client_for(supervisor).get(at("history", submitted)).content.decode()
    assert history.count("查看当时的表") == 3
    first = submitted.filing.versions.order_by("serial").first()
    version = client_for(supervisor).get(reverse("filing_version", args=[first.pk]), {"with": "now"})
    assert "4次" in version.content.decode() and "<ins>5次</ins>" in version.content.decode()


def test_a_stale_step_is_told_and_keeps_the_words(client_for, supervisor, submitted):
    answer = client_for(supervisor).post(at("return", submitted), {"revision": 1, "comment": "我写的理由"})
    assert answer.status_code == 409 and "我写的理由" in answer.content.decode()


def test_the_queue_and_a_batch(client_for, supervisor, unit, cycle, staff):
    tables = [evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff) for _ in range(2)]
    browser = client_for(supervisor)
    queue = browser.get(reverse("filing_queue", args=[cycle.code, "evaluation"]))
    assert queue.context["page"].paginator.count == 2 and "100.00 分" in queue.content.decode()
    address = reverse("filing_batch_endorse", args=[cycle.code, "evaluation"])
    first = browser.post(address, {"filings": [table.filing_id for table in tables]})
    assert len(first.context["ready"]) == 2
    items = [f"{table.filing_id}:{table.filing.revision}" for table in tables]
    assert "办成 2 个" in browser.post(address, {"confirm": "1", "items": items}).content.decode()
    judged = browser.get(reverse("filing_queue", args=[cycle.code, "evaluation"]), {"tab": "judged"})
    assert judged.context["page"].paginator.count == 2


def test_a_batch_without_a_choice_takes_what_the_unit_may_submit(client_for, preparer, unit, cycle, staff):
    draft = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff)
    evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    answer = client_for(preparer).post(reverse("filing_batch_submit", args=[cycle.code, "evaluation"]))
    assert [filing.pk for filing, _ in answer.context["ready"]] == [draft.filing_id]


def test_a_kind_without_common_pages_is_not_found(client_for, supervisor, cycle):
    assert client_for(supervisor).get(reverse("filing_queue", args=[cycle.code, "goal"])).status_code == 404


def test_as_many_queries_for_30_tables_as_for_one(client_for, supervisor, unit, cycle, staff):
    browser, address = client_for(supervisor), reverse("filing_queue", args=[cycle.code, "evaluation"])
    counts = []
    for number in (1, 4):
        for _ in range(number):
            evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_finance_draws_and_looks_again(client_for, reviewer, unit, cycle, staff):
    evaluation = evaluation_at(FilingStatus.ENDORSED, unit, cycle, **staff)
    browser = client_for(reviewer)
    drawn = browser.post(reverse("draw_spot_checks", args=[cycle.code]), {"percent": "10"}, follow=True)
    assert "抽中 1 张" in drawn.content.decode() and "待抽评" in drawn.content.decode()
    address = reverse("spot_check", args=[evaluation.pk])
    assert "抽评得分" in browser.get(address).content.decode()
    wrong = browser.post(address, {"revision": "0", "score1": "200", "opinion": ""})
    assert wrong.status_code == 422 and "请填写抽评意见" in wrong.content.decode()
    assert not SpotCheck.objects.get().is_done
    data = {"revision": "0", "score1": "1", "said1": "无验收单", "opinion": "第一项证据不足"}
    saved = browser.post(address, data, follow=True)
    assert "抽评已保存" in saved.content.decode() and "抽评：" in saved.content.decode()
    again = browser.post(address, data)
    assert again.status_code == 409 and "无验收单" in again.content.decode()


@pytest.mark.parametrize("percent", ["0", "101", "abc", ""])
def test_a_share_that_is_none(client_for, reviewer, cycle, percent):
    answer = client_for(reviewer).post(
        reverse("draw_spot_checks", args=[cycle.code]), {"percent": percent}, follow=True
    )
    assert "1 到 100" in answer.content.decode()
