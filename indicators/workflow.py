"""The workflow as one table: buttons, rules, domain, tests and docs/workflow.md all read it."""

from dataclasses import dataclass

from django.db.models import TextChoices

from perfgoals.accounts.enums import Role

from .enums import Action, GoalStatus, Stage


class Need(TextChoices):
    """What must hold, beside status and role, before a step may be taken."""

    COMPLETE = "complete", "没有强制问题"
    DECLARATION_OPEN = "declaration_open", "在申报期限内"
    REVIEW_OPEN = "review_open", "在审核期限内"
    NOBODY_ACTED = "nobody_acted", "审核人尚未处理"
    OTHER_PERSON = "other_person", "不是送审人本人"
    PASSING_SHEET = "passing_sheet", "审核表总体评价为优或良"
    COMMENT = "comment", "写明理由"


@dataclass(frozen=True)
class Transition:
    """One row of the table. `supervised` says in which cycles it exists: None in all, True only in those with
    the step 主管部门审核, False only in those without. `freezes` keeps the table as a GoalVersion."""

    action: Action
    sources: tuple[GoalStatus, ...]
    target: GoalStatus
    roles: tuple[Role, ...]
    needs: tuple[Need, ...] = ()
    supervised: bool | None = None
    freezes: bool = False

    def applies(self, status: str, *, supervised: bool) -> bool:
        return status in self.sources and self.supervised in (None, supervised)


DRAFT, SUBMITTED, ENDORSED, RETURNED, APPROVED = GoalStatus
FINANCE = (Role.REVIEWER, Role.APPROVER)

# fmt: off
TRANSITIONS = (
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
)
# fmt: on

STAGE_OF_NEED = {Need.DECLARATION_OPEN: Stage.DECLARATION, Need.REVIEW_OPEN: Stage.REVIEW}


def find_transition(action: str, status: str, *, supervised: bool) -> Transition | None:
    """The row for this action in this status; at most one applies."""
    rows = (t for t in TRANSITIONS if t.action == action and t.applies(status, supervised=supervised))
    return next(rows, None)


def transitions_from(status: str, *, supervised: bool) -> list[Transition]:
    """Every row that applies in this status, in table order."""
    return [t for t in TRANSITIONS if t.applies(status, supervised=supervised)]


def roles_of(action: str) -> frozenset[Role]:
    """Whoever takes this action in some status."""
    return frozenset(role for t in TRANSITIONS if t.action == action for role in t.roles)


def reviewing_roles(status: str) -> frozenset[Role]:
    """Whose turn it is to judge a table in this status: the roles that may return it."""
    return frozenset(
        role for t in TRANSITIONS if t.action == Action.RETURN and status in t.sources for role in t.roles
    )


def markdown_table() -> str:
    """The table as docs/workflow.md shows it."""
    lines = ["| 动作 | 从 | 到 | 角色 | 条件 | 主管部门审核 | 存为版本 |", "|---|---|---|---|---|---|---|"]
    route = {None: "不论", True: "有", False: "没有"}
    for t in TRANSITIONS:
        cells = [
            f"{t.action.label} `{t.action.value}`", "、".join(s.label for s in t.sources), t.target.label,
            "、".join(r.label for r in t.roles), "；".join(n.label for n in t.needs) or "—",
            route[t.supervised], "是" if t.freezes else "—",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
