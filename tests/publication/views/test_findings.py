"""公开前检查 on its page, and what a bundle does with it."""

import pytest
from django.urls import reverse

from perfgoals.jobs.models import Job
from publication.models import Bundle
from tests.publication.published import approved_goal, refreeze
from tests.publication.views.looking import address, shown

pytestmark = pytest.mark.django_db


def test_check_findings_correction_bundle(client_for, reviewer, task, cycle, unit, do_jobs):
    goal = approved_goal(unit, cycle, annual_objective="全年维护网络12次（含节假日。")
    browser = client_for(reviewer)
    with do_jobs():
        browser.post(address("bundle", task.pk))
    assert "还有 1 处强制问题" in Job.objects.latest("pk").error and not Bundle.objects.exists()
    page = shown(browser, "findings", task.pk)
    assert "括号没有成对" in page or "没有与它成对的一半" in page
    assert "年度绩效" in page and goal.project.name in page and "请补上另一半" in page
    goal.annual_objective = "全年维护网络12次。"
    goal.save()
    refreeze(goal)
    assert "检查以后又有变动" in shown(browser, "findings", task.pk)
    with do_jobs():
        browser.post(address("bundle", task.pk))
    job = Job.objects.latest("pk")
    assert (job.state, job.result_name) == ("done", "年初公开.zip")
    assert b"".join(browser.get(reverse("job_result", args=[job.pk])).streaming_content)[:2] == b"PK"
    assert "没有发现问题" in shown(browser, "findings", task.pk)
    assert job.result_sha256 in shown(browser, "task", task.pk)


def test_findings_can_be_filtered(client_for, reviewer, task, cycle, unit, other_unit, do_jobs):
    approved_goal(unit, cycle, annual_objective="全年拔付12次。", project__name="甲项目")
    approved_goal(other_unit, cycle, annual_objective="全年####次。", project__name="乙项目")
    browser = client_for(reviewer)
    with do_jobs():
        browser.post(address("check", task.pk))
    assert Job.objects.latest("pk").shown_state.startswith("有 ")
    page = shown(browser, "findings", task.pk, unit="130001")
    assert "甲项目" in page and "乙项目" not in page
    assert "乙项目" in shown(browser, "findings", task.pk, check="hashes")
    assert "没有符合这些条件" in shown(browser, "findings", task.pk, check="no_rows")
    assert "甲项目" in shown(browser, "findings", task.pk, level="nonsense")


def test_a_unit_sees_its_own_findings(client_for, reviewer, preparer, task, cycle, unit, other_unit, do_jobs):
    approved_goal(unit, cycle, annual_objective="全年拔付12次。", project__name="甲项目")
    approved_goal(other_unit, cycle, annual_objective="全年拔付12次。", project__name="乙项目")
    with do_jobs():
        client_for(reviewer).post(address("check", task.pk))
    page = shown(client_for(preparer), "findings", task.pk)
    assert "甲项目" in page and "乙项目" not in page and "重新检查" not in page
    assert "255001" not in shown(client_for(preparer), "task", task.pk)
