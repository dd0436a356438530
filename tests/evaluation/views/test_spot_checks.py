"""抽评 in the browser: drawn by lot, recorded beside the unit's points."""

import pytest
from django.urls import reverse

from evaluation.models import SpotCheck
from filings.enums import FilingStatus
from tests.evaluation.flow import evaluation_at


@pytest.fixture
def submitted(unit, cycle, staff):
    return evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)


def at(name, evaluation):
    return reverse(f"filing_{name}", args=[evaluation.filing_id])


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
