"""What became of a table: its steps, its frozen versions, one of them as a page, a comparison or a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.numbers import posted_number
from perfgoals.common.visible import visible_or_404
from printing.fonts import CannotPrint

from ..domain.version_files import write_version
from ..domain.versions import content_now, digest, read_content
from ..faces import all_faces
from ..models import FilingVersion
from ..sections import Change, changes
from .scope import Opened, opened_or_404
from .steps import page_context


@require_safe
def history(request, pk):
    """Every step and every frozen version of one table."""
    opened = opened_or_404(request, pk)
    context = page_context(opened) | {
        "transitions": opened.filing.transitions.select_related("by", "version"),
        "versions": opened.filing.versions.select_related("frozen_by").order_by("-serial"),
        "version_page": "filing_version",
    }
    return render(request, "filings/history.html", context)


@require_safe
def version(request, pk):
    """One version as it was frozen, and what differs from another one or from the table as it is now."""
    found, opened = _version_or_404(request, pk)
    content = read_content(found)
    sections = opened.face.shown(content)
    other_label, differences = _compared(request, opened, found, sections)
    context = page_context(opened) | {
        "version": found,
        "sections": sections,
        "has_form": opened.face.version_form is not None,
        "attachments": content.get("attachments", []),
        "intact": digest(found.content) == found.sha256,
        "others": found.filing.versions.exclude(pk=found.pk).order_by("serial"),
        "chosen": request.GET.get("with", ""),
        "other_label": other_label,
        "differences": differences,
    }
    return render(request, "filings/version.html", context)


@require_safe
def version_file(request, pk, format):
    """An old version as the form that it was, PDF or workbook."""
    found, opened = _version_or_404(request, pk)
    if format not in MEDIA_TYPES or opened.face.version_form is None:
        raise Http404
    form = opened.face.version_form(read_content(found), opened.table)
    try:
        answer = made_file(
            lambda path: write_version(form, version=found, format=format, path=path),
            name=f"{opened.table} {found.label}.{format}",
            content_type=MEDIA_TYPES[format],
            inline=format == "pdf",
        )
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("filing_version", pk=found.pk)
    record(Verb.EXPORT, by=request.user, obj=opened.table, note=found.label, after={"format": format})
    return answer


def _version_or_404(request, pk: int) -> tuple[FilingVersion, Opened]:
    versions = FilingVersion.objects.visible_to(request.user)
    versions = versions.filter(filing__kind__in=[face.key for face in all_faces()])
    found = visible_or_404(versions.select_related("filing", "frozen_by"), pk=pk)
    return found, opened_or_404(request, found.filing_id)


def _compared(request, opened: Opened, found: FilingVersion, sections) -> tuple[str, list[Change]]:
    """(what is compared with, differences from the older to the newer one)."""
    chosen = request.GET.get("with", "")
    if chosen == "now":
        now = opened.face.shown(content_now(opened.table))
        return "现在的内容", changes(sections, now)
    if (number := posted_number(chosen)) is None:
        return "", []
    other = get_object_or_404(FilingVersion.objects.filter(filing=found.filing_id), pk=number)
    others = opened.face.shown(read_content(other))
    pair = (sections, others) if found.serial < other.serial else (others, sections)
    return other.label, changes(*pair)
