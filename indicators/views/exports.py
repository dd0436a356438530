"""Print preview, PDF and workbook of one goal at once, of many as a background job."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.numbers import posted_number
from perfgoals.jobs.models import Job
from perfgoals.jobs.rules import mark_reach
from printing.fonts import CannotPrint
from printing.preview import Preview

from .. import rules
from ..domain.counting.reading import Counts
from ..domain.exports import start_export, table_pages, write_table
from ..forms.exports import ExportForm
from ..forms.filters import GoalFilterForm
from ..models import PerformanceGoal
from ..printed_form import FormStyle
from ..tables.source import form_of, printed_goals
from .scope import cycle_or_404, goal_or_404, visible_goals

# A preview page is some 30 KB of drawing; the whole book is what the PDF is for.
PREVIEW_PAGES = 20
# What is offered as scope, and how many of one's own jobs are listed beside it.
SCOPE = ("unit", "fund", "subject", "status")
LATELY = 20
# Planning more takes longer than a person waits for a page.
PREVIEW_PROJECTS = 300
# Per cent of the window's width; style sheets know these.
ZOOMS = ("100", "150", "200")


@require_safe
def export_goal(request, pk, format):
    """One project's table as a file, at once."""
    goal = goal_or_404(request, pk)
    if format not in MEDIA_TYPES:
        raise Http404
    if not rules.may_export(request.user):
        raise PermissionDenied
    table = one_goal_table(goal, **_wanted(request))
    try:
        name = f"{goal.project.cycle.fiscal_year}年 {goal.project.name}"
        answer = table_file(request, table, format=format, name=name)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("goal_detail", pk=goal.pk)
    record(Verb.EXPORT, by=request.user, obj=goal, after={"format": format})
    return answer


def table_file(request, table, *, format: str, name: str) -> FileResponse:
    """A table as the answer; warnings are shown on the next page. Raises CannotPrint."""

    def write(path):
        for warning in write_table(table=table, format=format, path=path):
            messages.warning(request, warning)

    media = MEDIA_TYPES[format]
    return made_file(write, name=f"{name}.{format}", content_type=media, inline=format == "pdf")


@require_safe
def preview_goal(request, pk):
    goal = goal_or_404(request, pk)
    table = one_goal_table(goal, **_wanted(request))
    return _preview(request, table, {"goal": goal, "cycle": goal.project.cycle})


@require_http_methods(["GET", "HEAD", "POST"])
def preview_goals(request, cycle):
    """The filtered list, or what was ticked in it, as it would be printed."""
    cycle = cycle_or_404(request, cycle)
    if request.method == "POST":
        return redirect(f"{request.path}?{_preview_query(request.POST)}")
    form = GoalFilterForm(request.GET, cycle=cycle, user=request.user)
    only = _keys(request.GET.get("only", "").split("-"))
    goals = visible_goals(request, cycle)
    goals = goals.filter(pk__in=only) if only else form.apply(goals)
    if (count := goals.count()) > PREVIEW_PROJECTS:
        messages.warning(
            request,
            f"所选的 {count} 个项目太多，不能直接预览（最多 {PREVIEW_PROJECTS} 个）。"
            "请先按单位筛选，或直接导出 PDF。",
        )
        return redirect(f"{reverse('goal_list', args=[cycle.code])}?{request.GET.urlencode()}")
    wanted = _wanted(request)
    table = printed_goals(
        goals,
        cycle=cycle,
        form=form_of(cycle, wanted["style"]),
        unit=form.chosen.get("unit"),
        paper=paper_of(wanted["paper"]),
    )
    return _preview(request, table, {"cycle": cycle, "form": form, "only": only})


def _preview_query(posted) -> str:
    """The list's filters and what is ticked in it, as an address can hold them."""
    query = posted.copy()
    keys = _keys(query.getlist("goals"))[:PREVIEW_PROJECTS]
    for name in ("csrfmiddlewaretoken", "goals", "next", "format"):
        query.pop(name, None)
    if keys:
        query["only"] = "-".join(map(str, keys))
    return query.urlencode()


def _keys(texts: list[str]) -> list[int]:
    return [key for key in map(posted_number, texts) if key is not None]


@require_safe
def export_center(request, cycle):
    """What may be exported of a cycle, how, and what was exported lately."""
    cycle = cycle_or_404(request, cycle)
    filters = GoalFilterForm(request.GET, cycle=cycle, user=request.user)
    visible = visible_goals(request, cycle)
    jobs = list(Job.objects.visible_to(request.user)[:LATELY])
    mark_reach(jobs, user=request.user)
    context = {
        "cycle": cycle,
        "filters": [filters[name] for name in SCOPE if name in filters.fields],
        "unit_filters": filters,
        "form": ExportForm(goals=visible, initial={"form": form_of(cycle).style}),
        "count": Counts(cycle, request.user).total("status").count,
        "jobs": jobs,
    }
    return render(request, "indicators/export_center.html", context)


@require_POST
def export_goals(request, cycle):
    """Queue an export of the selected goals, or of all that the filters show."""
    cycle = cycle_or_404(request, cycle)
    visible = visible_goals(request, cycle)
    form = ExportForm(request.POST, goals=visible)
    if not form.is_valid():
        messages.error(request, "无法导出：所选项目已不在列表中，或格式不对。请重新选择后再导出。")
        return redirect("goal_list", cycle=cycle.code)
    filters = GoalFilterForm(request.POST, cycle=cycle, user=request.user)
    if "unit" in filters.errors and not form.cleaned_data["goals"]:
        messages.error(request, f"没有导出。{filters.errors['unit'][0]}")
        chosen = {name: request.POST[name] for name in SCOPE if request.POST.get(name)}
        return redirect(reverse("export_center", args=[cycle.code], query=chosen))
    selected = form.cleaned_data["goals"] or filters.apply(visible)
    unit = filters.chosen.get("unit")
    job = start_export(
        by=request.user,
        cycle=cycle,
        goal_ids=list(selected.order_by().values_list("pk", flat=True)),
        unit=unit.code if unit else "",
        format=form.cleaned_data["format"],
        paper=form.cleaned_data["paper"],
        form=form.cleaned_data["form"],
        order=form.cleaned_data["order"],
    )
    return redirect("job_detail", pk=job.pk)


def paper_of(value: str | None) -> str:
    return value if value in ("A4", "A3") else "A4"


def style_of(value: str | None) -> str:
    """The style that an address asks for; "" is the cycle's own."""
    return value if value in FormStyle.values else ""


def _wanted(request) -> dict[str, str]:
    return {"paper": request.GET.get("paper", ""), "style": style_of(request.GET.get("form"))}


def one_goal_table(goal: PerformanceGoal, *, paper: str | None = None, style: str = ""):
    cycle = goal.project.cycle
    return printed_goals(
        PerformanceGoal.objects.filter(pk=goal.pk),
        cycle=cycle,
        form=form_of(cycle, style),
        unit=goal.project.department,
        paper=paper_of(paper),
    )


def _preview(request, table, context):
    pages, warnings = [], []
    try:
        pages = Preview(table_pages(table))
        warnings = pages.warnings
    except CannotPrint as error:
        messages.error(request, str(error))
    shown = pages[:PREVIEW_PAGES]
    own = form_of(context["cycle"]).style
    zoom = request.GET.get("zoom") if request.GET.get("zoom") in ZOOMS else ZOOMS[0]
    context |= {
        "zoom": zoom,
        "zooms": ZOOMS,
        "table": table,
        "pages": shown,
        "page_count": len(pages),
        "warnings": warnings,
        "styles": [(style, style.label) for style in FormStyle],
        "style": style_of(request.GET.get("form")) or own,
        "own": own,
    }
    return render(request, "indicators/preview.html", context)
