"""Who may do what with a goal table; read by views, templates and tests. Seeing is `visible_to`."""

from filings.rules import may_be_deleted, may_see_tables
from perfgoals.accounts.enums import Role
from projects.enums import CycleState

from .models.goal import GOAL


def may_see_goals(user) -> bool:
    """Business roles see goal tables of their units; 三员 see none."""
    return may_see_tables(user)


def may_see_progress(user) -> bool:
    """Which units have not begun: for whoever reviews them and for 系统管理员; no contents are shown."""
    return user.has_role(Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)


def may_see_library(user) -> bool:
    """The indicator library serves everybody who fills in or reviews, and whoever keeps it."""
    return may_see_goals(user) or may_manage_library(user)


def may_propose_indicator(user) -> bool:
    """填报 may ask for a name to be taken into the library."""
    return user.has_role(Role.PREPARER)


def may_manage_library(user) -> bool:
    """系统管理员 keeps the library and decides on proposals."""
    return user.has_role(Role.ADMINISTRATOR)


def may_export(user) -> bool:
    """Whoever may see a table may print and export it."""
    return may_see_goals(user)


def may_set_checks(user) -> bool:
    """Levels and thresholds of the checks are the finance side's."""
    return user.has_role(Role.REVIEWER, Role.APPROVER)


def may_answer_findings(user, goal) -> bool:
    """The unit's own 填报 staff answers a 提示, while the table is theirs to change."""
    own = {unit.pk for unit in user.home_departments()}
    return goal.is_editable and goal.project.department_id in own


def prepares_for(user, department_id: int) -> bool:
    """填报 of that very unit."""
    return user.is_active and any(m.department_id == department_id for m in user.roles.get(Role.PREPARER, []))


def may_edit(user, goal) -> bool:
    """The unit's 填报 may change a table that lies with the unit: a draft or a returned one."""
    return goal.is_editable and prepares_for(user, goal.project.department_id)


def may_create(user, cycle) -> bool:
    """填报 begins projects while the cycle takes entries."""
    return cycle.state == CycleState.OPEN and user.has_role(Role.PREPARER)


def may_delete(user, goal) -> bool:
    """Only a draft that nobody outside the unit has seen."""
    return may_edit(user, goal) and may_be_deleted(goal.filing)


def may_see_imports(user) -> bool:
    """Those who import at some time; 主管部门 never does."""
    return user.has_role(Role.PREPARER, Role.REVIEWER, Role.APPROVER)


def may_import(user, cycle) -> bool:
    """填报 imports into the own units while the cycle takes entries, 财政 until it is closed."""
    if cycle.state == CycleState.OPEN and user.has_role(Role.PREPARER):
        return True
    return cycle.state != CycleState.CLOSED and user.has_role(Role.REVIEWER, Role.APPROVER)


def may_import_into(user, table_import) -> bool:
    """Goals only while their cycle takes entries; what comes after the approval when it comes."""
    if table_import.kind != GOAL:
        return may_see_imports(user)
    return may_import(user, table_import.cycle)
