"""What a workflow is made of: rows that say who may take which step from where to where, and what must hold.

Each kind of table brings its own rows; buttons, rules, domain, tests and documentation all read them.
"""

from dataclasses import dataclass, replace

from django.db.models import TextChoices

from perfgoals.accounts.enums import Role

from .enums import Action, FilingStatus, Stage


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
    the step 主管部门审核, False only in those without. `freezes` keeps the table as a FilingVersion."""

    action: Action
    sources: tuple[FilingStatus, ...]
    target: FilingStatus
    roles: tuple[Role, ...]
    needs: tuple[Need, ...] = ()
    supervised: bool | None = None
    freezes: bool = False

    def applies(self, status: str, *, supervised: bool) -> bool:
        return status in self.sources and self.supervised in (None, supervised)


STAGE_OF_NEED = {Need.DECLARATION_OPEN: Stage.DECLARATION, Need.REVIEW_OPEN: Stage.REVIEW}
FINANCE = (Role.REVIEWER, Role.APPROVER)
# What a reviewer decides.
JUDGEMENTS = (Action.ENDORSE, Action.RETURN, Action.APPROVE)


@dataclass(frozen=True)
class Workflow:
    """The steps of one kind of table, in the order in which they are shown."""

    transitions: tuple[Transition, ...]

    def find(self, action: str, status: str, *, supervised: bool) -> Transition | None:
        """The row for this action in this status; at most one applies."""
        return next((t for t in self.leaving(status, supervised=supervised) if t.action == action), None)

    def leaving(self, status: str, *, supervised: bool) -> list[Transition]:
        """Every row that applies in this status, in table order."""
        return [t for t in self.transitions if t.applies(status, supervised=supervised)]

    def roles_of(self, action: str) -> frozenset[Role]:
        """Whoever takes this action in some status."""
        return frozenset(role for t in self.transitions if t.action == action for role in t.roles)

    def reviewing_roles(self, status: str) -> frozenset[Role]:
        """Whose turn it is to judge a table in this status: the roles that may return it."""
        rows = (t for t in self.transitions if t.action == Action.RETURN and status in t.sources)
        return frozenset(role for t in rows for role in t.roles)

    def without(self, need: Need) -> "Workflow":
        """The same steps for a kind of table that knows no such need."""
        rows = (replace(t, needs=tuple(n for n in t.needs if n != need)) for t in self.transitions)
        return Workflow(tuple(rows))

    @property
    def under_review(self) -> tuple[FilingStatus, ...]:
        """The statuses in which somebody is to judge."""
        return tuple(status for status in FilingStatus if self.reviewing_roles(status))

    def markdown(self) -> str:
        """The rows as the documentation shows them."""
        lines = [
            "| 动作 | 从 | 到 | 角色 | 条件 | 主管部门审核 | 存为版本 |",
            "|---|---|---|---|---|---|---|",
        ]
        route = {None: "不论", True: "有", False: "没有"}
        for t in self.transitions:
            cells = [
                f"{t.action.label} `{t.action.value}`", "、".join(s.label for s in t.sources), t.target.label,
                "、".join(r.label for r in t.roles), "；".join(n.label for n in t.needs) or "—",
                route[t.supervised], "是" if t.freezes else "—",
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"
