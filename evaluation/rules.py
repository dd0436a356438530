"""Who may do what with self-evaluations. Seeing is `visible_to`; handing in will be a step of its own."""

from indicators.rules import may_see_goals, prepares_for


def may_see_evaluations(user) -> bool:
    """Whoever may see goal tables may see what became of them."""
    return may_see_goals(user)


def may_fill_in(user, project) -> bool:
    """填报 of the project's own unit."""
    return prepares_for(user, project.department_id)
