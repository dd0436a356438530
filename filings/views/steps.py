"""The steps of the workflow on the common pages: each action has an address, for one table and for many."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from perfgoals.accounts.enums import Role
from perfgoals.common.numbers import posted_number

from ..domain import steps
from ..domain.deadlines import term_of
from ..enums import Action, FilingStatus
from ..forms import BatchForm, StepForm
from ..kinds import kind_of
from ..models import Filing, ReturnReason
from ..rules import may_do, may_do_somewhere
from ..workflow import STAGE_OF_NEED, Need
from .scope import Opened, cycle_or_404, face_or_404, next_of, opened_or_404

NOT_YOURS = "您的角色不办理“{}”，或该表不属于您负责的单位。"
CHOOSE_AGAIN = "还没有办理。请重新勾选要办理的；写好的意见留在本机，选中同样的几个就会恢复。"
NEED_A_REASON = (Action.RETURN, Action.REVISE)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, pk, action):
    """Say what the step does and what stands in its way; take it on POST."""
    action = Action(action)
    opened = opened_or_404(request, pk)
    if not may_do(request.user, action, opened.filing):
        raise PermissionDenied(NOT_YOURS.format(action.label))
    initial = {"revision": opened.filing.revision}
    form, status = StepForm(request.POST or None, reasons=reasons_for(action), initial=initial), 200
    if request.method == "POST" and form.is_valid():
        try:
            steps.take_step(
                filing=opened.filing, action=action, by=request.user,
                revision=form.cleaned_data["revision"], comment=form.full_comment,
            )  # fmt: skip
        except steps.NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except steps.StepRefused as refusal:
            messages.error(request, str(refusal))
            status, opened = 409, opened_or_404(request, pk)
            form = _again(request, opened.filing, action)
        else:
            now = opened.filing.get_status_display()
            messages.success(request, f"{opened.table}：已{action.label}，现在是“{now}”。")
            return redirect(next_of(request) or opened.face.page_url(opened.table))
    return render(request, "filings/step.html", _step_context(request, opened, action, form), status=status)


def _again(request, filing: Filing, action: Action) -> StepForm:
    """What was typed, for the table as it is now: the person has just been told what changed."""
    data = request.POST.copy()
    data["revision"] = filing.revision
    return StepForm(data, reasons=reasons_for(action))


def _step_context(request, opened: Opened, action: Action, form: StepForm) -> dict:
    filing, table, face = opened.filing, opened.table, opened.face
    transition = steps.transition_of(filing, action)
    judged = action in (Action.ENDORSE, Action.APPROVE)
    findings = face.findings(table) if judged or (action == Action.SUBMIT and filing.is_editable) else []
    blocking = sum(found.blocks for found in findings)
    obstacle = steps.obstacle_of(filing=filing, action=action, by=request.user)
    needs = set(transition.needs) if transition else set()
    return page_context(opened) | {
        "action": action,
        "transition": transition,
        "target": FilingStatus(transition.target).label if transition else "",
        "remarks": list(filing.remarks.unsettled()) if action == Action.RETURN else [],
        "open_remarks": filing.remarks.open().count() if action == Action.SUBMIT else 0,
        "needs_comment": Need.COMMENT in needs,
        "obstacle": obstacle,
        "deadline": term_of(filing) if needs & set(STAGE_OF_NEED) else None,
        "findings": findings if action == Action.SUBMIT else [],
        "blocking_count": blocking if action == Action.SUBMIT else 0,
        "blocked": bool(obstacle) or (action == Action.SUBMIT and bool(blocking)),
        "form": form,
        "back": next_of(request),
        "facts": [*face.facts(table), _counted(findings)] if judged else [],
    }


def _counted(findings) -> tuple[str, str]:
    blocking = sum(found.blocks for found in findings)
    return "检查", f"强制 {blocking} 项，其他 {len(findings) - blocking} 项"


def page_context(opened: Opened) -> dict:
    """What every page about one table needs for its head and its way back."""
    return {
        "filing": opened.filing,
        "table": opened.table,
        "face": opened.face,
        "kind": opened.filing.kind_of,
        "cycle": opened.filing.cycle,
        "page_url": opened.face.page_url(opened.table),
        "list_url": opened.face.list_url(opened.filing.cycle),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, cycle, kind, action):
    """First what is ready and what is left out and why; with `confirm`, the step and its result per item.

    Whoever comes by a link, after a new login, chooses again.
    """
    if request.method != "POST":
        messages.info(request, CHOOSE_AGAIN)
        return redirect("filing_queue", cycle=cycle, kind=kind)
    action, face = Action(action), face_or_404(kind)
    cycle = cycle_or_404(request, cycle)
    if not may_do_somewhere(request.user, action, kind_of(kind).workflow):
        raise PermissionDenied(NOT_YOURS.format(action.label))
    context = {"cycle": cycle, "face": face, "kind": kind_of(kind), "action": action}
    context |= {"back": next_of(request) or face.list_url(cycle), "needs_comment": action in NEED_A_REASON}
    form = BatchForm(reasons=reasons_for(action))
    if request.POST.get("confirm"):
        form = BatchForm(request.POST, items=request.POST.getlist("items"), reasons=reasons_for(action))
        if form.is_valid() and (form.full_comment or action not in NEED_A_REASON):
            return _confirmed(request, context, form)
        what = "理由或意见有误" if form.errors else f"请写明{action.label}的理由，或勾选常用理由"
        messages.error(request, f"{what}；现在还没有办理。")
    chosen = list(_chosen(request, cycle, kind, action))
    known = face.lines(chosen)
    sorted_out = [
        (one, known[one.pk], _obstacle(one, action, request.user)) for one in chosen[: steps.BATCH_LIMIT]
    ]
    context |= {
        "over": max(len(chosen) - steps.BATCH_LIMIT, 0),
        "ready": [(one, line) for one, line, reason in sorted_out if not reason],
        "left_out": [(one, line, reason) for one, line, reason in sorted_out if reason],
        "form": form,
    }
    context["marks"] = "-".join(f"{one.pk}.{one.revision}" for one, _ in context["ready"])
    return render(request, "filings/batch.html", context)


def _confirmed(request, context: dict, form: BatchForm):
    pairs, face = dict(form.pairs()), context["face"]
    filings = list(
        _visible(request, context["cycle"], face.key).filter(pk__in=pairs).order_by("department__code", "pk")
    )
    try:
        results = steps.take_steps(
            filings=[(filing, pairs[filing.pk]) for filing in filings], action=context["action"],
            by=request.user, comment=form.full_comment,
        )  # fmt: skip
    except steps.StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(context["back"])
    known = face.lines(filings)
    context |= {
        "results": [(known[result.filing.pk], result) for result in results],
        "done": sum(result.done for result in results),
    }
    return render(request, "filings/batch_result.html", context)


def _visible(request, cycle, kind: str):
    return Filing.objects.visible_to(request.user).in_cycle(cycle).of_kind(kind)


def _chosen(request, cycle, kind: str, action: Action):
    """The filings ticked, or those of a second page that comes again; for 送审 without any, all that the
    person's units may still submit."""
    ticked = request.POST.getlist("filings") or [i.partition(":")[0] for i in request.POST.getlist("items")]
    keys = [key for key in map(posted_number, ticked) if key is not None]
    filings = _visible(request, cycle, kind).with_step_facts(*kind_of(kind).joins)
    filings = filings.order_by("department__code", "pk")
    if not keys and action == Action.SUBMIT:
        own = request.user.department_scope("department", Role.PREPARER)
        return filings.filter(own, status__in=FilingStatus.editable())
    return filings.filter(pk__in=keys)


def _obstacle(filing: Filing, action: Action, user) -> str:
    reason = steps.obstacle_of(filing=filing, action=action, by=user)
    if reason or action != Action.SUBMIT:
        return reason
    kind = filing.kind_of
    found = kind.blocking(kind.load(filing))
    return kind.in_words(found[:3]) if found else ""


def reasons_for(action: Action) -> list[str]:
    """The frequent reasons of a return."""
    if action != Action.RETURN:
        return []
    return list(ReturnReason.objects.filter(active=True).values_list("text", flat=True))
