"""Steps on the common pages, one and many, with the self-evaluation as the kind."""

import pytest
from django.urls import reverse

from filings.enums import FilingStatus
from tests.evaluation.flow import evaluation_at


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


def test_a_stale_step_is_told_and_keeps_the_words(client_for, supervisor, submitted):
    answer = client_for(supervisor).post(at("return", submitted), {"revision": 1, "comment": "我写的理由"})
    assert answer.status_code == 409 and "我写的理由" in answer.content.decode()


def test_a_batch_without_a_choice_takes_what_the_unit_may_submit(client_for, preparer, unit, cycle, staff):
    draft = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff)
    evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    answer = client_for(preparer).post(reverse("filing_batch_submit", args=[cycle.code, "evaluation"]))
    assert [filing.pk for filing, _ in answer.context["ready"]] == [draft.filing_id]
