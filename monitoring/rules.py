"""Who may do what with monitoring. Seeing is `visible_to`; the steps are the workflow's."""

from filings.enums import FilingStatus
from filings.workflow import FINANCE
from indicators.rules import may_see_goals, prepares_for

from .models import MonitoringReport


def may_see_monitoring(user) -> bool:
    """Whoever may see goal tables may see how they are kept."""
    return may_see_goals(user)


def may_open_rounds(user) -> bool:
    """财政 opens the rounds and changes their dates."""
    return user.has_role(*FINANCE)


def may_fill_in(user, project) -> bool:
    """填报 of the project's own unit; whether the table may be changed now is its status's."""
    return prepares_for(user, project.department_id)


def may_ask_correction(user, report: MonitoringReport) -> bool:
    """财政 asks for 整改 once the table has come to it."""
    reached = report.status in (FilingStatus.ENDORSED, FilingStatus.APPROVED)
    return reached and user.acts_for(report.filing.department, *FINANCE)


def may_answer_correction(user, report: MonitoringReport) -> bool:
    """The unit says what it did; the monitoring table itself is not opened for that."""
    return report.needs_correction and prepares_for(user, report.project.department_id)
