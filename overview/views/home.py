"""待办: what waits for this person, every number a link to the list behind it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filings.domain.sent_back import being_revised
from filings.enums import FilingStatus
from filings.rules import may_decide_requests
from indicators import rules
from indicators.domain.lines import lines_of
from indicators.domain.review import queue, waiting
from indicators.domain.review.blocked import recount
from indicators.models import LibraryIndicator
from notices.models import Message, Notice
from perfgoals.accounts.enums import Role
from perfgoals.accounts.locks import locked
from perfgoals.accounts.models import Membership, RoleProposal, User
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from projects.context import default_cycle
from projects.models import BudgetCycle, CodeRequest, Department

from ..setup.guide import guide_steps, is_at_work
from ..waiting import unread_messages, unread_notices, waiting_tables
from ..year import year_figures

ROWS = 10
PAGE_SIZE = 50
SHOWN_MESSAGES = 5


@dataclass(frozen=True)
class Card:
    """One figure of the page. `urgent` figures are marked when they are not zero."""

    label: str
    count: int
    url: str
    urgent: bool = False


@require_safe
def home(request):
    user, cycle = request.user, default_cycle(request)
    if not user.roles:
        return render(request, "overview/welcome.html")
    context = {
        "cycle": cycle,
        "only_unit": user.only_department,
        "is_administrator": rules.may_manage_library(user),
        "cards": [],
    }
    if cycle is not None and rules.may_see_goals(user):
        request.cycle = cycle
        context |= _business(request, cycle)
    context |= _told(request)
    context["cards"] += [*_administration(user, cycle), *_failed_jobs(user)]
    if user.has_role(Role.ADMINISTRATOR) and not is_at_work():
        context["guide"] = guide_steps()
    return render(request, "overview/home.html", context)


@require_safe
def unit_list_not_begun(request, cycle):
    """未开始的单位: whom to call, with the names of those who should fill in."""
    if not rules.may_see_progress(request.user):
        raise PermissionDenied
    cycle = get_object_or_404(BudgetCycle, code=cycle)
    preparers = Membership.objects.filter(role=Role.PREPARER, user__is_active=True).select_related("user")
    units = waiting.units_not_begun(cycle=cycle, scope=waiting.progress_scope(request.user))
    below = Department.objects.active().filter(parent=OuterRef("pk"))
    units = units.annotate(has_children=Exists(below)).select_related("parent")
    units = units.prefetch_related(Prefetch("memberships", preparers))
    page = Paginator(units, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "overview/units_not_begun.html", {"cycle": cycle, "page": page})


def _told(request) -> dict:
    """The newest unread messages, and the notices that the person has not read; looked for where there are
    some, which the bell has counted."""
    user, told = request.user, {"notices": [], "unread": []}
    if unread_notices(request):
        told["notices"] = Notice.objects.for_user(user).unread_by(user)[:SHOWN_MESSAGES]
    if unread_messages(request):
        unread = Message.objects.readable_by(user).unread().select_related("cycle")
        told["unread"] = unread[:SHOWN_MESSAGES]
    return told


def _business(request, cycle: BudgetCycle) -> dict:
    user, cards = request.user, []
    context = {"queues": [], "has_business": True, "term": waiting.term_for(user=user, cycle=cycle)}
    if user.has_role(Role.PREPARER):
        drafts = waiting.goals_of_role(user, cycle, Role.PREPARER).filter(filing__status=FilingStatus.DRAFT)
        changed = recount(drafts, cycle=cycle)
        context["is_counted"] = changed.complete
        figures = waiting.preparer_figures(user=user, cycle=cycle, recount=changed)
        cards += [_goal_card(cycle, f, urgent=f.label in ("被退回", "待调整")) for f in figures]
        own = waiting.goals_of_role(user, cycle, Role.PREPARER)
        context |= {"is_preparer": True, "may_create": rules.may_create(user, cycle)}
        if any(figure.label == "被退回" and figure.count for figure in figures):
            context["returned"] = waiting.returned_goals(user=user, cycle=cycle, limit=ROWS)
        if any(figure.label == "待调整" for figure in figures):
            context["revised"] = waiting.revised_goals(user=user, cycle=cycle, limit=ROWS)
        sent_back = Q(filing__status=FilingStatus.RETURNED) | being_revised("filing__")
        context["recent"] = lines_of(own.exclude(sent_back).order_by("-filing__updated_at", "pk")[:ROWS])
        context["has_projects"] = figures[-1].count > 0
    for role in (role for role in waiting.WAITING_FOR if user.has_role(role)):
        figure, units = waiting.review_queue(user=user, cycle=cycle, role=role)
        cards.append(_goal_card(cycle, figure, urgent=True))
        rows = [(entry, _goals_url(cycle, entry.filters)) for entry in units]
        context["queues"].append((role.label, rows))
    figures = year_figures(user=user, cycle=cycle, waiting=waiting_tables(request)[cycle.pk])
    cards += [Card(*figure, urgent=True) for figure in figures]
    if context["queues"] and not user.has_role(Role.PREPARER):
        cards += [_goal_card(cycle, figure) for figure in waiting.status_figures(user=user, cycle=cycle)]
    if may_decide_requests(user):
        asked = queue.requests_for(user=user, cycle=cycle).count()
        cards.append(Card("调整申请", asked, reverse("revision_requests", args=[cycle.code]), urgent=True))
    return {**context, "cards": cards}


def _administration(user, cycle: BudgetCycle | None) -> list[Card]:
    cards = []
    if cycle is not None and rules.may_see_progress(user):
        units = waiting.units_not_begun(cycle=cycle, scope=waiting.progress_scope(user)).count()
        cards.append(Card("未开始的单位", units, reverse("units_not_begun", args=[cycle.code])))
    if user.has_role(Role.ADMINISTRATOR, Role.SECURITY_OFFICER):
        people = User.objects.filter(is_active=True)
        roleless = people.filter(~Exists(Membership.objects.filter(user=OuterRef("pk")))).count()
        proposed = RoleProposal.objects.open().count()
        cards.append(Card("待确认的角色", proposed, reverse("proposal_list"), urgent=True))
        cards.append(Card("无角色的账号", roleless, _people_url("roleless"), urgent=True))
        cards.append(Card("已锁定的账号", locked(people).count(), _people_url("locked"), urgent=True))
    if rules.may_manage_library(user):
        if asked := CodeRequest.objects.open().count():
            cards.append(Card("请求添加的科目", asked, f"{reverse('code_list')}?list=subject", urgent=True))
        proposed = LibraryIndicator.objects.proposed().count()
        cards.append(Card("指标入库申请", proposed, f"{reverse('library_list')}?state=proposed", urgent=True))
    return cards


def _failed_jobs(user) -> list[Card]:
    """The person's own jobs that failed or broke off; no card when all is well."""
    failed = Job.objects.visible_to(user).filter(state__in=JobState.broken()).count()
    url = f"{reverse('job_list')}?state=broken"
    return [Card("失败的任务", failed, url, urgent=True)] if failed else []


def _goals_url(cycle: BudgetCycle, filters: dict) -> str:
    return f"{reverse('goal_list', args=[cycle.code])}?{urlencode(filters)}"


def _people_url(state: str) -> str:
    return f"{reverse('user_list')}?state={state}"


def _goal_card(cycle: BudgetCycle, figure: waiting.Waiting, *, urgent: bool = False) -> Card:
    return Card(figure.label, figure.count, _goals_url(cycle, figure.filters), urgent)
