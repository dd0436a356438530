"""The left menu: what each role may open, and the entry that the page belongs to."""

import re

import pytest
from django.urls import reverse

from filings.enums import FilingStatus
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'<li><a href="([^"]*)"( aria-current="page")?>([^<]*)</a></li>')


def entries(client, url) -> dict[str, bool]:
    """Label → whether it is marked as the current one."""
    page = client.get(url).content.decode()
    menu = page[page.index('<nav class="menu"') : page.index("</nav>", page.index('<nav class="menu"'))]
    return {label: bool(mark) for _, mark, label in ENTRY.findall(menu)}


def current(client, url) -> list[str]:
    return [label for label, marked in entries(client, url).items() if marked]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            "preparer",
            [
                "待办",
                "项目",
                "导入",
                "检查",
                "部门整体",
                "监控",
                "自评",
                "统计",
                "公开",
                "指标库",
                "导出中心",
                "接口",
            ],
        ),
        (
            "supervisor",
            [
                "待办",
                "项目",
                "审核",
                "检查",
                "部门整体",
                "监控",
                "自评",
                "统计",
                "公开",
                "指标库",
                "导出中心",
                "接口",
            ],
        ),
        (
            "approver",
            [
                "待办",
                "项目",
                "审核",
                "导入",
                "检查",
                "部门整体",
                "监控",
                "自评",
                "统计",
                "公开",
                "指标库",
                "导出中心",
                "接口",
            ],
        ),
        ("administrator", ["待办", "指标库", "用户与角色", "系统状态", "接口", "基础设置", "代码表与批次"]),
        ("security_officer", ["待办", "用户与角色", "系统状态", "接口"]),
        ("auditor", ["待办", "用户与角色", "系统状态", "接口", "审计"]),
    ],
)
def test_each_role_has_its_pages(request, client_for, cycle, role, labels):
    assert list(entries(client_for(request.getfixturevalue(role)), "/")) == labels


def test_pages_of_one_table_belong_to_the_list(client_for, preparer, cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    client = client_for(preparer)
    for name in ("goal_detail", "goal_edit", "goal_findings", "goal_history", "goal_delete"):
        assert current(client, reverse(name, args=[goal.pk])) == ["项目"], name
    assert current(client, "/") == ["待办"]
    assert current(client, reverse("import_list", args=[cycle.code])) == ["导入"]


def test_judging_belongs_to_the_review(client_for, preparer, supervisor, approver, cycle, unit):
    goal = bring_to(
        ready_goal(unit, cycle),
        FilingStatus.SUBMITTED,
        preparer=preparer,
        supervisor=supervisor,
        approver=approver,
    )
    client = client_for(supervisor)
    for name in ("goal_review", "remark_add", "goal_endorse", "goal_return"):
        assert current(client, reverse(name, args=[goal.pk])) == ["审核"], name
    assert current(client, reverse("goal_detail", args=[goal.pk])) == ["项目"]
    version = goal.filing.versions.get()
    assert current(client, reverse("version_detail", args=[version.pk])) == ["项目"]
