"""Who may do what with self-evaluations. Seeing is `visible_to`; the steps are the workflow's."""

from filings.enums import FilingStatus
from filings.models import Filing
from filings.workflow import FINANCE
from indicators.rules import may_see_goals, prepares_for


def may_see_evaluations(user) -> bool:
    """Whoever may see goal tables may see what became of them."""
    return may_see_goals(user)


def may_fill_in(user, project) -> bool:
    """填报 of the project's own unit; whether the table may be changed now is its status's."""
    return prepares_for(user, project.department_id)


def may_spot_check(user, filing: Filing) -> bool:
    """财政 looks again at what has come to it: 待财政审核 or 已批复."""
    return filing.status in (FilingStatus.ENDORSED, FilingStatus.APPROVED) and user.acts_for(
        filing.department, *FINANCE
    )


def may_draw_spot_checks(user) -> bool:
    """财政 draws the tables that it looks at again."""
    return user.has_role(*FINANCE)
