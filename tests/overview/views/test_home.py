"""待办: each person's figures, and that every figure is the number of rows of the list behind it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from filings.domain.steps import take_step
from filings.enums import Action, Stage
from filings.models import DeadlineExtension, FilingVersion, Remark
from indicators.domain.library.catalogue import propose_indicator
from indicators.models import Indicator, PerformanceGoal
from perfgoals.accounts.domain import deactivate_user, grant_role
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from tests.factories import BudgetCycleFactory, DepartmentFactory, JobFactory
from tests.factories import PerformanceGoalFactory as Goal
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db

EVERYBODY = ["preparer", "supervisor", "reviewer", "approver", "administrator", "security_officer", "auditor"]


def cards(browser) -> dict:
    return {card.label: card for card in browser.get(reverse("home")).context["cards"]}


def counts(browser) -> dict:
    return {label: card.count for label, card in cards(browser).items()}


def goal(cycle, unit, **fields):
    return Goal(project__cycle=cycle, project__department=unit, **{"indicators": 1, **fields})


@pytest.fixture
def goals(cycle, unit, other_unit):
    """Of `unit`: two drafts that may be submitted, two that can't, one each returned, submitted, …"""
    ready_goal(unit, cycle)
    ready_goal(unit, cycle, annual_objective="")  # a 提示 stops nothing
    goal(cycle, unit, project__amount=None)
    goal(cycle, unit, indicators=0)
    for place in (unit, other_unit):
        for status in ("returned", "submitted", "endorsed", "approved"):
            goal(cycle, place, **{status: True})


def test_a_preparer_sees_what_the_own_unit_has_to_do(goals, preparer, client_for):
    assert counts(client_for(preparer)) == {
        "待填": 2, "被退回": 1, "待送审": 2, "主管部门审核中": 1, "财政审核中": 1, "已批复": 1, "全部": 8,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["preparer", "supervisor", "approver", "reviewer"])
def test_the_cards_of_every_status_add_up(who, goals, request, client_for):
    found = counts(client_for(request.getfixturevalue(who)))
    parts = ["待填", "待送审", "被退回"] if who == "preparer" else ["单位填报中", "单位修改中"]
    assert (
        sum(found[label] for label in (*parts, "主管部门审核中", "财政审核中", "已批复")) == found["全部"] > 0
    )


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("supervisor", {"待主管部门审核": 1}),
        ("reviewer", {"待财政审核": 2}),
        ("approver", {"待批复": 2}),
        ("other_preparer", {"待填": 0, "被退回": 1, "待送审": 0, "全部": 4}),
    ],
)
def test_each_role_sees_what_waits_for_it(role, expected, goals, request, client_for):
    found = counts(client_for(request.getfixturevalue(role)))
    assert expected.items() <= found.items()


@pytest.mark.parametrize("who", [*EVERYBODY, "two_roles"])
def test_every_figure_is_the_number_of_rows_behind_its_link(
    who, goals, cycle, unit, other_unit, request, client_for, make_user, preparer
):
    propose_indicator(by=preparer, tier1="产出指标", tier2="数量指标", name="巡检次数")
    make_user(username="roleless")
    AccessAttempt.objects.create(username="preparer", failures_since_start=5)
    DepartmentFactory(code="300001")
    if who == "two_roles":
        user = make_user(Role.PREPARER, department=unit)
        grant_role(user=user, role=Role.REVIEWER)
    else:
        user = request.getfixturevalue(who)
    JobFactory(owner=user, failed=True)
    JobFactory(owner=user, done=True)
    browser = client_for(user)
    for label, card in cards(browser).items():
        listed = browser.get(card.url)
        assert listed.status_code == 200, (label, card.url)
        assert listed.context["page"].paginator.count == card.count, (label, card.url)


def test_the_queue_of_a_reviewer_leads_to_each_unit_oldest_first(
    goals, cycle, unit, other_unit, reviewer, preparer, client_for
):
    for place, days in ((unit, 2), (other_unit, 3)):
        waits = PerformanceGoal.objects.get(project__department=place, filing__status="endorsed").filing
        at = timezone.now() - timedelta(days=days)
        waits.submission = FilingVersion.objects.create(
            filing=waits, serial=1, version_number=1, action=Action.SUBMIT, schema=1, content="{}",
            sha256="0" * 64, frozen_by=preparer, frozen_at=at,
        )  # fmt: skip
        waits.submitted_at = at
        waits.save()  # what was touched last says nothing about who waits longest
    browser = client_for(reviewer)
    ((label, rows),) = browser.get(reverse("home")).context["queues"]
    assert label == "财政审核" and [entry.unit[:6] for entry, _ in rows] == ["255001", "130001"]
    for entry, url in rows:
        assert browser.get(url).context["page"].paginator.count == entry.count == 1


def test_returned_tables_come_first_then_the_last_edited(goals, preparer, client_for):
    latest = PerformanceGoal.objects.filter(
        project__department__code="130001", filing__status="approved"
    ).get()
    latest.filing.save()
    context = client_for(preparer).get(reverse("home")).context
    assert [g.status for g in context["returned"]] == ["returned"]
    assert context["recent"][0].pk == latest.pk and "returned" not in {g.status for g in context["recent"]}


@pytest.mark.parametrize(
    ("days", "said"), [(5, "剩 5 天"), (0, "今天截止"), (-1, "已截止"), (None, "未设申报截止")]
)
def test_the_deadline_is_told(days, said, cycle, preparer, client_for):
    cycle.closes_on = None if days is None else timezone.localdate() + timedelta(days=days)
    cycle.save()
    assert said in client_for(preparer).get(reverse("home")).content.decode()


def test_a_returned_table_shows_why_it_came_back(cycle, unit, preparer, supervisor, client_for):
    made = goal(cycle, unit, submitted=True)
    take_step(
        filing=made.filing,
        action=Action.RETURN,
        by=supervisor,
        revision=made.revision,
        comment="请按文件重新测算金额",
    )
    version = FilingVersion.objects.get(filing=made.filing)
    for text in ("依据的文号不对", "满意度对象不清"):
        Remark.objects.create(
            filing=made.filing, version=version, text=text, by=supervisor, at=timezone.now()
        )
    (shown,) = client_for(preparer).get(reverse("home")).context["returned"]
    assert (shown.reason, shown.first_remark, shown.open_remarks) == (
        "请按文件重新测算金额",
        "依据的文号不对",
        2,
    )
    page = client_for(preparer).get(reverse("home")).content.decode()
    assert "请按文件重新测算金额" in page and "依据的文号不对" in page


def test_a_unit_with_more_time_sees_its_own_deadline(cycle, unit, preparer, client_for):
    cycle.closes_on = timezone.localdate() - timedelta(days=1)
    cycle.save()
    until = timezone.localdate() + timedelta(days=3)
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, stage=Stage.DECLARATION, until=until, reason="人员调整"
    )
    assert "剩 3 天" in client_for(preparer).get(reverse("home")).content.decode()


def test_administrators_see_accounts_that_need_them(administrator, security_officer, make_user, client_for):
    make_user(username="roleless")
    deactivate_user(user=make_user(username="gone"), by=administrator)
    AccessAttempt.objects.create(username="roleless", failures_since_start=5)
    AccessAttempt.objects.create(username="no-such-user", failures_since_start=5)
    for user in (administrator, security_officer):
        found = counts(client_for(user))
        assert (found["无角色的账号"], found["已锁定的账号"]) == (1, 1)


def test_only_own_failed_jobs_are_counted(preparer, reviewer, cycle, client_for):
    JobFactory(owner=reviewer, failed=True), JobFactory(owner=preparer, interrupted=True)
    assert counts(client_for(preparer))["失败的任务"] == 1


def test_units_that_have_not_begun_are_named_with_their_preparers(
    cycle, unit, other_unit, preparer, other_preparer, supervisor, approver, administrator, client_for
):
    goal(cycle, other_unit)
    url = reverse("units_not_begun", args=[cycle.code])

    def units(user):
        return [u.code for u in client_for(user).get(url).context["page"]]

    # The department above has a table of its own (本级), although nobody fills it in yet.
    named = sorted({unit.code, unit.parent.code, other_unit.parent.code})
    assert units(administrator) == units(approver) == named
    assert units(supervisor) == sorted({unit.code, unit.parent.code})
    assert preparer.full_name in client_for(approver).get(url).content.decode()


@pytest.mark.parametrize("who", ["preparer", "security_officer", "auditor", "nobody"])
def test_progress_of_units_is_not_for_everybody(who, cycle, request, client_for):
    url = reverse("units_not_begun", args=[cycle.code])
    assert client_for(request.getfixturevalue(who)).get(url).status_code == 403


def test_a_supervisor_sees_the_progress_of_his_own_units_only(
    cycle, unit, other_unit, supervisor, client_for
):
    page = client_for(supervisor).get(reverse("units_not_begun", args=[cycle.code])).context["page"]
    assert [u.code for u in page] == sorted({unit.code, unit.parent.code})


def test_progress_of_an_unknown_cycle_is_not_found(administrator, client_for):
    assert client_for(administrator).get(reverse("units_not_begun", args=["2099"])).status_code == 404


def test_business_roles_see_the_newest_open_cycle_or_the_one_looked_at_last(client_for, cycle, reviewer):
    BudgetCycleFactory(fiscal_year=2026, preparing=True)
    BudgetCycleFactory(fiscal_year=2022)
    browser = client_for(reviewer)
    assert browser.get(reverse("home")).context["cycle"] == cycle
    browser.get("/cycles/2022/goals/")
    assert browser.get(reverse("home")).context["cycle"].code == "2022"


def test_without_a_cycle_a_person_is_told_who_makes_one(client_for, reviewer, administrator):
    assert "请系统管理员" in client_for(reviewer).get("/").content.decode()
    assert reverse("setup_guide") in client_for(administrator).get("/").content.decode()


def test_an_empty_unit_is_told_how_to_begin(cycle, preparer, client_for):
    page = client_for(preparer).get(reverse("home")).content.decode()
    assert reverse("goal_new", args=[cycle.code]) in page and reverse("goal_copy", args=[cycle.code]) in page


def test_a_closed_cycle_offers_no_new_project(cycle, preparer, client_for):
    cycle.state = "closed"
    cycle.save()
    page = client_for(preparer).get(reverse("home")).content.decode()
    assert reverse("goal_new", args=[cycle.code]) not in page and "不能新建" in page


def test_the_tables_of_a_preparer_lead_to_the_form_while_it_is_open(goals, preparer, client_for):
    page = client_for(preparer).get(reverse("home"))
    for made in [*page.context["returned"], *page.context["recent"]]:
        # A returned one begins with what the reviewers said.
        name = {"returned": "goal_remarks", "draft": "goal_edit"}.get(made.status, "goal_detail")
        assert f'href="{reverse(name, args=[made.pk])}"' in page.content.decode()


def test_a_person_without_role_is_told_whom_to_ask(client_for, cycle, nobody):
    assert "请联系安全管理员" in client_for(nobody).get("/").content.decode()


@pytest.mark.parametrize("who", [*EVERYBODY, "two_roles"])
def test_the_number_of_queries_is_the_same_for_few_and_many_projects(
    who, cycle, unit, other_unit, request, client_for, make_user
):
    if who == "two_roles":
        user = make_user(Role.PREPARER, department=unit)
        grant_role(user=user, role=Role.SUPERVISOR, department=unit.parent)
    else:
        user = request.getfixturevalue(who)
    browser = client_for(user)
    browser.get(reverse("home"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("home")).status_code == 200
        return len(captured)

    for status in ("draft", "returned", "submitted", "endorsed"):
        goal(cycle, unit, **{status: True})
    few = queries()
    for status in ("draft", "returned", "submitted", "endorsed"):
        for n in range(12):
            goal(cycle, DepartmentFactory(code=f"1300{n:02}", parent=unit.parent), **{status: True})
            goal(cycle, unit, **{status: True})
    assert Indicator.objects.count() > 96
    User.objects.bulk_create(User(username=f"many{n}", full_name="某", password="!") for n in range(200))
    assert queries() == few <= 37


def test_the_menu_shows_what_the_role_may_open(client_for, cycle, reviewer, administrator):
    page = client_for(reviewer).get("/cycles/2024/goals/").content.decode()
    assert 'href="/cycles/2024/goals/" aria-current="page"' in page
    assert 'href="/admin/"' not in page and 'href="/users/"' not in page
    page = client_for(administrator).get("/password/").content.decode()
    assert 'href="/admin/"' in page and 'href="/users/"' in page
    assert 'href="/cycles/2024/goals/"' not in page


def test_only_the_current_entry_of_the_menu_is_marked(client_for, cycle, preparer):
    browser = client_for(preparer)
    for address in ("/", "/cycles/2024/goals/", "/library/", "/cycles/2024/exports/"):
        menu = browser.get(address).context["menu"]
        assert [item.url for item in menu if item.active] == [address]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_entry_of_the_menu_can_be_opened(who, request, client_for, cycle):
    browser = client_for(request.getfixturevalue(who))
    for item in browser.get("/password/").context["menu"]:
        assert browser.get(item.url).status_code == 200, item.url


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_search_box_leads_to_a_list_that_searches(who, request, client_for, cycle):
    browser = client_for(request.getfixturevalue(who))
    search = browser.get("/password/").context["search"]
    assert browser.get(search.url, {"q": "没有这样的"}).context["page"].paginator.count == 0


@pytest.mark.parametrize("text", ["130001", "1300", "组织部", "2013299", "网络", "NETWORK"])
def test_the_search_finds_projects_by_name_unit_and_code(text, cycle, unit, other_unit, reviewer, client_for):
    sought = goal(cycle, unit, project__name="网络维护费（Network）")
    goal(cycle, other_unit, project__name="校舍维修", project__functional_subject=None)
    page = client_for(reviewer).get("/cycles/2024/goals/", {"q": text}).context["page"]
    assert page.paginator.count == 1 and [line.pk for line in page] == [sought.pk]


def test_the_role_filter_is_offered_only_to_people_with_several_roles(
    cycle, unit, preparer, make_user, client_for
):
    both = make_user(Role.PREPARER, department=unit)
    grant_role(user=both, role=Role.SUPERVISOR, department=unit.parent)
    offered = [
        "role" in client_for(u).get("/cycles/2024/goals/").context["form"].fields for u in (preparer, both)
    ]
    assert offered == [False, True]


def test_a_table_opened_for_adjustment_waits_on_home_and_bell(
    cycle, unit, preparer, supervisor, approver, client_for
):
    made = bring_to(
        ready_goal(unit, cycle), "approved", preparer=preparer, supervisor=supervisor, approver=approver
    )
    assert "待调整" not in counts(client_for(preparer))
    step(made, Action.REVISE, approver, "年中调剂，金额核减")
    browser = client_for(preparer)
    page = browser.get(reverse("home"))
    assert counts(browser)["待调整"] == 1 and "年中调剂，金额核减" in page.content.decode()
    listed = browser.get(cards(browser)["待调整"].url)
    assert [g.pk for g in listed.context["page"]] == [made.pk]
    (line,) = [line for line in page.context["bell"].lines if line.label == "待调整"]
    assert [g.pk for g in browser.get(line.url).context["page"]] == [made.pk]
    form = browser.get(reverse("goal_edit", args=[made.pk])).content.decode()
    assert "退回调整" in form and "年中调剂，金额核减" in form
    step(made, Action.SUBMIT, preparer)
    assert "待调整" not in counts(browser)
