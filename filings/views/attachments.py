"""Documents beside a table of any kind, and files that prove single indicators: list, add, load, remove."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.file_kinds import RefusedFile
from perfgoals.common.posted import posted
from perfgoals.common.text import quoted
from perfgoals.common.visible import visible_or_404

from .. import rules
from ..domain.attachments import (
    AttachmentDamaged,
    AttachmentsLocked,
    ProvedRow,
    add_attachment,
    opened,
    remove_attachment,
)
from ..forms import AttachmentForm
from ..models import Attachment, Filing
from .scope import address, opened_or_404
from .steps import page_context

NOT_YOURS = "附件由本单位的填报人员在送审前或退回后增减。"


@require_http_methods(["GET", "HEAD", "POST"])
def filing_attachments(request, pk):
    """What stands beside a table; its unit adds to it while the table is with it."""
    table = opened_or_404(request, pk)
    rows = dict(table.face.rows(table.table))
    return attachments_page(request, table.filing, "filings/attachments.html", page_context(table), rows=rows)


def attachments_page(request, filing: Filing, template: str, context: dict, *, rows: dict | None = None):
    """The list with its form; `rows` are the indicators that a file can be evidence for, by key."""
    may_edit, rows = rules.may_attach(request.user, filing), rows or {}
    initial = {"row": request.GET.get("row", ""), "kind": "evidence" if rows else "policy"}
    form = AttachmentForm(*posted(request), rows=rows, initial=initial)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied(NOT_YOURS)
        if form.is_valid():
            _add_all(request, filing, form.cleaned_data, rows)
            return redirect(address(filing, "attachments"))
    context |= {
        "attachments": filing.attachments.present().select_related("added_by").order_by("row_name", "pk"),
        "form": form,
        "may_edit": may_edit,
        "rows": rows,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _add_all(request, filing: Filing, data: dict, rows: dict[int, str]) -> None:
    """Each file by itself: one that is refused keeps none of the others out."""
    row = ProvedRow(data["row"], rows[data["row"]]) if data.get("row") else None
    for upload in data["files"]:
        try:
            added = add_attachment(
                filing=filing, upload=upload, name=upload.name, kind=data["kind"], by=request.user, row=row
            )
        except (RefusedFile, AttachmentsLocked) as refusal:
            messages.error(request, f"{quoted(upload.name)}没有上传：{refusal}")
        else:
            messages.success(request, f"{quoted(added)}已上传。")


@require_safe
def attachment_file(request, pk):
    """The file as a download, never shown inside the site."""
    attachment = _attachment_or_404(request, pk)
    try:
        file = opened(attachment)
    except AttachmentDamaged as error:
        messages.error(request, str(error))
        return redirect(address(attachment.filing, "attachments"))
    record(Verb.EXPORT, by=request.user, obj=attachment, note="下载附件", after={"sha256": attachment.sha256})
    return FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.media_type
    )


@require_POST
def attachment_delete(request, pk):
    attachment = _attachment_or_404(request, pk, present=True)
    if not rules.may_attach(request.user, attachment.filing):
        raise PermissionDenied(NOT_YOURS)
    try:
        remove_attachment(attachment=attachment, by=request.user)
        messages.success(request, f"{quoted(attachment)}已删除。")
    except AttachmentsLocked as refusal:
        messages.error(request, str(refusal))
    return redirect(address(attachment.filing, "attachments"))


def _attachment_or_404(request, pk, *, present: bool = False) -> Attachment:
    visible = Attachment.objects.visible_to(request.user).select_related("filing__department__parent")
    return visible_or_404(visible.present() if present else visible, pk=pk)
