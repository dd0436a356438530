"""The workflow of 绩效目标表 as one table: buttons, rules, domain, tests and docs/workflow.md all read it."""

from filings.enums import Action, FilingStatus
from filings.workflow import FINANCE, Need, Transition, Workflow
from perfgoals.accounts.enums import Role

DRAFT, SUBMITTED, ENDORSED, RETURNED, APPROVED = FilingStatus

# fmt: off
WORKFLOW = Workflow((
    Transition(Action.SUBMIT, (DRAFT, RETURNED), SUBMITTED, (Role.PREPARER,),
               (Need.COMPLETE, Need.DECLARATION_OPEN), supervised=True, freezes=True),
    Transition(Action.SUBMIT, (DRAFT, RETURNED), ENDORSED, (Role.PREPARER,),
               (Need.COMPLETE, Need.DECLARATION_OPEN), supervised=False, freezes=True),
    Transition(Action.WITHDRAW, (SUBMITTED,), DRAFT, (Role.PREPARER,), (Need.NOBODY_ACTED,)),
    Transition(Action.WITHDRAW, (ENDORSED,), DRAFT, (Role.PREPARER,), (Need.NOBODY_ACTED,), supervised=False),
    Transition(Action.ENDORSE, (SUBMITTED,), ENDORSED, (Role.SUPERVISOR,),
               (Need.OTHER_PERSON, Need.REVIEW_OPEN)),
    Transition(Action.RETURN, (SUBMITTED,), RETURNED, (Role.SUPERVISOR,),
               (Need.REVIEW_OPEN, Need.COMMENT), freezes=True),
    Transition(Action.RETURN, (ENDORSED,), RETURNED, FINANCE,
               (Need.REVIEW_OPEN, Need.COMMENT), freezes=True),
    Transition(Action.APPROVE, (ENDORSED,), APPROVED, (Role.APPROVER,),
               (Need.OTHER_PERSON, Need.PASSING_SHEET, Need.REVIEW_OPEN), freezes=True),
    Transition(Action.REVISE, (APPROVED,), DRAFT, FINANCE, (Need.COMMENT,)),
))
# fmt: on
