"""What became of a table: its steps, its frozen versions, one of them as a page, a comparison or a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.numbers import posted_number
from perfgoals.common.visible import visible_or_404
from printing.fonts import CannotPrint

from ..domain.version_files import write_version
from ..domain.versions import content_now, digest, read_content
from ..faces import VersionPages, all_version_pages
from ..models import FilingVersion
from .scope import Opened, opened_with
from .steps import page_context


@require_safe
def history(request, pk):
    """Every step and every frozen version of one table."""
    opened = opened_with(request, pk, version_pages())
    versions = opened.filing.versions.select_related("frozen_by", "sheet").order_by("-serial")
    context = _context(opened) | {
        "transitions": opened.filing.transitions.select_related("by", "version"),
        "versions": [(version, opened.face.papers(version)) for version in versions],
    }
    return render(request, "filings/history.html", context)


@require_safe
def version(request, pk):
    """One version as it was frozen, and what differs from another one or from the table as it is now."""
    found, opened = _version_or_404(request, pk)
    content = read_content(found)
    other_label, differences = _compared(request, opened, found, content)
    context = _context(opened) | opened.face.shown(content)
    context |= {
        "version": found,
        "history_url": reverse(opened.face.history, args=[opened.face.history_key(opened.table)]),
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
    if format not in MEDIA_TYPES or opened.face.write is None:
        raise Http404

    def write(path):
        for warning in opened.face.write(found, opened.table, request.GET, format=format, path=path):
            messages.warning(request, warning)

    try:
        answer = made_file(
            write,
            name=f"{opened.table} {found.label}.{format}",
            content_type=MEDIA_TYPES[format],
            inline=format == "pdf",
        )
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(opened.face.version, pk=found.pk)
    record(Verb.EXPORT, by=request.user, obj=opened.table, note=found.label, after={"format": format})
    return answer


def version_pages() -> dict[str, VersionPages]:
    return all_version_pages(_write_form)


def _write_form(version_form, version: FilingVersion, table, asked, *, format, path) -> list[str]:
    write_version(version_form(read_content(version), table), version=version, format=format, path=path)
    return []


def _context(opened: Opened) -> dict:
    pages = opened.face
    return page_context(opened) | {"pages": pages, "version_page": pages.version}


def _version_or_404(request, pk: int) -> tuple[FilingVersion, Opened]:
    versions, pages = FilingVersion.objects.visible_to(request.user), version_pages()
    versions = versions.filter(filing__kind__in=pages)
    found = visible_or_404(versions.select_related("filing", "frozen_by"), pk=pk)
    return found, opened_with(request, found.filing_id, pages)


def _compared(request, opened: Opened, found: FilingVersion, content: dict) -> tuple[str, list]:
    """(what is compared with, differences from the older to the newer one)."""
    chosen = request.GET.get("with", "")
    if chosen == "now":
        return "现在的内容", opened.face.compared(content, content_now(opened.table))
    if (number := posted_number(chosen)) is None:
        return "", []
    other = get_object_or_404(FilingVersion.objects.filter(filing=found.filing_id), pk=number)
    pair = (content, read_content(other))
    return other.label, opened.face.compared(*(pair if found.serial < other.serial else reversed(pair)))
