"""审核表: filling it in, and the official form as a PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from filings.domain import rating
from filings.domain.steps import NotAllowed, StepRefused
from filings.domain.versions import read_content
from filings.enums import Action, Rating
from filings.models import FilingVersion, ReviewSheet
from filings.rules import may_rate
from indicators.domain.exports import MEDIA_TYPES
from indicators.domain.review.versions import version_record
from indicators.forms.review import SheetForm
from indicators.models.goal import GOAL
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.visible import visible_or_404
from printing.documents import print_document
from printing.fonts import CannotPrint

from ..scope import next_of
from .remarks import whole_goal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def goal_sheet(request, pk):
    """Rate the submission under review."""
    goal = whole_goal_or_404(request, pk)
    if not may_rate(request.user, goal.filing):
        raise PermissionDenied("审核表在“待财政审核”时由财政审核人员填写。")
    form, status = _sheet_form(request, goal), 200
    if request.method == "POST" and form.is_valid():
        try:
            sheet = rating.rate(
                filing=goal.filing, by=request.user, ratings=form.ratings(), seen=form.cleaned_data["seen"],
                overall=form.cleaned_data["overall"], opinion=form.cleaned_data["opinion"],
            )  # fmt: skip
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            goal, status = whole_goal_or_404(request, pk), 409
            form = _sheet_form(request, goal, again=True)
        else:
            messages.success(request, f"审核表已保存，总体评价为“{sheet.get_overall_display()}”。")
            if hint := rating.leniency(sheet):
                messages.warning(request, hint)
            return redirect(next_of(request) or reverse("goal_review", args=[goal.pk]))
    context = {"goal": goal, "cycle": goal.project.cycle, "form": form, "sheet": form.sheet}
    context["hint"] = rating.leniency(form.sheet) if form.sheet else ""
    context["back"] = next_of(request)
    return render(request, "indicators/review/sheet.html", context, status=status)


def _sheet_form(request, goal, *, again: bool = False) -> SheetForm:
    """The form as posted, or as the sheet is; `again`: what was typed, for the sheet as it is now."""
    seen = rating.sheet_mark(
        goal.filing
    )  # before the sheet: whoever sees an older mark is asked to look again
    sheet = ReviewSheet.objects.filter(version=goal.filing.submission).prefetch_related("answers").first()
    data = request.POST.copy() if request.method == "POST" else None
    if again:
        data["seen"] = seen
    return SheetForm(data, questions=rating.questions_in_use(), sheet=sheet, seen=seen)


@require_safe
def sheet_pdf(request, pk):
    """The official form of one submission's sheet, as it was rated then."""
    versions = FilingVersion.objects.visible_to(request.user).filter(filing__kind=GOAL)
    version = visible_or_404(versions.select_related("filing__goal__project", "frozen_by"), pk=pk)
    sheet = ReviewSheet.objects.filter(version=version).select_related("filled_by").first()
    if sheet is None:
        raise Http404
    try:
        content = print_document("print/review_sheet.html", sheet_context(version, sheet))
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(reverse("goal_detail", args=[version.filing.goal.pk]))
    record(Verb.EXPORT, by=request.user, obj=version.filing.goal, note="打印审核表")
    name = f"审核表 {version.filing.goal.project.name}.pdf"
    header = content_disposition_header(as_attachment=False, filename=name)
    return HttpResponse(content, content_type=MEDIA_TYPES["pdf"], headers={"Content-Disposition": header})


def sheet_context(version: FilingVersion, sheet: ReviewSheet) -> dict:
    """The form's texts: from the frozen version and the sheet alone, so that it prints the same for ever."""
    content = read_content(version)
    blocks: dict[str, list] = {}
    for answer in sheet.answers.all():
        blocks.setdefault(answer.block_name, []).append(answer)
    return {
        "cycle": content["cycle"],
        "block": version_record(content),
        "version": version,
        "sheet": sheet,
        "blocks": list(blocks.items()),
        "ratings": Rating,
        "signatures": _signatures(version, sheet),
        "printed_on": date_format(timezone.localdate(), "Y年n月j日"),
    }


def _signatures(version: FilingVersion, sheet: ReviewSheet) -> list[tuple]:
    """(step, who, when, opinion) in the order of the route; the sheet stands between 主管部门 and 批复."""
    rated = f"总体评价：{sheet.get_overall_display()}"
    lines = [("财政审核", sheet.filled_by, sheet.filled_at, rated)]
    for step in rating.judgements_of(version):
        if step.action == Action.ENDORSE:
            lines.insert(0, ("主管部门审核", step.by, step.at, step.comment or "审核通过"))
        else:
            lines.append((step.get_action_display(), step.by, step.at, step.comment or "同意批复"))
    return lines
