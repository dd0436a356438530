"""Units renamed, moved, closed and merged: what is said before is what happens, and nothing else."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from filings.domain.proof import find_altered_tables
from filings.enums import Action, FilingStatus, Stage
from filings.models import DeadlineExtension
from indicators.domain.entry.drafts import create_goal
from indicators.models import PerformanceGoal
from monitoring.domain.rounds import projects_of
from overview.people.forms import GrantForm
from overview.setup.unit_changes import ChangeKind, UnitChange, change_unit, effects
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import RoleProposal
from projects.models import Department, Project
from tests.factories import DepartmentFactory, PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal, step
from tests.monitoring.flow import report_at

pytestmark = pytest.mark.django_db


def texts(change):
    return "\n".join(effect.text for effect in effects(change))


def goal_of(unit, cycle, name, **state):
    return PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name=name, **state)


@pytest.fixture
def target(unit):
    return DepartmentFactory(code="130002", name="新组织部", parent=unit.parent)


@pytest.fixture
def merge(unit, target):
    return UnitChange(ChangeKind.MERGE, unit, target=target)


def test_drafts_go_along_and_what_is_approved_stays(merge, unit, target, cycle, administrator):
    draft, approved = goal_of(unit, cycle, "草稿"), goal_of(unit, cycle, "已批", approved=True)
    revision = draft.revision
    assert "1 个草稿或被退回的表转到" in texts(merge) and "1 个已批复的表留在原单位" in texts(merge)
    change_unit(merge, by=administrator)
    draft.filing.refresh_from_db(), draft.project.refresh_from_db(), approved.project.refresh_from_db()
    assert draft.project.department == draft.filing.department == target
    assert draft.filing.revision == revision + 1
    assert approved.project.department == unit
    unit.refresh_from_db()
    assert (unit.active, unit.successor) == (False, target)


def test_projects_of_the_same_name_are_told_apart(merge, unit, target, cycle, administrator):
    goal_of(unit, cycle, "网络费"), goal_of(target, cycle, "网络费")
    assert "同名（《网络费》）" in texts(merge)
    change_unit(merge, by=administrator)
    names = Project.objects.filter(department=target).values_list("name", flat=True)
    assert set(names) == {"网络费", f"网络费（原{unit.name}）"}


def test_tables_under_review_are_settled_first(merge, unit, cycle, administrator):
    goal_of(unit, cycle, "在审", submitted=True)
    assert effects(merge)[0].blocks and "正在审核" in effects(merge)[0].text
    with pytest.raises(ValidationError, match="先审完或退回"):
        change_unit(merge, by=administrator)
    unit.refresh_from_db()
    assert unit.active


def test_closed_cycles_are_left_alone(merge, unit, cycle, administrator):
    cycle.state = "closed"
    cycle.save()
    old = goal_of(unit, cycle, "旧草稿")
    change_unit(merge, by=administrator)
    old.project.refresh_from_db()
    assert old.project.department == unit


def test_people_are_proposed_for_the_new_unit_and_units_below_follow(
    merge, unit, target, preparer, administrator
):
    below = DepartmentFactory(code="130001001", name="下属", parent=unit)
    change_unit(merge, by=administrator)
    below.refresh_from_db()
    assert below.parent == target
    waiting = RoleProposal.objects.values_list("user__username", "role", "department__code")
    assert list(waiting) == [("preparer", "preparer", "130002")]
    assert not preparer.memberships.filter(department=target).exists()


@pytest.fixture
def adjusted(unit, cycle, preparer, supervisor, approver):
    """A project that is monitored, and whose goal was opened again."""
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
    goal = PerformanceGoal.objects.get(pk=report.project_id)
    step(goal, Action.REVISE, approver, "年中调剂")
    return report


def test_a_monitoring_table_follows_its_project(merge, adjusted, target, administrator):
    change_unit(merge, by=administrator)
    adjusted.filing.refresh_from_db(), adjusted.project.refresh_from_db()
    assert adjusted.filing.department == adjusted.project.department == target
    assert list(find_altered_tables()) == []


def test_one_that_was_handed_in_is_not_torn_from_its_unit(merge, adjusted, administrator):
    adjusted.filing.status = FilingStatus.APPROVED
    adjusted.filing.save()
    with pytest.raises(ValidationError, match="先批复调整后的目标表"):
        change_unit(merge, by=administrator)


def test_a_unit_is_not_merged_into_what_stands_below_it(unit, administrator):
    change = UnitChange(ChangeKind.MERGE, unit.parent, target=unit)
    assert effects(change)[0].blocks
    with pytest.raises(ValidationError):
        change_unit(change, by=administrator)


def test_frozen_versions_hold_after_a_merge_and_a_new_name(
    merge, unit, cycle, administrator, preparer, supervisor, approver
):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    bring_to(ready_goal(unit, cycle), FilingStatus.RETURNED, **staff)
    change_unit(UnitChange(ChangeKind.RENAME, unit, name="改名的组织部"), by=administrator)
    unit.refresh_from_db()
    change_unit(UnitChange(ChangeKind.MERGE, unit, target=merge.target), by=administrator)
    assert list(find_altered_tables()) == []


def test_nobody_begins_a_project_for_a_closed_unit(merge, unit, cycle, preparer, administrator, client_for):
    change_unit(merge, by=administrator)
    with pytest.raises(ValidationError, match="已停用，已并入 130002-新组织部"):
        create_goal(cycle=cycle, department=unit, name="新项目", by=preparer)
    page = client_for(preparer).post(
        reverse("goal_new", args=[cycle.code]), {"department": unit.code, "name": "新项目"}
    )
    assert page.status_code == 422 and "已并入 130002-新组织部" in page.content.decode()


def test_moving_says_who_reviews_from_now_on(unit, cycle, administrator, supervisor):
    goal_of(unit, cycle, "在等", submitted=True)
    other = DepartmentFactory(code="140", name="新主管")
    change = UnitChange(ChangeKind.MOVE, unit, parent=other)
    said = texts(change)
    assert "1 个表正在等主管部门审核，今后由新主管部门审核" in said and "还没有主管部门审核人员" in said
    change_unit(change, by=administrator)
    assert Department.objects.get(pk=unit.pk).parent == other


def test_a_unit_is_not_moved_below_itself(unit, administrator):
    change = UnitChange(ChangeKind.MOVE, unit.parent, parent=unit)
    with pytest.raises(ValidationError, match="自己或它的下级"):
        change_unit(change, by=administrator)


def test_a_unit_with_units_below_is_not_closed(unit, administrator):
    change = UnitChange(ChangeKind.RETIRE, unit.parent)
    assert effects(change)[0].blocks and unit.label in effects(change)[0].text


def test_closing_and_opening_again(unit, administrator):
    change_unit(UnitChange(ChangeKind.RETIRE, unit), by=administrator)
    assert not Department.objects.get(pk=unit.pk).active
    change_unit(UnitChange(ChangeKind.RESTORE, unit), by=administrator)
    assert Department.objects.get(pk=unit.pk).active


def test_the_page_shows_what_follows_before_it_is_done(client_for, administrator, unit, target, cycle):
    goal_of(unit, cycle, "草稿")
    browser, address = client_for(administrator), reverse("unit_change", args=[unit.code, "merge"])
    preview = browser.post(address, {"target": target.code}).content.decode()
    assert "1 个草稿或被退回的表转到" in preview and 'name="confirm"' in preview
    assert Department.objects.get(pk=unit.pk).active
    assert browser.post(address, {"target": target.code, "confirm": "1"}).status_code == 302
    assert not Department.objects.get(pk=unit.pk).active


@pytest.mark.parametrize("kind", ["restore", "explode"])
def test_what_does_not_fit_the_unit_is_not_found(client_for, administrator, unit, kind):
    assert client_for(administrator).get(reverse("unit_change", args=[unit.code, kind])).status_code == 404


def test_an_unknown_target_is_said_at_its_field(client_for, administrator, unit):
    page = client_for(administrator).post(
        reverse("unit_change", args=[unit.code, "merge"]), {"target": "没有的局"}
    )
    assert page.status_code == 422 and "没有找到单位" in page.content.decode()


# --- in the middle of a year: nobody is stuck, nothing is left unsaid ---------------------------------


def test_the_people_of_the_new_unit_are_proposed_for_what_stays_with_the_old_one(
    merge, unit, target, cycle, preparer, administrator, make_user
):
    heir = make_user(Role.PREPARER, department=target, username="heir")
    goal_of(unit, cycle, "已批", approved=True)
    assert "新单位的 1 名填报人员按原单位提出填报角色" in texts(merge)
    change_unit(merge, by=administrator)
    waiting = RoleProposal.objects.values_list("user__username", "department__code").order_by(
        "department__code"
    )
    assert list(waiting) == [("heir", "130001"), ("preparer", "130002")]
    assert not heir.memberships.filter(department=unit).exists()


def test_without_tables_that_stay_nobody_is_proposed_for_the_old_unit(
    merge, unit, target, cycle, administrator, make_user
):
    make_user(Role.PREPARER, department=target, username="heir")
    goal_of(unit, cycle, "草稿")
    assert "按原单位提出" not in texts(merge)
    change_unit(merge, by=administrator)
    assert not RoleProposal.objects.filter(department=unit).exists()


def test_a_role_may_be_given_for_a_closed_unit_as_long_as_it_has_tables(unit, cycle):
    Department.objects.filter(pk=unit.pk).update(active=False)
    given = {"role": Role.PREPARER, "unit": unit.code}
    assert not GrantForm(given).is_valid()
    goal_of(unit, cycle, "已批", approved=True)
    assert GrantForm(given).is_valid()
    cycle.state = "closed"
    cycle.save()
    assert not GrantForm(given).is_valid()


def test_closing_says_that_nobody_is_there_to_finish_the_tables(unit, cycle, make_user):
    change = UnitChange(ChangeKind.RETIRE, unit)
    assert "没有填报人员" not in texts(change)
    goal_of(unit, cycle, "已批", approved=True)
    assert "这个单位没有填报人员，留下的表没有人办" in texts(change)
    make_user(Role.PREPARER, department=unit, username="left")
    assert "没有填报人员" not in texts(change)


def test_drafts_of_other_kinds_that_stay_are_named(
    merge, unit, target, cycle, preparer, approver, supervisor
):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    report_at(FilingStatus.DRAFT, unit, cycle, **staff)
    assert "还在填的监控表 1 张留在原单位名下" in texts(merge)


def test_an_extension_of_the_old_unit_is_said_not_to_go_along(merge, unit, target, cycle):
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, stage=Stage.DECLARATION, until="2099-03-01", reason="并账"
    )
    assert "延期" not in texts(merge)  # nothing goes along
    goal_of(unit, cycle, "草稿")
    assert "延至 2099-03-01）不随表转走" in texts(merge)
    DeadlineExtension.objects.create(
        cycle=cycle, department=target, stage=Stage.DECLARATION, until="2099-04-01", reason="也延"
    )
    assert "延期" not in texts(merge)


def test_a_round_for_the_old_unit_is_for_the_new_one_too(merge, adjusted, unit, target, administrator):
    adjusted.round.units.set([unit])
    change_unit(merge, by=administrator)
    assert set(adjusted.round.units.all()) == {unit, target}
    assert adjusted.project_id in projects_of(adjusted.round).values_list("pk", flat=True)


def test_the_unit_of_now_is_found_over_several_mergers(unit, target):
    last = DepartmentFactory(code="130003", name="又并入的")
    assert unit.current == unit
    Department.objects.filter(pk=unit.pk).update(active=False)
    assert Department.objects.get(pk=unit.pk).current is None
    Department.objects.filter(pk=unit.pk).update(successor=target)
    assert Department.objects.get(pk=unit.pk).current == target
    Department.objects.filter(pk=target.pk).update(active=False, successor=last)
    assert Department.objects.get(pk=unit.pk).current == last
    Department.objects.filter(pk=last.pk).update(active=False, successor=unit)
    assert Department.objects.get(pk=unit.pk).current is None
