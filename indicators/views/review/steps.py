"""The steps of the workflow: each action has an address of its own, for one goal and for many."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from filings.domain import steps
from filings.domain.deadlines import term_of
from filings.enums import Action, FilingStatus
from filings.forms import BatchForm, StepForm
from filings.rules import may_do, may_do_somewhere, may_rate
from filings.views.steps import CHOOSE_AGAIN, NEED_A_REASON, reasons_for
from filings.workflow import STAGE_OF_NEED, Need
from indicators.checks import grouped
from indicators.domain.checking.answers import answers_of
from indicators.domain.checking.findings import findings_now
from indicators.domain.review.obstacles import in_words, obstacles_of, said_before_submission
from indicators.enums import CheckOutcome
from indicators.forms.filters import GoalFilterForm
from indicators.models import PerformanceGoal
from indicators.workflow import WORKFLOW
from perfgoals.accounts.enums import Role
from perfgoals.common.numbers import posted_number

from ..scope import cycle_or_404, goal_or_404, next_of, visible_goals
from .places import finding_links

BY_UNIT = (Action.SUBMIT, Action.WITHDRAW)
NOT_YOURS = "您的角色不办理“{}”，或该项目不属于您负责的单位。"


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, pk, action):
    """Say what the step does and what stands in its way; take it on POST."""
    action = Action(action)
    goal = goal_or_404(request, pk, goals=PerformanceGoal.objects.with_step_facts().with_indicators())
    if not may_do(request.user, action, goal.filing):
        raise PermissionDenied(NOT_YOURS.format(action.label))
    form = StepForm(request.POST or None, reasons=reasons_for(action), initial={"revision": goal.revision})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            steps.take_step(
                filing=goal.filing, action=action, by=request.user, revision=form.cleaned_data["revision"],
                comment=form.full_comment,
            )  # fmt: skip
        except steps.NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except steps.StepRefused as refusal:
            messages.error(request, str(refusal))
            status = 409
            goal = goal_or_404(request, pk, goals=PerformanceGoal.objects.with_step_facts().with_indicators())
            form = _again(request, goal, action)
        else:
            messages.success(request, f"{goal}：已{action.label}，现在是“{goal.get_status_display()}”。")
            return redirect(_after(request, goal))
    return render(
        request,
        "indicators/review/steps/step.html",
        _step_context(request, goal, action, form),
        status=status,
    )


def _again(request, goal, action) -> StepForm:
    """What was typed, for the table as it is now: the person has just been told what changed."""
    data = request.POST.copy()
    data["revision"] = goal.revision
    return StepForm(data, reasons=reasons_for(action))


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, cycle, action):
    """First what is ready and what is left out and why; with `confirm`, the step and its result per item."""
    if request.method != "POST":
        messages.info(request, CHOOSE_AGAIN)
        return redirect("goal_list" if action in BY_UNIT else "review_queue", cycle=cycle)
    action = Action(action)
    cycle = cycle_or_404(request, cycle)
    if not may_do_somewhere(request.user, action, WORKFLOW):
        raise PermissionDenied(NOT_YOURS.format(action.label))
    context = {"cycle": cycle, "action": action}
    context["back"] = next_of(request) or reverse("goal_list", args=[cycle.code])
    needs_comment = action in NEED_A_REASON
    form = BatchForm(reasons=reasons_for(action))
    if request.POST.get("confirm"):
        form = BatchForm(request.POST, items=request.POST.getlist("items"), reasons=reasons_for(action))
        if form.is_valid() and (form.full_comment or not needs_comment):
            return _confirmed(request, cycle, action, context, form)
        what = "理由或意见有误" if form.errors else f"请写明{action.label}的理由，或勾选常用理由"
        messages.error(request, f"{what}；现在还没有办理。")
    goals = _chosen(request, cycle, action)
    limit = steps.BATCH_LIMIT
    context["over"] = max(len(goals) - limit, 0)
    sorted_goals = [(goal, _obstacle(goal, action, request.user)) for goal in goals[:limit]]
    context["ready"] = [goal for goal, reason in sorted_goals if not reason]
    context["left_out"] = [(goal, reason) for goal, reason in sorted_goals if reason]
    context["marks"] = "-".join(f"{goal.pk}.{goal.revision}" for goal in context["ready"])
    context["nothing_ticked"] = not _ticked(request)
    context["needs_comment"] = needs_comment
    context["form"] = form
    return render(request, "indicators/review/steps/batch.html", context)


def _confirmed(request, cycle, action, context, form):
    pairs = dict(form.pairs())
    visible = visible_goals(request, cycle).select_related("project", "filing").filter(pk__in=pairs)
    goals = list(visible.in_table_order())
    try:
        results = steps.take_steps(
            filings=[(goal.filing, pairs[goal.pk]) for goal in goals],
            action=action, by=request.user, comment=form.full_comment,
        )  # fmt: skip
    except steps.StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(context["back"])
    context |= {
        "results": list(zip(goals, results, strict=True)),
        "done": sum(result.done for result in results),
    }
    return render(request, "indicators/review/steps/batch_result.html", context)


def _chosen(request, cycle, action) -> list[PerformanceGoal]:
    """The goals ticked, or those of a second page that comes again; for 送审 without any, what the list's
    filters show of the tables that the person's units may still submit."""
    goals = visible_goals(request, cycle)
    keys = _ticked(request)
    if not keys and action == Action.SUBMIT:
        own = request.user.department_scope("project__department", Role.PREPARER)
        shown = GoalFilterForm(request.POST, cycle=cycle, user=request.user).apply(goals)
        goals = shown.filter(own, filing__status__in=FilingStatus.editable())
    else:
        goals = goals.filter(pk__in=keys)
    return list(goals.with_step_facts().with_indicators().in_table_order())


def _ticked(request) -> list[int]:
    ticked = request.POST.getlist("goals") or [i.partition(":")[0] for i in request.POST.getlist("items")]
    return [key for key in map(posted_number, ticked) if key is not None]


def _obstacle(goal, action, user) -> str:
    reason = steps.obstacle_of(filing=goal.filing, action=action, by=user)
    if reason or action != Action.SUBMIT:
        return reason
    found = obstacles_of(goal)
    return in_words(found) if found else ""


def _step_context(request, goal, action, form) -> dict:
    transition = steps.transition_of(goal.filing, action)
    findings = said_before_submission(goal) if action == Action.SUBMIT and goal.is_editable else []
    reason = steps.obstacle_of(filing=goal.filing, action=action, by=request.user)
    blocking = [finding for finding in findings if finding.blocks]
    return {
        "goal": goal,
        "table": goal,
        "filing": goal.filing,
        "page_url": reverse("goal_detail", args=[goal.pk]),
        "cycle": goal.project.cycle,
        "action": action,
        "transition": transition,
        "target": FilingStatus(transition.target).label if transition else "",
        "remarks": list(goal.filing.remarks.unsettled()) if action == Action.RETURN else [],
        "needs_comment": bool(transition) and Need.COMMENT in transition.needs,
        "obstacle": reason,
        "deadline": term_of(goal.filing)
        if transition and set(transition.needs) & set(STAGE_OF_NEED)
        else None,
        "findings": finding_links(goal, findings, answers_of(goal) if findings else {}),
        "blocking_count": len(blocking),
        "blocked": bool(reason or blocking),
        "form": form,
        "back": next_of(request),
        "next_goal": request.GET.get("then", ""),
        "judged": _judged(goal) if action in (Action.ENDORSE, Action.APPROVE) else None,
        "may_rate": action == Action.APPROVE and may_rate(request.user, goal.filing),
    }


def _judged(goal) -> dict:
    """What is said yes to: the figures that the person should have before him when he decides."""
    found = [group for group in grouped(findings_now(goal)) if group.lead.outcome == CheckOutcome.FINDING]
    stopping = sum(group.lead.blocks for group in found)
    return {
        "blocking": stopping,
        "advice": len(found) - stopping,
        "sheet": goal.filing.sheet,
    }


def _after(request, goal) -> str:
    """Back to where the person came from, else to the goal."""
    return next_of(request) or reverse("goal_detail", args=[goal.pk])
