"""The portal's workbook by the pages: upload, columns, job, download; the column map is one's own."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from indicators.domain.portal.files import drop_old_portal_files
from indicators.models import LayoutMapping, PortalFile
from perfgoals.jobs.models import Job
from tests.indicators.domain.portal.test_filling import ROWS, long_list
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, preparer, cycle, unit):
    approved_goal(unit, cycle, rows=ROWS, project__name="“大组工网”维护费（一期）")
    return client_for(preparer)


def send(browser, content, name="门户.xlsx"):
    data = {"file": SimpleUploadedFile(name, content)}
    return browser.post(reverse("portal_upload", args=["2024"]), data, follow=True)


def form_data(page):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (False, None, "")}


def test_from_upload_to_download(browser, do_jobs):
    page = send(browser, long_list())
    html = page.content.decode()
    assert "选择要填的栏" in html and "年度指标值" in html
    with do_jobs():
        answer = browser.post(page.request["PATH_INFO"], form_data(page))
    job = Job.objects.latest("pk")
    assert answer.url == reverse("job_detail", args=[job.pk]) and job.state == "done", job.error
    shown = browser.get(answer.url).content.decode()
    assert "填了 2 个单元格" in shown and "没有指标“没有的指标”" in shown
    content = browser.get(reverse("job_result", args=[job.pk])).getvalue()
    assert load_workbook(BytesIO(content))["绩效指标"]["F3"].value == "≥12次"
    assert not LayoutMapping.objects.exists()


def test_a_file_that_was_taken_from_the_disk_is_asked_for_again(browser, do_jobs):
    """On its page, and while its job waits."""
    page = send(browser, long_list())
    kept = PortalFile.objects.get()
    data = form_data(page)
    with do_jobs():
        browser.post(page.request["PATH_INFO"], data)
        kept.file.storage.delete(kept.file.name)
    job = Job.objects.latest("pk")
    assert (job.state, job.error) == ("failed", "上传的文件已不在服务器上。请重新上传。")
    assert "已不在服务器上" in browser.get(page.request["PATH_INFO"], follow=True).content.decode()


def test_what_a_column_means_is_remembered_for_this_person(browser, preparer, do_jobs):
    book = load_workbook(BytesIO(long_list()))
    book["绩效指标"]["F2"] = "今年的承诺"
    file = BytesIO()
    book.save(file)
    page = send(browser, file.getvalue())
    data = form_data(page) | {"field-0-F": "annual_target", "fill-0-F": "on"}
    with do_jobs():
        browser.post(page.request["PATH_INFO"], data)
    assert LayoutMapping.objects.get().owner == preparer
    again = send(browser, file.getvalue())
    assert again.context["form"]["field-0-F"].value() == "annual_target"


def test_columns_of_no_concern_are_not_said_to_mean_nothing(browser, do_jobs):
    book = load_workbook(BytesIO(long_list()))
    book["绩效指标"]["I2"] = "资金类型"
    file = BytesIO()
    book.save(file)
    page = send(browser, file.getvalue())
    with do_jobs():
        browser.post(page.request["PATH_INFO"], form_data(page))
    assert Job.objects.latest("pk").state == "done" and not LayoutMapping.objects.exists()
    offered = {page.context["form"].fields[f"field-0-{n}"].choices[0][1] for n in "HI"}
    assert offered == {"不认", "资金类型（不填）"}


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "文件是空的"), (b"<html>", "不是 xlsx 工作簿"), (b"PK\x03\x04 broken", "读不出来")],
)
def test_what_is_no_workbook(browser, content, said):
    assert said in send(browser, content).content.decode()


def test_a_workbook_without_indicators(browser):
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    book.active.append(["姓名", "电话"])
    book.save(file)
    assert "没有认出带三级指标的表头" in send(browser, file.getvalue()).content.decode()


def test_nothing_chosen(browser):
    page = send(browser, long_list())
    data = {name: value for name, value in form_data(page).items() if not name.startswith("fill-")}
    answer = browser.post(page.request["PATH_INFO"], data)
    assert answer.status_code == 422 and "没有选择要填的栏" in answer.content.decode()


def test_others_do_not_find_the_file(browser, client_for, reviewer):
    send(browser, long_list())
    url = reverse("portal_columns", args=[PortalFile.objects.get().pk])
    assert client_for(reviewer).get(url).status_code == 404


def test_files_of_a_week_ago_go(browser):
    send(browser, long_list())
    assert drop_old_portal_files() == 0
    PortalFile.objects.update(uploaded_at="2024-01-01T00:00Z")
    assert drop_old_portal_files() == 1 and not PortalFile.objects.exists()
