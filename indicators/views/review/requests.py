"""调整申请: a unit asks or takes it back, the finance side opens the table by 调整 or says why not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings import rules
from filings.domain.requests import ask_revision, decline_revision, withdraw_request
from filings.domain.steps import NotAllowed, StepRefused
from filings.enums import FilingStatus
from filings.models import RevisionRequest
from indicators.domain.review.queue import requests_for
from indicators.forms.review import RequestAnswerForm, RevisionRequestForm
from indicators.models.goal import GOAL
from perfgoals.common.visible import visible_or_404

from ..scope import cycle_or_404, goal_or_404

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def goal_ask_revision(request, pk):
    """Say why an approved table should be opened again."""
    goal = goal_or_404(request, pk)
    if not rules.may_ask_revision(request.user, goal.filing):
        raise PermissionDenied("调整由本单位填报人员申请。")
    form, status = RevisionRequestForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            ask_revision(filing=goal.filing, by=request.user, reason=form.cleaned_data["reason"])
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            messages.success(request, "调整申请已交财政部门，办理后您会收到消息。")
            return redirect("goal_detail", pk=goal.pk)
    context = {
        "goal": goal, "cycle": goal.project.cycle, "form": form,
        "is_approved": goal.status == FilingStatus.APPROVED,
        "requests": goal.filing.revision_requests.select_related("by", "decided_by").order_by("-pk"),
        "waiting": goal.filing.revision_requests.open().first(),
    }  # fmt: skip
    return render(request, "indicators/review/requests/ask.html", context, status=status)


@require_safe
def revision_requests(request, cycle):
    """What units ask to change, the longest waiting first."""
    cycle = cycle_or_404(request, cycle)
    if not rules.may_decide_requests(request.user):
        raise PermissionDenied("调整申请由财政部门办理。")
    asked = requests_for(user=request.user, cycle=cycle).select_related(
        "filing__goal__project__department", "by"
    )
    page = Paginator(asked, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"cycle": cycle, "page": page, "form": RequestAnswerForm(auto_id=False)}
    return render(request, "indicators/review/requests/list.html", context)


@require_POST
def request_withdraw(request, pk):
    """The unit does not want it any more."""
    asked = _request_or_404(request, pk)
    if not rules.may_ask_revision(request.user, asked.filing):
        raise PermissionDenied("调整申请由本单位填报人员撤回。")
    try:
        withdraw_request(request=asked, by=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "调整申请已撤回，财政部门会收到消息。需要时可以再申请。")
    return redirect("goal_ask_revision", pk=asked.filing.goal.pk)


@require_POST
def request_decline(request, pk):
    """Leave the table as it was approved, with a reason."""
    asked = _request_or_404(request, pk)
    if not rules.may_decide_request(request.user, asked.filing):
        raise PermissionDenied("调整申请由财政部门办理。")
    form = RequestAnswerForm(request.POST)
    try:
        if form.is_valid():
            decline_revision(request=asked, by=request.user, answer=form.cleaned_data["answer"])
            messages.success(request, f"{asked.filing.goal}：已答复不同意调整。")
        else:
            messages.error(request, "请写明为什么不同意调整，2000 字以内；现在还没有办理。")
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("revision_requests", args=[asked.filing.cycle.code]))


def _request_or_404(request, pk) -> RevisionRequest:
    asked = RevisionRequest.objects.visible_to(request.user).filter(filing__kind=GOAL)
    asked = asked.select_related("filing__goal__project", "filing__cycle", "filing__department__parent")
    return visible_or_404(asked, pk=pk)
