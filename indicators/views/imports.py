"""导入: upload, map columns, preview, write, result; each step can be left and found again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.visible import OutOfScope, visible_or_404
from perfgoals.jobs.domain import reap_stale_jobs, retry_job
from printing.fonts import CannotPrint

from .. import rules
from ..domain.checking.preview import findings_between, preview_findings
from ..domain.checking.settings import settings_of
from ..domain.cycle_rules import NO_RULES, has_rules
from ..domain.imports.annotated import start_annotated
from ..domain.imports.changes import ADDED, CHANGED, REMOVED, counted, in_words, removed_labels
from ..domain.imports.kinds import import_kind
from ..domain.imports.report import group_line, sheet_lines
from ..domain.imports.template import (
    AT_ONCE,
    last_years_goals,
    start_template,
    template_name,
    template_units,
    write_template,
)
from ..domain.imports.uploads import (
    CLOSED,
    confirm_mapping,
    discard_import,
    is_within_reach,
    start_import,
    start_write,
)
from ..enums import ImportState, ItemState
from ..forms.imports import ConsentForm, MappingForm, UploadForm
from ..models import CycleRules, IndicatorCategory, TableImport
from ..models.goal import GOAL
from .scope import cycle_or_404

PAGE_SIZE = 25
LIST_SIZE = 50
SHOWN_FINDINGS = 200
STEPS = ("上传", "对应列", "预览", "写入", "结果")
STEP_OF = {
    ImportState.READING: 1, ImportState.MAPPING: 2, ImportState.PREVIEWED: 3, ImportState.REFUSED: 1,
    ImportState.WRITING: 4, ImportState.WRITTEN: 5, ImportState.DISCARDED: 5,
}  # fmt: skip
FILTERS = {
    "errors": "只看有错",
    "doubts": "须确认",
    "notes": "有提示",
    **{state.value: state.label for state in ItemState},
}
OVERTAKEN = "这次导入已经进行到下一步，没有重复操作。"


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request, cycle):
    """导入记录 of the person, and the form for the next file."""
    cycle = _cycle(request, cycle)
    may_import = rules.may_import(request.user, cycle)
    form = UploadForm()
    if request.method == "POST":
        if not may_import:
            raise PermissionDenied(CLOSED)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            started = start_import(cycle=cycle, by=request.user, file=file, filename=file.name)
            return redirect("import_detail", pk=started.pk)
    own = TableImport.objects.visible_to(request.user).filter(cycle=cycle).defer("mapping")
    page = Paginator(own, LIST_SIZE).get_page(request.GET.get("page"))
    context = {"cycle": cycle, "form": form, "page": page, "may_import": may_import, "steps": _steps(1)}
    context["in_background"] = _in_background(request.user, cycle)
    return render(request, "indicators/imports/list.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request, pk):
    reap_stale_jobs()
    table_import = _own_import(request, pk)
    working = table_import.state in (ImportState.READING, ImportState.WRITING)
    context = {"import": table_import, "cycle": table_import.cycle, "job": table_import.job}
    if request.htmx:
        if not working or not table_import.job.is_unfinished:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "indicators/imports/_working.html", context)
    context |= {"steps": _steps(STEP_OF[table_import.state]), "working": working}
    if not working:
        context |= _preview(request, table_import)
    return render(request, "indicators/imports/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request, pk):
    table_import = _open_import(request, pk)
    form = MappingForm(request.POST if request.method == "POST" else None, summary=table_import.summary)
    if form.is_valid():
        if not confirm_mapping(table_import=table_import, mapping=form.mapping(), by=request.user):
            messages.info(request, OVERTAKEN)
        return redirect("import_detail", pk=pk)
    context = {"import": table_import, "cycle": table_import.cycle, "form": form, "steps": _steps(2)}
    return render(request, "indicators/imports/mapping.html", context, status=422 if form.errors else 200)


@require_POST
def import_write(request, pk):
    form = ConsentForm(request.POST)
    accepted = form.cleaned_data["accept"] if form.is_valid() else []
    if not start_write(table_import=_open_import(request, pk), accepted=accepted):
        messages.info(request, OVERTAKEN)
    return redirect("import_detail", pk=pk)


@require_POST
def import_retry(request, pk):
    """Go on with a reading or writing that was interrupted, failed or was stopped."""
    table_import = _open_import(request, pk)
    if table_import.job is None or not retry_job(job=table_import.job):
        messages.info(request, "任务已在进行或已经完成，不用重试。")
    return redirect("import_detail", pk=pk)


@require_POST
def import_discard(request, pk):
    table_import = _own_import(request, pk)
    if discard_import(table_import=table_import, by=request.user):
        messages.success(request, "已取消，没有写入的项目不再写入。")
    else:
        messages.info(request, "已请求停止；写完手头的几个项目后停下。")
    return redirect("import_detail", pk=pk)


@require_POST
def import_annotated(request, pk):
    """Queue the uploaded workbook with comments in the cells that have findings."""
    table_import = _own_import(request, pk)
    return redirect("job_detail", pk=start_annotated(by=request.user, table_import=table_import).pk)


@require_safe
def import_template(request, cycle):
    """The workbook to fill in, at once; with many of last year's projects it is import_template_job's."""
    cycle = _cycle(request, cycle)
    units = template_units(request.user)
    last_year = request.GET.get("projects") == "last-year"
    problem = "" if has_rules(cycle) else NO_RULES
    if not problem and last_year and _in_background(request.user, cycle):
        problem = f"上年项目超过 {AT_ONCE} 个，请点“下载上年项目”，由后台生成。"
    name = template_name(cycle, last_year=last_year)
    try:
        if not problem:
            return _workbook(
                name,
                lambda path: write_template(cycle=cycle, units=list(units), path=path, last_year=last_year),
            )
    except CannotPrint as error:
        problem = str(error)
    messages.error(request, problem)
    return redirect("import_list", cycle=cycle.code)


@require_POST
def import_template_job(request, cycle):
    """Last year's projects of many units as a job, whose page offers the workbook."""
    cycle = _cycle(request, cycle)
    if not has_rules(cycle):
        messages.error(request, NO_RULES)
        return redirect("import_list", cycle=cycle.code)
    return redirect("job_detail", pk=start_template(by=request.user, cycle=cycle).pk)


def _in_background(user, cycle) -> bool:
    """Whether last year's projects are too many for a request; counted no further than that."""
    return last_years_goals(cycle, template_units(user))[: AT_ONCE + 1].count() > AT_ONCE


def _workbook(name: str, write) -> FileResponse:
    return made_file(write, name=name, content_type=MEDIA_TYPES["xlsx"])


def _cycle(request, code: str):
    cycle = cycle_or_404(request, code)
    if not rules.may_see_imports(request.user):
        raise PermissionDenied("您的角色不办理导入。")
    return cycle


def _own_import(request, pk: int) -> TableImport:
    found = TableImport.objects.visible_to(request.user).select_related("cycle", "job")
    table_import = visible_or_404(found, pk=pk)
    request.cycle = table_import.cycle
    if not rules.may_see_imports(request.user):
        raise PermissionDenied("您的角色不办理导入。")
    if not is_within_reach(table_import=table_import, user=request.user):
        raise OutOfScope
    return table_import


def _open_import(request, pk: int) -> TableImport:
    table_import = _own_import(request, pk)
    if not rules.may_import_into(request.user, table_import):
        raise PermissionDenied(CLOSED)
    return table_import


def _steps(current: int) -> list[dict]:
    return [
        {"label": label, "current": number == current, "done": number < current}
        for number, label in enumerate(STEPS, start=1)
    ]


def _add_check_results(items, table_import: TableImport) -> None:
    """Each project that would be written with what the checks would say of it, by kind."""
    cycle = table_import.cycle
    scheme = CycleRules.objects.filter(cycle=cycle).values("scheme")
    categories = {c.pk: c for c in IndicatorCategory.objects.second_tier().filter(scheme__in=scheme)}
    settings = settings_of(cycle, categories=categories.values())
    between, crowded = findings_between(
        items, table_import=table_import, categories=categories, settings=settings
    )
    for item in items:
        found = []
        if item.state in ItemState.writable() and item.values:
            found = preview_findings(
                item.values,
                year=cycle.fiscal_year,
                categories=categories,
                settings=settings,
                between=between.get(item.pk, ()),
            )
        item.check_results = found
        item.not_compared = bool(item.values) and item.values["unit"] in crowded
        item.check_blocking = sum(group.lead.blocks for group in found)


def _list_url(table_import: TableImport) -> str:
    """Where the tables of an import are afterwards."""
    if table_import.kind != GOAL:
        return import_kind(table_import.kind).list_url(table_import)
    return reverse("goal_list", args=[table_import.cycle.code])


def _preview(request, table_import: TableImport) -> dict:
    """One page of the projects with their findings, under the filter of the address."""
    shown = request.GET.get("show", "")
    items = table_import.items.all()
    if shown == "errors":
        items = items.filter(state__in=(ItemState.ERROR, ItemState.LOCKED)) | items.exclude(refusal="")
    elif shown == "doubts":
        items = items.exclude(consents=[])
    elif shown == "notes":
        items = items.filter(has_findings=True)
    elif shown in ItemState.values:
        items = items.filter(state=shown)
    summary = table_import.summary
    findings = summary.get("findings", [])
    if table_import.state == ImportState.MAPPING:  # that nothing was found yet is no error of the file
        findings = [finding for finding in findings if finding["level"] != "error"]
    counts = {state: summary.get("counts", {}).get(state.value, 0) for state in ItemState}
    page = Paginator(items.order_by("position"), PAGE_SIZE).get_page(request.GET.get("page"))
    for item in page:
        item.unread_lines = [group_line(group) for group in item.unread]
        item.change_line, item.removed = in_words(counted(item.changes)), removed_labels(item.changes)
    if table_import.kind == GOAL:
        _add_check_results(page, table_import)
    totals = summary.get("totals", {})
    return {
        "page": page,
        "totals": totals,
        "ready": counts[ItemState.NEW] + counts[ItemState.CHANGED] - totals.get("doubtful", 0),
        "sheets": [sheet | {"lines": sheet_lines(sheet)} for sheet in summary.get("sheets", ())],
        "removed": totals.get(REMOVED, 0),
        "change_line": in_words({word: totals.get(word, 0) for word in (ADDED, CHANGED, REMOVED)}),
        "shown": shown,
        "filters": FILTERS,
        "counts": [{"state": state, "label": state.label, "n": n} for state, n in counts.items()],
        "writable": counts[ItemState.NEW] + counts[ItemState.CHANGED],
        "changed": counts[ItemState.CHANGED],
        "unchanged": counts[ItemState.UNCHANGED],
        "all_counts": sum(counts.values()),
        "left_out": counts[ItemState.ERROR] + counts[ItemState.LOCKED],
        "result": summary.get("result", {}),
        "file_findings": findings[:SHOWN_FINDINGS],
        "may_import": rules.may_import_into(request.user, table_import),
        "list_url": _list_url(table_import),
    }
