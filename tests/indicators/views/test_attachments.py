"""The page of attachments: several files at once, downloads with safe headers, others' are not found."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from filings.enums import FilingStatus
from filings.models import Attachment
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


def send(browser, goal, *files, kind="policy"):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    data = {"kind": kind, "files": uploads}
    return browser.post(reverse("goal_attachments", args=[goal.pk]), data, follow=True)


def test_several_files_at_once_one_of_them_refused(browser, goal):
    page = send(
        browser, goal, ("甲.pdf", PDF), ("乙.html", b"<script>"), ("丙.pdf", PDF + b"3")
    ).content.decode()
    assert "“甲.pdf”已上传" in page and "“丙.pdf”已上传" in page
    assert "“乙.html”没有上传" in page and "不能作为附件" in page
    assert Attachment.objects.count() == 2
    detail = browser.get(reverse("goal_detail", args=[goal.pk])).content.decode()
    assert "附件 2" in detail


def test_a_download_never_opens_inside_the_site(browser, goal):
    send(browser, goal, ("政策 文件.pdf", PDF))
    answer = browser.get(reverse("attachment_file", args=[Attachment.objects.get().pk]))
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "application/pdf"


def test_reviewers_read_and_do_not_add(goal, browser, client_for, supervisor):
    send(browser, goal, ("甲.pdf", PDF))
    reader, attachment = client_for(supervisor), Attachment.objects.get()
    page = reader.get(reverse("goal_attachments", args=[goal.pk])).content.decode()
    assert "甲.pdf" in page and "上传</button>" not in page
    assert reader.get(reverse("attachment_file", args=[attachment.pk])).getvalue() == PDF
    assert send(reader, goal, ("乙.pdf", PDF + b"2")).status_code == 403
    assert reader.post(reverse("attachment_delete", args=[attachment.pk])).status_code == 403


def test_other_units_find_nothing(goal, browser, client_for, other_preparer):
    send(browser, goal, ("甲.pdf", PDF))
    stranger, attachment = client_for(other_preparer), Attachment.objects.get()
    assert stranger.get(reverse("goal_attachments", args=[goal.pk])).status_code == 404
    assert stranger.get(reverse("attachment_file", args=[attachment.pk])).status_code == 404
    assert stranger.post(reverse("attachment_delete", args=[attachment.pk])).status_code == 404
    assert Attachment.objects.exists()


def test_removing_one(goal, browser):
    send(browser, goal, ("甲.pdf", PDF))
    pk = Attachment.objects.get().pk
    browser.post(reverse("attachment_delete", args=[pk]))
    assert not Attachment.objects.exists()
    assert browser.post(reverse("attachment_delete", args=[pk])).status_code == 404


def test_a_submitted_table_takes_none(goal, browser, preparer, supervisor, approver):
    send(browser, goal, ("甲.pdf", PDF))
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    assert send(browser, goal, ("乙.pdf", PDF + b"2")).status_code == 403
    page = browser.get(reverse("version_detail", args=[goal.filing.submission_id])).content.decode()
    assert "甲.pdf" in page
    assert "与送审版本一起存档" in browser.get(reverse("goal_attachments", args=[goal.pk])).content.decode()


def test_nothing_chosen_is_said(goal, browser):
    answer = browser.post(reverse("goal_attachments", args=[goal.pk]), {"kind": "policy"})
    assert answer.status_code == 422 and "请选择要上传的文件" in answer.content.decode()
    assert (
        "甲"
        not in send(browser, goal, ("甲.pdf", PDF), kind="nonsense").content.decode().split("已上传")[0][-20:]
    )


def test_a_file_that_was_changed_on_the_disk_is_told(goal, browser):
    send(browser, goal, ("甲.pdf", PDF))
    attachment = Attachment.objects.get()
    Path(attachment.file.path).write_bytes(b"%PDF-other")
    page = browser.get(reverse("attachment_file", args=[attachment.pk]), follow=True).content.decode()
    assert "与登记的校验值不符" in page
