"""Who may do what with a goal table; read by views, templates and tests. Seeing is `visible_to`."""

from perfgoals.accounts.enums import BUSINESS_ROLES


def may_see_goals(user) -> bool:
    """Business roles see goal tables of their units; 三员 see none."""
    return user.has_role(*BUSINESS_ROLES)


def may_export(user) -> bool:
    """Whoever may see a table may print and export it."""
    return may_see_goals(user)
