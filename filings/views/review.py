"""审核 on the common pages: the queue, and one table with everything beside it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .. import rules
from ..domain.deadlines import term_of
from ..domain.queue import neighbours, queue
from ..domain.steps import possible_steps
from ..domain.versions import content_now, read_content
from ..enums import Action, RemarkState
from ..faces import Found, all_faces
from ..forms import FilingFilterForm
from ..kinds import kind_of
from ..models import Filing, Remark
from ..sections import Change, Section, SectionCell, changes
from ..workflow import JUDGEMENTS
from .scope import Opened, cycle_or_404, face_or_404, opened_or_404
from .steps import page_context

PAGE_SIZE = 50
VIEWS = {"findings": "检查", "differences": "差异", "remarks": "意见", "history": "历史"}
NOT_FILTERS = ("view", "changes", "place", "row", "next")


@require_safe
def review_queue(request, cycle, kind):
    """待审核 and 已审核 of one kind."""
    face, cycle = face_or_404(kind), cycle_or_404(request, cycle)
    if not rules.may_see_queue(request.user):
        raise PermissionDenied("待审核列表由主管部门和财政的审核人员使用。")
    form = FilingFilterForm(request.GET, cycle=cycle, user=request.user, face=face)
    filings = form.apply(queue(user=request.user, cycle=cycle, kind=kind, judged=form.judged))
    page = Paginator(filings, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = Filing.objects.with_step_facts(*kind_of(kind).joins).in_bulk([filing.pk for filing in page])
    rows = [shown[filing.pk] for filing in page]
    known = face.lines(rows)
    workflow = kind_of(kind).workflow
    context = {
        "cycle": cycle, "face": face, "kind": kind_of(kind), "form": form, "page": page,
        "lines": [(filing, known[filing.pk]) for filing in rows], "filters": request.GET.urlencode(),
        "actions": [a for a in JUDGEMENTS if rules.may_do_somewhere(request.user, a, workflow)],
        "tabs": all_faces(),
    }  # fmt: skip
    return render(request, "filings/queue.html", context)


@dataclass
class Marked:
    """A cell of the table with what is to be said about it."""

    cell: SectionCell
    title: str
    change: str = ""
    findings: list[tuple[int, Found]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return anchor(self.cell.place, self.cell.row_key)

    @property
    def blocking(self) -> int:
        return sum(found.blocks for _, found in self.findings)

    @property
    def advice(self) -> int:
        return len(self.findings) - self.blocking


@require_safe
def review(request, pk):
    """The table as handed in, with findings, differences, remarks, history; and the way to the next."""
    opened = opened_or_404(request, pk)
    filing, face = opened.filing, opened.face
    if not rules.may_review(request.user, filing):
        raise PermissionDenied("审核页由负责该单位的审核人员使用。")
    form = FilingFilterForm(request.GET, cycle=filing.cycle, user=request.user, face=face)
    waiting = form.apply(queue(user=request.user, cycle=filing.cycle, kind=filing.kind, judged=form.judged))
    place, filters = neighbours(list(waiting.values_list("pk", flat=True)), filing.pk), _filters(request)
    queue_url = reverse("filing_queue", args=[filing.cycle.code, filing.kind])
    following = reverse("filing_review", args=[place["next"]]) if place["next"] else queue_url
    keep = f"{filters}&" if filters else ""
    context = page_context(opened) | _shown(request, opened) | {
        "queue_url": queue_url,
        "next_url": f"{following}?{filters}" if filters else following,
        "steps": possible_steps(filing=filing, by=request.user),
        "place_in_queue": place,
        "term": term_of(filing),
        "filters": filters,
        "keep": keep,
        "here": f"{request.path}?{keep}view=remarks",
        "files": filing.attachments.present().count(),
        "may_remark": rules.may_remark(request.user, filing),
        "more": face.more(request.user, opened.table),
        "print_url": face.print_url(opened.table),
        "version_page": "filing_version",
    }  # fmt: skip
    return render(request, "filings/review.html", context)


def _shown(request, opened: Opened) -> dict:
    """The table with its marks, and the view beside it."""
    filing = opened.filing
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "findings"
    sections = opened.face.shown(content_now(opened.table))
    base_label, found_changes = _changes(opened, sections)
    findings, remarks = opened.face.findings(opened.table), list(filing.remarks.with_people())
    unsettled = sum(remark.state != RemarkState.RESOLVED for remark in remarks)
    counts = {"findings": len(findings), "differences": len(found_changes), "remarks": unsettled}
    return {
        "sections": _marked(sections, findings, found_changes, remarks),
        "view": view,
        "views": [(key, label, counts.get(key)) for key, label in VIEWS.items()],
        "findings": [(n, found, anchor(found.place, found.row_key)) for n, found in enumerate(findings, 1)],
        "base_label": base_label,
        "differences": found_changes,
        "remarks": [(remark, True) for remark in remarks],
        "transitions": filing.transitions.select_related("by", "version") if view == "history" else [],
    }


def _changes(opened: Opened, sections: list[Section]) -> tuple[str, list[Change]]:
    """What the table is compared with, the last version that was judged before it, and what differs."""
    versions = opened.filing.versions.filter(action__in=[Action.SUBMIT, Action.APPROVE])
    if opened.filing.submission_id:
        versions = versions.filter(serial__lt=opened.filing.submission.serial)
    base = versions.order_by("serial").last()
    return (base.label, changes(opened.face.shown(read_content(base)), sections)) if base else ("", [])


def _marked(sections, findings, found_changes, remarks) -> list[tuple[Section, list[list[Marked]]]]:
    by_cell, said = defaultdict(list), defaultdict(list)
    for number, found in enumerate(findings, start=1):
        by_cell[found.place, found.row_key].append((number, found))
    for remark in remarks:
        if remark.state != RemarkState.RESOLVED:
            said[remark.place, remark.row_key].append(remark)
    words = {(change.place, change.row_key): change.word for change in found_changes if change.place}

    def mark(title: str, cell: SectionCell) -> Marked:
        if not cell.place:
            return Marked(cell, title)
        where = (cell.place, cell.row_key)
        of_row = None if cell.row_key is None else abs(cell.row_key)
        return Marked(cell, title, words.get(where, ""), by_cell[where], said[cell.place, of_row])

    return [
        (s, [[mark(title, cell) for title, cell in zip(s.columns, line, strict=True)] for line in s.lines])
        for s in sections
    ]


def anchor(place: str, row_key: int | None) -> str:
    """The id of a cell on the page."""
    return f"cell-{place}-{row_key}" if row_key is not None else f"cell-{place}"


def _filters(request) -> str:
    """The queue's filters of this address, to hand on to the next table."""
    kept = request.GET.copy()
    for name in NOT_FILTERS:
        kept.pop(name, None)
    return kept.urlencode()
