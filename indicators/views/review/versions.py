"""History of a goal table: every step, every frozen version to read, print and compare."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from filings.domain.versions import digest, read_content
from filings.models import FilingVersion
from indicators.domain.review.differences import differences
from indicators.domain.review.versions import snapshot, version_record, version_table
from indicators.models.goal import GOAL
from indicators.tables.layout import GOAL_LAYOUT
from indicators.tables.source import form_of
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES
from perfgoals.common.numbers import posted_number
from perfgoals.common.visible import visible_or_404
from printing.fonts import CannotPrint

from ..exports import paper_of, style_of, table_file
from ..scope import whole_goal_or_404


@require_safe
def goal_history(request, pk):
    goal = whole_goal_or_404(request, pk)
    context = {
        "goal": goal,
        "cycle": goal.project.cycle,
        "transitions": goal.filing.transitions.select_related("by", "version__sheet"),
        "versions": goal.filing.versions.select_related("frozen_by", "sheet").order_by("-serial"),
    }
    return render(request, "indicators/review/versions/history.html", context)


@require_safe
def version_detail(request, pk):
    """One version as printed, and what differs from another one or from the table as it is now."""
    version = version_or_404(request, pk)
    content = read_content(version)
    other_label, found = _compared(request, version, content)
    context = {
        "version": version,
        "goal": version.filing.goal,
        "cycle": version.filing.goal.project.cycle,
        "table_cycle": content["cycle"],
        "record": version_record(content),
        "rows": GOAL_LAYOUT.body_rows(version_record(content)),
        "header": GOAL_LAYOUT.header_cells(),
        "columns": GOAL_LAYOUT.columns,
        "attachments": content.get("attachments", []),
        "money_unit": GOAL_LAYOUT.money_unit,
        "intact": digest(version.content) == version.sha256,
        "others": version.filing.versions.exclude(pk=version.pk).order_by("serial"),
        "chosen": request.GET.get("with", ""),
        "other_label": other_label,
        "differences": found,
    }
    return render(request, "indicators/review/versions/detail.html", context)


@require_safe
def version_file(request, pk, format):
    """An old version as PDF or workbook."""
    version = version_or_404(request, pk)
    if format not in MEDIA_TYPES:
        raise Http404
    goal = version.filing.goal
    form = form_of(goal.project.cycle, style_of(request.GET.get("form")))
    table = version_table(version, form=form, paper=paper_of(request.GET.get("paper")))
    try:
        answer = table_file(request, table, format=format, name=f"{goal.project.name} {version.label}")
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("version_detail", pk=version.pk)
    record(Verb.EXPORT, by=request.user, obj=goal, note=version.label, after={"format": format})
    return answer


def version_or_404(request, pk: int) -> FilingVersion:
    versions = FilingVersion.objects.visible_to(request.user).filter(filing__kind=GOAL)
    version = visible_or_404(versions.select_related("filing__goal__project__cycle", "frozen_by"), pk=pk)
    request.cycle = version.filing.goal.project.cycle
    return version


def _compared(request, version: FilingVersion, content: dict):
    """(what is compared with, differences from the older to the newer one)."""
    chosen = request.GET.get("with", "")
    if chosen == "now":
        goal = whole_goal_or_404(request, version.filing.goal.pk)
        return "现在的内容", differences(content, snapshot(goal))
    if (number := posted_number(chosen)) is None:
        return "", []
    other = get_object_or_404(FilingVersion.objects.filter(filing=version.filing_id), pk=number)
    older, newer = sorted((version, other), key=lambda v: v.serial)
    return other.label, differences(read_content(older), read_content(newer))
