"""Remarks on cells of the common review page, and their answers."""

import pytest
from django.urls import reverse

from filings.enums import FilingStatus
from filings.models import Remark
from tests.evaluation.flow import evaluation_at


@pytest.fixture
def submitted(unit, cycle, staff):
    return evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)


def at(name, evaluation):
    return reverse(f"filing_{name}", args=[evaluation.filing_id])


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
