"""Documents beside a goal: the list, adding, downloading, taking away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings.domain.attachments import (
    AttachmentDamaged,
    AttachmentsLocked,
    add_attachment,
    opened,
    remove_attachment,
)
from filings.models import Attachment
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.file_kinds import RefusedFile
from perfgoals.common.posted import posted
from perfgoals.common.visible import visible_or_404

from .. import rules
from ..forms.attachments import AttachmentForm
from .scope import goal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def goal_attachments(request, pk):
    """What stands beside a goal; its unit adds to it while the table is with it."""
    goal = goal_or_404(request, pk)
    may_edit = rules.may_edit(request.user, goal)
    form = AttachmentForm(*posted(request))
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied("附件由本单位的填报人员在送审前或退回后增减。")
        if form.is_valid():
            _add_all(request, goal, form.cleaned_data)
            return redirect("goal_attachments", pk=goal.pk)
    context = {
        "goal": goal,
        "cycle": goal.project.cycle,
        "attachments": goal.filing.attachments.present().select_related("added_by"),
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "indicators/attachments.html", context, status=422 if form.errors else 200)


def _add_all(request, goal, data) -> None:
    """Each file by itself: one that is refused keeps none of the others out."""
    for upload in data["files"]:
        try:
            added = add_attachment(
                filing=goal.filing, upload=upload, name=upload.name, kind=data["kind"], by=request.user
            )
        except (RefusedFile, AttachmentsLocked) as refusal:
            messages.error(request, f"“{upload.name}”没有上传：{refusal}")
        else:
            messages.success(request, f"“{added}”已上传。")


@require_safe
def attachment_file(request, pk):
    """The file as a download, never shown inside the site."""
    attachment = _attachment_or_404(request, pk)
    try:
        file = opened(attachment)
    except AttachmentDamaged as error:
        messages.error(request, str(error))
        return redirect("goal_attachments", pk=attachment.filing.table.pk)
    record(Verb.EXPORT, by=request.user, obj=attachment, note="下载附件", after={"sha256": attachment.sha256})
    return FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.media_type
    )


@require_POST
def attachment_delete(request, pk):
    attachment = _attachment_or_404(request, pk, present=True)
    goal = attachment.filing.table
    if not rules.may_edit(request.user, goal):
        raise PermissionDenied("附件由本单位的填报人员在送审前或退回后增减。")
    try:
        remove_attachment(attachment=attachment, by=request.user)
        messages.success(request, f"“{attachment}”已删除。")
    except AttachmentsLocked as refusal:
        messages.error(request, str(refusal))
    return redirect("goal_attachments", pk=goal.pk)


def _attachment_or_404(request, pk, *, present: bool = False) -> Attachment:
    visible = Attachment.objects.visible_to(request.user).select_related("filing")
    return visible_or_404(visible.present() if present else visible, pk=pk)
