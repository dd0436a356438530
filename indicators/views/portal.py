"""按门户文件填: bring the portal's workbook, say which columns, get it back filled."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from perfgoals.common.posted import posted, posted_data
from perfgoals.common.text import quoted
from perfgoals.common.visible import visible_or_404
from perfgoals.sheets import UnreadableFile
from reading.filling import portal_lists

from ..domain.imports.columns import remembered_mappings
from ..domain.portal.files import keep_portal_file, start_filling
from ..domain.stored_files import opened
from ..forms.portal import PortalColumnsForm, PortalUploadForm
from ..models import PortalFile
from .scope import cycle_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def portal_upload(request, cycle):
    cycle = cycle_or_404(request, cycle)
    form = PortalUploadForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        kept = keep_portal_file(upload=upload, filename=upload.name, cycle=cycle, by=request.user)
        return redirect("portal_columns", pk=kept.pk)
    context = {"cycle": cycle, "form": form, "recent": PortalFile.objects.visible_to(request.user)[:10]}
    return render(request, "indicators/portal/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def portal_columns(request, pk):
    """Which columns mean what, guessed from the titles and from what this person said before."""
    portal_file = visible_or_404(PortalFile.objects.visible_to(request.user).select_related("cycle"), pk=pk)
    cycle = cycle_or_404(request, portal_file.cycle.code)
    try:
        sheets = _sheets_of(portal_file, request.user)
    except UnreadableFile as refusal:
        messages.error(request, f"{quoted(portal_file)}读不出来：{refusal.reason}")
        return redirect("portal_upload", cycle=cycle.code)
    if not sheets:
        messages.error(
            request,
            f"{quoted(portal_file)}里没有认出带三级指标的表头。请确认是门户导出的指标表，表头有“三级指标”或“指标名称”。",
        )
        return redirect("portal_upload", cycle=cycle.code)
    form = PortalColumnsForm(posted_data(request), sheets=sheets)
    if request.method == "POST" and form.is_valid():
        job = start_filling(
            portal_file=portal_file, mapping=form.mapping, chosen=form.chosen,
            only_empty=form.cleaned_data["only_empty"], by=request.user,
        )  # fmt: skip
        return redirect("job_detail", pk=job.pk)
    context = {"cycle": cycle, "portal_file": portal_file, "form": form}
    return render(request, "indicators/portal/columns.html", context, status=422 if form.errors else 200)


def _sheets_of(portal_file: PortalFile, user):
    with opened(portal_file.file) as file:
        lists = portal_lists(file, filename=portal_file.filename, mapping=remembered_mappings(user))
    return [one.sheet for one in lists]
