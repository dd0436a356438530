"""Files that prove single indicators, on the pages of every kind: added, seen by the reviewers, frozen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from filings.enums import Action, FilingStatus
from filings.faces import face_of
from filings.models import Attachment
from tests.evaluation import flow as evaluation_flow
from tests.monitoring import flow as monitoring_flow

MADE = {
    "monitoring": (monitoring_flow.report_at, monitoring_flow.step),
    "evaluation": (evaluation_flow.evaluation_at, evaluation_flow.step),
}


@pytest.fixture(params=list(MADE))
def drafted(request, unit, cycle, staff):
    """(the draft, its step)."""
    made, step = MADE[request.param]
    return made(FilingStatus.DRAFT, unit, cycle, **staff), step


def page_of(table):
    return reverse("filing_attachments", args=[table.filing_id])


def send(browser, table, *, row, name="验收单.pdf"):
    upload = SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF")
    return browser.post(page_of(table), {"row": row, "kind": "evidence", "files": [upload]}, follow=True)


def test_from_the_indicator_to_the_frozen_version(client_for, preparer, supervisor, drafted):
    table, step = drafted
    row, browser = table.indicators.first(), client_for(preparer)
    asked = browser.get(page_of(table), {"row": row.approved_key}).content.decode()
    assert f'<option value="{row.approved_key}" selected>' in asked
    assert "“验收单.pdf”已上传" in send(browser, table, row=row.approved_key).content.decode()
    attachment = Attachment.objects.get()
    assert (attachment.row_key, attachment.row_name) == (row.approved_key, row.name)
    link = reverse("attachment_file", args=[attachment.pk])
    assert link in browser.get(face_of(table.filing.kind).page_url(table)).content.decode()
    step(table, Action.SUBMIT, preparer)
    review = client_for(supervisor).get(reverse("filing_review", args=[table.filing_id])).content.decode()
    assert f"{row.name}：验收单.pdf" in review and "附件 1" in review
    assert send(browser, table, row="").status_code == 403
    removal = browser.post(reverse("attachment_delete", args=[attachment.pk]))
    assert removal.status_code == 403 and not Attachment.objects.get().removed_at
    version = table.filing.versions.get()
    shown = client_for(supervisor).get(reverse("filing_version", args=[version.pk])).content.decode()
    assert link in shown and client_for(supervisor).get(link).status_code == 200


def test_what_was_frozen_stays_when_the_unit_takes_it_away(client_for, preparer, supervisor, drafted):
    table, step = drafted
    send(client_for(preparer), table, row=table.indicators.first().approved_key)
    step(table, Action.SUBMIT, preparer)
    step(table, Action.RETURN, supervisor, "请换一份")
    attachment = Attachment.objects.get()
    client_for(preparer).post(reverse("attachment_delete", args=[attachment.pk]))
    step(table, Action.SUBMIT, preparer)
    review = client_for(supervisor).get(
        reverse("filing_review", args=[table.filing_id]), {"view": "differences"}
    )
    assert "附件和佐证：“" in review.content.decode() and "验收单.pdf" in review.content.decode()
    assert client_for(supervisor).get(reverse("attachment_file", args=[attachment.pk])).status_code == 200


def test_an_indicator_that_the_table_does_not_have(client_for, preparer, drafted):
    answer = send(client_for(preparer), drafted[0], row="999999")
    assert answer.status_code == 422 and "没有这个指标" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_another_units_table_is_not_there(client_for, other_preparer, drafted):
    assert client_for(other_preparer).get(page_of(drafted[0])).status_code == 404
