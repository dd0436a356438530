"""A person's own jobs; those of others do not exist for anybody else."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from tests.factories import JobFactory


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


@pytest.fixture
def done(preparer):
    job = JobFactory(owner=preparer, done=True, report={"projects": 3}, title="导出 PDF：2024 年")
    job.result.save("表.pdf", ContentFile(b"%PDF-1.7"))
    return job


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/cycles/2024/goals/?unit=1", "/cycles/2024/goals/?unit=1"),
        ("http://testserver/jobs/", ""),
        ("http://elsewhere/cycles/2024/goals/", ""),
        ("http://testserver//elsewhere/", ""),
        ("", ""),
    ],
)
def test_a_job_leads_back_to_the_page_that_started_it(browser, done, referer, back):
    response = browser.get(f"/jobs/{done.pk}/", headers={"referer": referer})
    assert response.context["back"] == back
    assert ("返回原来的页面" in response.content.decode()) is bool(back)


def test_the_list_shows_own_jobs_newest_first(browser, preparer, done):
    later = JobFactory(owner=preparer, title="导出 Excel")
    JobFactory(title="别人的任务")
    response = browser.get("/jobs/")
    assert list(response.context["page"]) == [later, done]
    assert "别人的任务" not in response.content.decode()


def test_an_empty_list_says_where_jobs_come_from(browser):
    assert "还没有任务" in browser.get("/jobs/").content.decode()


def test_fifty_jobs_cost_as_many_queries_as_one(browser, preparer, done, unit):
    done.params["units"] = [unit.pk]
    done.save()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get("/jobs/")
        return len(captured)

    queries()
    one = queries()
    JobFactory.create_batch(60, owner=preparer, params={"units": done.params["units"]})
    assert queries() == one <= 12


@pytest.mark.parametrize("state", ["queued", "running", "done", "failed", "cancelled", "interrupted"])
def test_every_state_has_a_page_with_what_can_be_done(browser, preparer, state):
    job = JobFactory(owner=preparer, **({} if state == "queued" else {state: True}))
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert JobState(state).label in page
    assert (f'action="/jobs/{job.pk}/cancel/"' in page) == (state in ("queued", "running"))
    assert (f'action="/jobs/{job.pk}/retry/"' in page) == (state in ("failed", "cancelled", "interrupted"))
    assert ("hx-get" in page) == (state in ("queued", "running"))


def test_htmx_gets_the_piece_that_swaps_itself_alone(client_for, preparer, done):
    page = client_for(preparer, htmx=True).get(f"/jobs/{done.pk}/").content.decode()
    assert page.lstrip().startswith('<section class="panel" id="job-progress"')
    assert "<html" not in page


def test_the_result_comes_as_a_download_under_its_name(browser, done):
    response = browser.get(f"/jobs/{done.pk}/result/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E8%A1%A8.pdf" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


@pytest.fixture
def moved(preparer, other_unit):
    """moved(): from now on the person fills in for another unit."""

    def move():
        preparer.memberships.update(department=other_unit)

    return move


def test_a_result_of_a_unit_that_is_no_longer_his_is_not_found(browser, done, unit, moved):
    done.params["units"] = [unit.pk]
    done.save()
    assert browser.get(f"/jobs/{done.pk}/result/").status_code == 200
    moved()
    assert browser.get(f"/jobs/{done.pk}/result/").status_code == 404
    for page in ("/jobs/", f"/jobs/{done.pk}/"):
        assert f"/jobs/{done.pk}/result/" not in browser.get(page).content.decode()


def test_one_unit_out_of_reach_is_enough(browser, done, unit, other_unit):
    done.params["units"] = [unit.pk, other_unit.pk]
    done.save()
    assert browser.get(f"/jobs/{done.pk}/result/").status_code == 404


def test_a_result_that_names_no_units_stays_with_its_owner(browser, done, moved):
    moved()
    assert browser.get(f"/jobs/{done.pk}/result/").status_code == 200


def test_a_job_without_result_has_no_download(browser, preparer):
    job = JobFactory(owner=preparer)
    assert browser.get(f"/jobs/{job.pk}/result/").status_code == 404


def test_a_result_whose_file_is_gone_is_not_found_and_the_pages_still_open(browser, done, settings):
    (settings.MEDIA_ROOT / done.result.name).unlink()
    assert browser.get(f"/jobs/{done.pk}/result/").status_code == 404
    assert browser.get(f"/jobs/{done.pk}/").status_code == 200
    assert browser.get("/jobs/").status_code == 200


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", ""), ("get", "result/"), ("post", "cancel/"), ("post", "retry/")],
)
@pytest.mark.parametrize("who", ["other_preparer", "reviewer", "administrator", "auditor"])
def test_a_job_of_somebody_else_is_not_found(request, client_for, done, method, address, who):
    browser = client_for(request.getfixturevalue(who))
    assert getattr(browser, method)(f"/jobs/{done.pk}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["cancel/", "retry/"])
def test_a_link_cancels_and_repeats_nothing(browser, preparer, address):
    job = JobFactory(owner=preparer)
    assert browser.get(f"/jobs/{job.pk}/{address}").status_code == 405


def test_cancelling_leads_back_to_the_job(browser, preparer):
    job = JobFactory(owner=preparer)
    response = browser.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert "已取消" in response.content.decode()
    assert Job.objects.get().state == JobState.CANCELLED


def test_cancelling_too_late_is_told(browser, done):
    assert "任务已经结束" in browser.post(f"/jobs/{done.pk}/cancel/", follow=True).content.decode()


def test_repeating_queues_the_job_again(browser, preparer):
    job = JobFactory(owner=preparer, interrupted=True)
    assert browser.post(f"/jobs/{job.pk}/retry/").url == f"/jobs/{job.pk}/"
    assert Job.objects.get().state == JobState.QUEUED


def test_repeating_what_is_done_is_told(browser, done):
    assert "不用重试" in browser.post(f"/jobs/{done.pk}/retry/", follow=True).content.decode()


def test_looking_at_a_job_whose_worker_died_shows_it_interrupted(browser, preparer):
    job = JobFactory(owner=preparer, stale=True)
    assert "中断" in browser.get(f"/jobs/{job.pk}/").content.decode()
    JobFactory(owner=preparer, stale=True)
    assert browser.get("/jobs/").content.decode().count("state-interrupted") == 2


def test_a_running_job_tells_how_far_it_is(browser, preparer):
    job = JobFactory(owner=preparer, running=True, n=12, total=54)
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "12 / 54" in page
    assert 'value="22"' in page


def test_a_job_that_did_its_work_in_vain_says_so_instead(browser, preparer):
    job = JobFactory(owner=preparer, done=True, report={"outcome": "文件不能导入"})
    for address in ("/jobs/", f"/jobs/{job.pk}/"):
        page = browser.get(address).content.decode()
        assert 'class="state state-failed">文件不能导入<' in page
        assert "已完成" not in page


def test_the_keeping_time_is_shown(browser, done, settings):
    until = done.finished_at + timedelta(days=settings.JOB_RESULT_DAYS)
    assert f"{until.astimezone():%Y-%m-%d}"[:7] in browser.get(f"/jobs/{done.pk}/").content.decode()


def test_a_job_that_prints_tells_its_pages(browser, preparer):
    job = JobFactory(owner=preparer, running=True, n=2, total=9, params={"format": "pdf"})
    assert "第 2 / 9 页" in browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "第 2 / 9 页" in browser.get("/jobs/").content.decode()


def test_an_outcome_with_a_problem_does_not_look_done(browser, preparer):
    job = JobFactory(owner=preparer, done=True, report={"outcome": "文件不能导入"})
    for address in ("/jobs/", f"/jobs/{job.pk}/"):
        page = browser.get(address).content.decode()
        assert '<span class="state state-failed">文件不能导入</span>' in page and "已完成</span>" not in page
