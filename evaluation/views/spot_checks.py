"""抽评: drawing tables by lot, and the page on which finance records its own points."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filings.views.scope import cycle_or_404
from perfgoals.common.visible import visible_or_404

from .. import rules
from ..domain.spot_checks import SpotCheckRefused, draw, record_check, with_given
from ..domain.subjects import evaluated_projects
from ..forms.spot_check import DrawForm, SpotCheckForm
from ..models import Evaluation, SpotCheck


@require_POST
def draw_spot_checks(request, cycle):
    """Draw by lot; the list then shows what was drawn."""
    cycle = cycle_or_404(request, cycle)
    if not rules.may_draw_spot_checks(request.user):
        raise PermissionDenied("自评表由财政审核人员抽取。")
    form = DrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(error for errors in form.errors.values() for error in errors))
        return redirect("evaluation_list", cycle=cycle.code)
    try:
        drawn = draw(cycle=cycle, by=request.user, percent=form.cleaned_data["percent"])
    except SpotCheckRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"抽中 {len(drawn)} 张自评表，列表中标为“待抽评”。")
    return redirect("evaluation_list", cycle=cycle.code)


@require_http_methods(["GET", "HEAD", "POST"])
def spot_check(request, pk):
    """The points of the unit, beside them those of finance."""
    evaluation = _evaluation_or_404(request, pk)
    if not rules.may_spot_check(request.user, evaluation.filing):
        raise PermissionDenied("抽评由财政审核人员在自评表送到财政后办理。")
    form, status = _form(request, evaluation), 200
    if request.method == "POST" and form.is_valid():
        try:
            check = record_check(
                evaluation=evaluation, by=request.user, given=form.given(),
                execution=form.cleaned_data["execution"], opinion=form.cleaned_data["opinion"],
                revision=form.cleaned_data["revision"] or 0,
            )  # fmt: skip
        except SpotCheckRefused as refusal:
            messages.error(request, str(refusal))
            status, evaluation = 409, _evaluation_or_404(request, pk)
            form = _form(request, evaluation, again=True)
        else:
            messages.success(request, f"抽评已保存：{check.in_words}。")
            return redirect("filing_review", pk=evaluation.filing_id)
    scored = None
    if form.is_bound and form.is_valid():
        scored = with_given(form.subject, form.given(), form.cleaned_data["execution"])
    context = {"evaluation": evaluation, "project": evaluation.project, "cycle": evaluation.project.cycle}
    context |= {"form": form, "subject": form.subject, "scored": scored, "check": _check(evaluation)}
    return render(request, "evaluation/spot_check.html", context, status=422 if form.errors else status)


def _form(request, evaluation: Evaluation, *, again: bool = False) -> SpotCheckForm:
    """As posted, or as recorded; `again`: what was typed, for the record as it is now."""
    (subject,) = evaluated_projects([evaluation])
    check, data = _check(evaluation), request.POST.copy() if request.method == "POST" else None
    if again:
        data["revision"] = check.revision if check else 0
    return SpotCheckForm(data, subject=subject, check=check)


def _check(evaluation: Evaluation) -> SpotCheck | None:
    return SpotCheck.objects.filter(evaluation=evaluation).select_related("checked_by").first()


def _evaluation_or_404(request, pk: int) -> Evaluation:
    if not rules.may_see_evaluations(request.user):
        raise PermissionDenied("您的角色不办理绩效自评业务。")
    evaluation = visible_or_404(Evaluation.objects.visible_to(request.user).with_all(), pk=pk)
    request.cycle = evaluation.project.cycle
    return evaluation
