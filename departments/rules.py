"""Who may do what with a department's table. Seeing is `visible_to`; the steps are the workflow's."""

from indicators.rules import may_export, may_see_goals, prepares_for

__all__ = ["may_export", "may_fill_in", "may_see_goals"]


def may_fill_in(user, department_id: int) -> bool:
    """填报 of that very department; whether the table may be changed now is its status's."""
    return prepares_for(user, department_id)
