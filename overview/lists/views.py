"""清单导入: template, upload, preview with the errors beside their cells, write all or nothing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.sheets import UnreadableFile
from projects.enums import ListKind, ListState
from projects.models import ListUpload

from ..gates import gate, may_set_up
from . import uploads
from .fields import FIELDS
from .forms import ColumnsForm, ListFileForm
from .plan import Plan, RowState
from .reading import missing_fields
from .template import write_template

PAGE_SIZE = 100
RECENT = 5
# Where the lists are seen once they are written, and what comes after.
NEXT = {ListKind.UNITS: "unit_list", ListKind.CODES: "code_list", ListKind.PEOPLE: "slip_list"}


@require_http_methods(["GET", "HEAD", "POST"])
@gate(may_set_up)
def list_upload(request, kind):
    kind = _kind(kind)
    posted = request.method == "POST"
    form = ListFileForm(request.POST, request.FILES) if posted else ListFileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.start_upload(kind=kind, content=file.read(), filename=file.name, by=request.user)
        except UnreadableFile as error:
            form.add_error("file", error.reason)
        else:
            return redirect("list_preview", pk=upload.pk)
    recent = ListUpload.objects.filter(kind=kind).defer("sheets").select_related("owner")[:RECENT]
    context = {"kind": kind, "form": form, "fields": FIELDS[kind], "recent": recent}
    return render(request, "overview/lists/upload.html", context, status=422 if form.errors else 200)


@require_safe
@gate(may_set_up)
def list_template(request, kind):
    kind = _kind(kind)
    name = f"{kind.label}清单模板.xlsx"
    return made_file(lambda path: write_template(kind, path), name=name, content_type=MEDIA_TYPES["xlsx"])


@require_safe
@gate(may_set_up)
def list_preview(request, pk):
    return _preview(request, get_object_or_404(ListUpload.objects.select_related("owner"), pk=pk))


@require_POST
@gate(may_set_up)
def list_columns(request, pk):
    """What the columns mean, chosen by hand; the preview then shows what follows from it."""
    upload = get_object_or_404(ListUpload, pk=pk)
    form = ColumnsForm(request.POST, kind=upload.kind, mapping=upload.mapping)
    if not form.is_valid():
        return _preview(request, upload, form)
    if not uploads.change_mapping(upload=upload, mapping=form.mapping(), by=request.user):
        messages.info(request, uploads.OVERTAKEN)
    return redirect("list_preview", pk=pk)


@require_POST
@gate(may_set_up)
def list_write(request, pk):
    upload = get_object_or_404(ListUpload, pk=pk)
    try:
        plan = uploads.write_upload(upload=upload, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("list_preview", pk=pk)
    messages.success(request, f"{upload.get_kind_display()}清单已写入：{_in_words(plan)}。")
    return redirect(NEXT[ListKind(upload.kind)])


@require_POST
@gate(may_set_up)
def list_discard(request, pk):
    upload = get_object_or_404(ListUpload, pk=pk)
    if uploads.discard_upload(upload=upload, by=request.user):
        messages.success(request, "已取消，什么也没有写入。")
    else:
        messages.info(request, uploads.OVERTAKEN)
    return redirect("list_upload", kind=upload.kind)


def _kind(text: str) -> ListKind:
    try:
        return ListKind(text)
    except ValueError:
        raise Http404 from None


def _preview(request, upload: ListUpload, form: ColumnsForm | None = None):
    kind = ListKind(upload.kind)
    context = {"upload": upload, "kind": kind, "done": upload.state != ListState.READ}
    if not context["done"]:
        context |= _rows(request, upload, kind)
        context["form"] = form or ColumnsForm(kind=kind, mapping=upload.mapping)
    else:
        context["counts"] = [(RowState(state), n) for state, n in upload.counts.items() if n]
        context["next"] = reverse(NEXT[kind])
    return render(request, "overview/lists/preview.html", context, status=422 if form else 200)


def _rows(request, upload: ListUpload, kind: ListKind) -> dict:
    """Wrong rows before all others; every cell with what is wrong in it."""
    missing = missing_fields(kind, upload.mapping)
    plan = uploads.plan_of(upload)
    if plan is None:
        return {"missing": missing}
    rows = sorted(plan.rows, key=lambda planned: planned.state != RowState.WRONG)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    used = set(upload.mapping.values())
    # An error may stand at a column that the file has not: it is shown all the same.
    wrong = {key for planned in plan.rows for key in planned.errors}
    shown = [field for field in FIELDS[kind] if field.key in used | wrong]
    for planned in page:
        planned.cells = [(f, planned.row.text(f.key), planned.errors.get(f.key, "")) for f in shown]
    return {
        "plan": plan, "page": page, "fields": shown, "several_sheets": len(upload.sheets) > 1,
        "counts": [(state, n) for state, n in plan.counts.items() if n],
    }  # fmt: skip


def _in_words(plan: Plan) -> str:
    said = [f"{state.label} {n}" for state, n in plan.counts.items() if n]
    return "，".join(said) or "没有变化"
