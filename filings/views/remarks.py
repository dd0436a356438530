"""审核意见: pinned by a reviewer, answered by the unit, settled by the reviewer; of every kind of table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.common.text import quoted
from perfgoals.common.visible import visible_or_404

from .. import rules
from ..domain import remarks as handling
from ..domain.steps import NotAllowed, StepRefused
from ..domain.versions import read_content
from ..enums import Action, RemarkState
from ..forms import AnswerForm, PlacedRemarkForm
from ..models import Remark
from ..sections import SectionCell
from .scope import Opened, address, next_of, opened_or_404
from .steps import page_context


@require_http_methods(["GET", "HEAD", "POST"])
def remark_add(request, pk):
    """Write a remark on the cell of the address; without a place on the whole table."""
    opened = opened_or_404(request, pk)
    filing = opened.filing
    if not rules.may_remark(request.user, filing):
        raise PermissionDenied("现在不由您审核这张表，不能提意见。")
    cells = _places(opened)
    form = PlacedRemarkForm(
        request.POST or None, initial=request.GET.dict(), places={place for place, _ in cells}
    )
    asked = request.POST if request.method == "POST" else request.GET
    cell = _cell(cells, asked.get("place") or "", asked.get("row") or "")
    if request.method == "POST" and form.is_valid():
        try:
            handling.add_remark(
                filing=filing, by=request.user, text=form.cleaned_data["text"],
                place=form.cleaned_data["place"], row=_row(cells, cell),
            )  # fmt: skip
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "意见已记下，退回后单位会看到。")
            return redirect(next_of(request) or f"{address(filing, 'review')}?view=remarks")
    context = page_context(opened) | {"form": form, "where": _where(opened, cells, cell)}
    context |= {"back": next_of(request), "cell_text": cell.text if cell else ""}
    context["remark_count"] = filing.remarks.count()
    return render(request, "filings/remark.html", context)


@require_safe
def remark_list(request, pk):
    """The unit's side: what the reviewers said, each with an answer, and the way to its table."""
    opened = opened_or_404(request, pk)
    filing = opened.filing
    remarks = list(filing.remarks.with_people())
    returns = filing.transitions.filter(action=Action.RETURN).select_related("by").order_by("pk")
    context = page_context(opened) | {
        "remarks": remarks,
        "open_count": sum(remark.state == RemarkState.OPEN for remark in remarks),
        "may_answer": rules.may_answer_remarks(request.user, filing),
        "last_return": returns.last(),
    }
    return render(request, "filings/remarks.html", context)


@require_POST
def remark_answer(request, pk):
    form = AnswerForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return _change(request, remark_or_404(request, pk), handling.answer_remark, "答复已保存。", text=text)


@require_POST
def remark_resolve(request, pk):
    return _change(request, remark_or_404(request, pk), handling.resolve_remark, "意见已标为解决。")


@require_POST
def remark_reopen(request, pk):
    return _change(request, remark_or_404(request, pk), handling.reopen_remark, "意见已重新提出。")


def _change(request, remark, change, done: str, **values):
    """Do it and go back to the side of the page the person came from."""
    filing = remark.filing
    reviewing = rules.may_review(request.user, filing)
    try:
        change(remark=remark, by=request.user, **values)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    if reviewing and change is not handling.answer_remark:
        return redirect(next_of(request) or f"{address(filing, 'review')}?view=remarks")
    return redirect(f"{address(filing, 'remarks')}#remark-{remark.pk}")


def remark_or_404(request, pk: int) -> Remark:
    remarks = Remark.objects.visible_to(request.user)
    return visible_or_404(remarks.select_related("filing__department__parent"), pk=pk)


def _places(opened: Opened) -> dict[tuple[str, int | None], SectionCell]:
    """Every cell of the submission under review that a remark can be pinned to."""
    content = read_content(opened.filing.submission)
    lines = (line for section in opened.face.sections(content) for line in section.lines)
    return {(cell.place, cell.row_key): cell for line in lines for cell in line if cell.place}


def _cell(cells: dict, place: str, row: str) -> SectionCell | None:
    """The cell of the address; None for the whole table. Raises Http404 for one that is not there."""
    if not place:
        return None
    key = next((key for key in cells if key[0] == place and str(key[1] or "") == row), None)
    if key is None:
        raise Http404
    return cells[key]


def _row(cells: dict, cell: SectionCell | None) -> handling.RemarkedRow | None:
    """The row of the cell: its name is what stands in the row's first cell with a place."""
    if cell is None or cell.row_key is None:
        return None
    name = next(other.text for (_, key), other in cells.items() if key == cell.row_key)
    return handling.RemarkedRow(abs(cell.row_key), name, "")


def _where(opened: Opened, cells: dict, cell: SectionCell | None) -> str:
    if cell is None:
        return "整张表"
    label = opened.filing.kind_of.place_label(cell.place)
    row = _row(cells, cell)
    return f"{quoted(row.name)}的{label}" if row else label
