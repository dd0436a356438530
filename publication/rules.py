"""Who may do what with publication; seeing is `visible_to`."""

from indicators.rules import may_see_goals, prepares_for
from perfgoals.accounts.enums import Role

FINANCE = (Role.REVIEWER, Role.APPROVER)


def may_see_publication(user) -> bool:
    """Whoever sees goal tables sees what becomes of them: his own units' rows."""
    return may_see_goals(user)


def may_manage_publication(user) -> bool:
    """财政 says what is due, has it checked, makes bundles and keeps the list of typos."""
    return user.has_role(*FINANCE)


def may_enter(user, department) -> bool:
    """财政, and the unit's own 填报 staff who put the files online."""
    return user.acts_for(department, *FINANCE) or prepares_for(user, department.pk)


def may_mark_secret(user, project) -> bool:
    """The unit and 财政: whoever knows of it must be able to stop it."""
    return may_enter(user, project.department)


def may_lift_secrecy(user, project) -> bool:
    """财政 alone: a mark is not lifted by whoever would like to publish."""
    return user.acts_for(project.department, *FINANCE)
