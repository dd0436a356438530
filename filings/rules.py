"""Who may do what with a table that is handed in; read by views, templates and tests."""

from perfgoals.accounts.enums import BUSINESS_ROLES, Role

from .enums import FilingStatus
from .models import Filing
from .workflow import FINANCE, Transition, Workflow

REVIEWING_ROLES = (Role.SUPERVISOR, *FINANCE)


def may_see_tables(user) -> bool:
    """Business roles see the tables of their units; 三员 see none."""
    return user.has_role(*BUSINESS_ROLES)


def may_take(user, step: Transition, filing: Filing) -> bool:
    """A row of the workflow is for its roles, in the units these roles are for."""
    return user.acts_for(filing.department, *step.roles)


def may_do(user, action: str, filing: Filing) -> bool:
    """Whether this action is ever his for this unit, whatever the status: else the page is 403."""
    return user.acts_for(filing.department, *filing.kind_of.workflow.roles_of(action))


def may_do_somewhere(user, action: str, workflow: Workflow) -> bool:
    return user.has_role(*workflow.roles_of(action))


def may_see_queue(user) -> bool:
    """待审核 and 已审核 are for those who review."""
    return user.has_role(*REVIEWING_ROLES)


def may_review(user, filing: Filing) -> bool:
    """The review page of a unit's table, in any status."""
    return user.acts_for(filing.department, *REVIEWING_ROLES)


def may_remark(user, filing: Filing) -> bool:
    """Whose turn it is to judge writes remarks, confirms that they are settled or takes them up again."""
    return user.acts_for(filing.department, *filing.kind_of.workflow.reviewing_roles(filing.status))


def may_answer_remarks(user, filing: Filing) -> bool:
    """The unit answers remarks while it may edit."""
    return filing.is_editable and user.acts_for(filing.department, Role.PREPARER)


def may_attach(user, filing: Filing) -> bool:
    """The unit's 填报 adds files and takes them away while the table lies with it."""
    return may_answer_remarks(user, filing)


def may_rate(user, filing: Filing) -> bool:
    """财政 fills the 审核表 of what waits for it."""
    return filing.status == FilingStatus.ENDORSED and user.acts_for(filing.department, *FINANCE)


def may_be_deleted(filing: Filing) -> bool:
    """Only a first draft that nobody outside the unit has seen: what was seen once stays on record."""
    return filing.status == FilingStatus.DRAFT and filing.version_number == 1 and not filing.versions.exists()


def may_ask_revision(user, filing: Filing) -> bool:
    """The unit's 填报 asks for 调整 of its table."""
    return user.acts_for(filing.department, Role.PREPARER)


def may_decide_request(user, filing: Filing) -> bool:
    """财政 opens an approved table, or says why not."""
    return user.acts_for(filing.department, *FINANCE)


def may_decide_requests(user) -> bool:
    return user.has_role(*FINANCE)
