"""Why a table lies with its unit again: returned by a reviewer, or opened for 调整 after its approval."""

from dataclasses import dataclass

from django.db.models import Q

from ..enums import Action, FilingStatus
from ..models import Filing, FilingTransition, Remark

WHY = {Action.RETURN: "退回", Action.REVISE: "退回调整"}


@dataclass(frozen=True)
class SentBack:
    """The step that brought the table back, and the remarks that are not answered yet."""

    step: FilingTransition
    remarks: list[Remark]

    @property
    def word(self) -> str:
        return WHY[Action(self.step.action)]


def being_revised(path: str = "") -> Q:
    """Condition: approved once, opened for 调整 and not submitted again; `path` leads to the filing."""
    return Q(**{f"{path}status": FilingStatus.DRAFT, f"{path}version_number__gt": 1})


def sent_back(filing: Filing) -> SentBack | None:
    """None for a table that never left its unit or lies with the reviewers. No query for a first draft."""
    if filing.status != FilingStatus.RETURNED and not filing.is_revised:
        return None
    steps = filing.transitions.filter(action__in=WHY).select_related("by").order_by("pk")
    if (step := steps.last()) is None:
        return None
    return SentBack(step, list(filing.remarks.open().with_people()))
