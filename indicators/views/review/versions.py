"""History and versions of a goal: the common pages, with the table in its printed layout."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.faces import VersionPages
from filings.models import FilingVersion
from filings.views import versions
from indicators.domain.exports import write_table
from indicators.domain.review.differences import differences
from indicators.domain.review.versions import version_record, version_table
from indicators.models import PerformanceGoal
from indicators.models.goal import GOAL
from indicators.tables.columns import GOAL_LAYOUT
from indicators.tables.source import form_of

from ..exports import paper_of, style_of
from ..scope import goal_or_404


@require_safe
def goal_history(request, pk):
    return versions.history(request, goal_or_404(request, pk).filing_id)


def _shown(content: dict) -> dict:
    record = version_record(content)
    return {
        "table_cycle": content["cycle"],
        "record": record,
        "rows": GOAL_LAYOUT.body_rows(record),
        "header": GOAL_LAYOUT.header_cells(),
        "columns": GOAL_LAYOUT.columns,
        "money_unit": GOAL_LAYOUT.money_unit,
    }


def _write(version: FilingVersion, goal: PerformanceGoal, asked, *, format: str, path) -> list[str]:
    """In the form and on the paper that the address asks for, usually those of the cycle."""
    form = form_of(goal.project.cycle, style_of(asked.get("form")))
    table = version_table(version, form=form, paper=paper_of(asked.get("paper")))
    return write_table(table=table, format=format, path=path)


def _papers(version: FilingVersion) -> list[tuple[str, str]]:
    has_sheet = getattr(version, "sheet", None) is not None
    return [("审核表", reverse("sheet_pdf", args=[version.pk]))] if has_sheet else []


GOAL_VERSIONS = VersionPages(
    key=GOAL,
    label="项目",
    page_url=lambda goal: reverse("goal_detail", args=[goal.pk]),
    list_url=lambda cycle: reverse("goal_list", args=[cycle.code]),
    shown=_shown,
    compared=differences,
    write=_write,
    template="indicators/review/_version.html",
    history="goal_history",
    version="version_detail",
    file="version_file",
    history_key=lambda goal: goal.pk,
    papers=_papers,
)
