"""总体意见 as the findings propose it: a draft that the reviewer reads, changes and signs for."""

from collections.abc import Iterable

from filings.enums import Rating
from filings.models.review import MAX_COMMENT
from indicators.checks import FindingGroup
from indicators.enums import CheckOutcome

FINE = "目标明确，指标细化量化，与资金量和用途相匹配，同意。"
MEND = {
    Rating.EXCELLENT: "总体符合要求，请单位完善以下内容：",
    Rating.GOOD: "总体符合要求，请单位完善以下内容：",
    Rating.FAIR: "请单位修改以下内容后重新送审：",
    Rating.POOR: "不符合要求，不得进入下一步预算程序：",
}
MOST = 8


def proposed_opinion(groups: Iterable[FindingGroup], *, overall: Rating = Rating.GOOD) -> str:
    """The findings of one table in sentences, the heaviest first; those nobody can judge are left out."""
    found = [group for group in groups if group.lead.outcome == CheckOutcome.FINDING]
    if not found:
        return FINE if overall.passes else ""
    lines = [f"{place}．{group.message}" for place, group in enumerate(found[:MOST], start=1)]
    if len(found) > MOST:
        lines.append(f"另有 {len(found) - MOST} 项，见检查结果。")
    return "\n".join([MEND[overall], *lines])[:MAX_COMMENT]
