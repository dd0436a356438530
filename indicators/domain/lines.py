"""What a line of a list says of a goal table.

Read as plain values: fifty goals with project, filing, unit and codes as objects cost a page twice as much.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from filings.enums import FilingStatus
from projects.models.labels import code_label, unit_label

# What is read, in the order of GoalLine.
PATHS = (
    "pk", "project__name", "project__amount", "project__amount_note",
    *(f"project__department__{name}" for name in ("code", "name")),
    *(f"project__fund_source__{name}" for name in ("code", "name")),
    *(f"project__functional_subject__{name}" for name in ("code", "name", "path")),
    *(f"filing__{name}" for name in ("status", "updated_at")),
    *(f"filing__updated_by__{name}" for name in ("full_name", "username")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One table in a list: the amount in 元, None where it is missing; None also for codes without a value.

    `indicator_count`, and `reason`, `first_remark` and `open_remarks` of tables sent back, where they were
    asked for.
    """

    pk: int
    name: str
    amount: Decimal | None
    amount_note: str
    unit_code: str
    unit_name: str
    fund_code: str | None
    fund_name: str | None
    subject_code: str | None
    subject_name: str | None
    subject_path: str | None
    status: str
    updated_at: datetime
    full_name: str | None
    username: str | None
    indicator_count: int | None = None
    reason: str | None = None
    first_remark: str | None = None
    open_remarks: int = 0

    @property
    def unit(self) -> str:
        return unit_label(self.unit_code, self.unit_name)

    @property
    def fund(self) -> str:
        return code_label(self.fund_code or "", self.fund_name or "")

    @property
    def subject(self) -> str:
        return code_label(self.subject_code or "", self.subject_name or "")

    @property
    def updated_by(self) -> str:
        return self.full_name or self.username or ""

    @property
    def status_label(self) -> str:
        return FilingStatus(self.status).label

    @property
    def is_editable(self) -> bool:
        return self.status in FilingStatus.editable()


def lines_of(goals, *more: str) -> list[GoalLine]:
    """The lines of these goals in their order; `more`: annotations that GoalLine has too. One query."""
    count = len(PATHS)
    return [
        GoalLine(*row[:count], **dict(zip(more, row[count:], strict=True)))
        for row in goals.values_list(*PATHS, *more)
    ]


def lines_in_order(goals, keys, *more: str) -> list[GoalLine]:
    """The lines of the goals with these keys, in the order of the keys."""
    found = {line.pk: line for line in lines_of(goals.filter(pk__in=list(keys)), *more)}
    return [found[key] for key in keys if key in found]
