"""The audit list for 审计员: filters, details, export."""

import tempfile
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from perfgoals.common.downloads import MEDIA_TYPES

from .anchors import present_anchor
from .domain import record
from .enums import Verb
from .export import csv_lines, write_workbook
from .forms import AuditFilterForm
from .models import AuditEvent
from .rules import may_read_audit

PAGE_SIZE = 100
# More would take minutes and no one could read it; the filters cut it into months.
EXPORT_LIMIT = 100_000


def auditors_only(view):
    @wraps(view)
    def gate(request, *args, **kwargs):
        if not may_read_audit(request.user):
            raise PermissionDenied("审计记录只有审计员可以查看。")
        return view(request, *args, **kwargs)

    return gate


@require_safe
@auditors_only
def audit_list(request):
    form = AuditFilterForm(request.GET)
    page = Paginator(form.apply(AuditEvent.objects.all()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "audit/list.html", {"form": form, "page": page, "limit": EXPORT_LIMIT})


@require_safe
@auditors_only
def audit_anchor(request):
    """The end of the chain now, to be printed and kept by the auditor."""
    return render(request, "audit/anchor.html", {"anchor": present_anchor(), "now": timezone.localtime()})


@require_safe
@auditors_only
def audit_export(request, format):
    """What the filters show, newest first, at most EXPORT_LIMIT rows; the export is itself recorded."""
    if format not in ("csv", "xlsx"):
        raise Http404
    form = AuditFilterForm(request.GET)
    events = form.apply(AuditEvent.objects.all())[:EXPORT_LIMIT]
    filters = {key: str(value) for key, value in form.chosen.items()}
    record(Verb.EXPORT, by=request.user, name=f"审计记录（{format.upper()}）", after=filters)
    name = f"审计记录 {timezone.localdate():%Y-%m-%d}.{format}"
    if format == "csv":
        answer = StreamingHttpResponse(
            csv_lines(events.iterator(2000)), content_type="text/csv; charset=utf-8"
        )
        answer.headers["Content-Disposition"] = content_disposition_header(True, name)
        return answer
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the answer
    write_workbook(events.iterator(2000), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPES["xlsx"])
