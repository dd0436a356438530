"""Many people at once: first passwords as a sheet of slips, and the list of roles to be confirmed."""

from collections import defaultdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from perfgoals.accounts import batches, rules
from perfgoals.accounts.enums import GUARDED_ROLES
from perfgoals.accounts.models import Membership, RoleProposal
from perfgoals.common.numbers import posted_number
from printing.fonts import CannotPrint
from projects.models.labels import unit_label

from ..gates import gate
from .slips import slips_pdf

# One answer prints them: more people are printed in several goes.
MOST_SLIPS = 300
PAGE_SIZE = 300
NAMED = 5


@require_safe
@gate(rules.may_manage_accounts)
def slip_list(request):
    people = batches.waiting_for_slips()
    page = Paginator(people, MOST_SLIPS).get_page(request.GET.get("page"))
    places = _places([person.pk for person in page])
    for person in page:
        person.place = places.get(person.pk, "")
    return render(request, "overview/people/slips.html", {"page": page})


@require_POST
@gate(rules.may_manage_accounts)
def slip_print(request):
    """The sheet is the answer itself: passwords that went through a page or a job would have to be stored."""
    chosen = _chosen(request)[:MOST_SLIPS]
    try:
        slips = batches.issue_first_passwords(users=chosen, by=request.user)
        if not slips:
            messages.warning(request, "没有打印：请勾选还没有登录过的账号。")
            return redirect("slip_list")
        places = _places([slip.user.pk for slip in slips])
        pdf = slips_pdf(slips, places=places, address=request.build_absolute_uri("/"))
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("slip_list")
    headers = {"Content-Disposition": 'attachment; filename="first-passwords.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@gate(rules.may_see_accounts)
def proposal_list(request):
    proposals = RoleProposal.objects.open().select_related("user", "department", "proposed_by")
    proposals = proposals.order_by("department__code", "user__full_name", "pk")
    page = Paginator(proposals, PAGE_SIZE).get_page(request.GET.get("page"))
    for proposal in page:
        proposal.must_wait = proposal.role in GUARDED_ROLES and proposal.user.must_change_password
    context = {"page": page, "may_decide": rules.may_manage_roles(request.user)}
    return render(request, "overview/people/proposals.html", context)


@require_POST
@gate(rules.may_manage_roles)
def proposal_confirm(request):
    decisions = batches.confirm_proposals(proposals=_chosen(request), by=request.user)
    granted = [decision for decision in decisions if decision.granted]
    if granted:
        messages.success(request, f"已授予 {len(granted)} 个角色。")
    by_reason = defaultdict(list)
    for decision in decisions:
        if not decision.granted:
            by_reason[decision.reason].append(str(decision.proposal.user))
    for reason, names in by_reason.items():
        messages.warning(request, f"{'、'.join(names[:NAMED])}{'等' if len(names) > NAMED else ''}：{reason}")
    if not decisions:
        messages.info(request, "没有授予：请先勾选；也可能刚刚已由别人办理。")
    return redirect("proposal_list")


@require_POST
@gate(rules.may_manage_roles)
def proposal_decline(request):
    if declined := batches.decline_proposals(proposals=_chosen(request), by=request.user):
        messages.success(request, f"已从清单中去掉 {declined} 个，没有授予。")
    else:
        messages.info(request, "没有去掉：请先勾选；也可能刚刚已由别人办理。")
    return redirect("proposal_list")


def _chosen(request) -> list[int]:
    """The ticked keys; what is no key is passed over."""
    numbers = (posted_number(text) for text in request.POST.getlist("chosen")[:MOST_SLIPS])
    return [number for number in numbers if number]


def _places(users: list[int]) -> dict[int, str]:
    """User → units of his roles, held or proposed."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for rows in (Membership.objects.all(), RoleProposal.objects.open()):
        named = rows.filter(user__in=users, department__isnull=False)
        for user, code, name in named.values_list("user", "department__code", "department__name"):
            found[user].setdefault(unit_label(code, name))
    return {user: "、".join(units) for user, units in found.items()}
