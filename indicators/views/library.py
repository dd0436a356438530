"""指标库: search, one entry with its projects, proposals and the decision on them, suggestions for a row."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.common.numbers import posted_number
from perfgoals.common.text import quoted
from perfgoals.common.visible import visible_or_404
from projects.context import default_cycle

from .. import rules
from ..domain.library import catalogue
from ..domain.library.suggestions import suggest
from ..enums import LibraryState
from ..forms.library import BuildForm, DeclineForm, LibraryFilterForm, ProposalForm, SuggestForm
from ..models import Indicator, LibraryIndicator
from ..models.library import bare_tier
from .scope import goal_or_404

PAGE_SIZE = 50
OWN_PROPOSALS = 10


@require_safe
def library_list(request):
    _gate(rules.may_see_library(request.user))
    manages = rules.may_manage_library(request.user)
    form = LibraryFilterForm(request.GET, manages=manages)
    page = Paginator(form.apply(), PAGE_SIZE).get_page(request.GET.get("page"))
    own = LibraryIndicator.objects.filter(proposed_by=request.user).order_by("-pk")[:OWN_PROPOSALS]
    context = {
        "form": form,
        "page": page,
        "manages": manages,
        "may_propose": rules.may_propose_indicator(request.user),
        "own_proposals": own,
        "proposed": LibraryIndicator.objects.proposed().count() if manages else 0,
        "build_form": BuildForm() if manages else None,
    }
    return render(request, "indicators/library/list.html", context)


@require_safe
def library_detail(request, pk):
    _gate(rules.may_see_library(request.user))
    return _entry_page(request, _entry_or_404(request, pk), DeclineForm())


@require_http_methods(["GET", "HEAD", "POST"])
def library_propose(request):
    """`?name=…&category=…` fills the form in, for a link from the row that was just typed."""
    _gate(rules.may_propose_indicator(request.user))
    form = ProposalForm(request.POST or None, initial=request.GET.dict(), cycle=default_cycle(request))
    if request.method == "POST" and form.is_valid():
        category = form.cleaned_data["category"]
        tiers = {"tier1": category.parent.name, "tier2": category.name}
        try:
            catalogue.propose_indicator(by=request.user, **tiers, name=form.cleaned_data["name"].strip())
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, "已提交申请。系统管理员采纳后，填报时即可选用。")
            return redirect("library_list")
    return render(request, "indicators/library/propose.html", {"form": form})


@require_POST
def library_accept(request, pk):
    _gate(rules.may_manage_library(request.user))
    entry = _entry_or_404(request, pk)
    done = catalogue.accept_proposal(entry=entry, by=request.user)
    return _decided(request, done, f"{quoted(entry.name)}已入库。")


@require_POST
def library_decline(request, pk):
    _gate(rules.may_manage_library(request.user))
    entry = _entry_or_404(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, entry, form)
    done = catalogue.decline_proposal(entry=entry, by=request.user, note=form.cleaned_data["note"])
    return _decided(request, done, f"{quoted(entry.name)}未采纳，原因已告知申请人。")


@require_POST
def library_build(request):
    """Take in the names of a cycle and count all uses anew."""
    _gate(rules.may_manage_library(request.user))
    form = BuildForm(request.POST)
    if form.is_valid():
        added, counted = catalogue.build_library(**form.cleaned_data, by=request.user)
        messages.success(request, f"新增 {added} 条；{counted} 条的使用次数和典型值已重新统计。")
    else:
        messages.error(request, "没有更新：请选择申报批次，“至少几个项目用过”请填 1 到 1000 的整数。")
    return redirect("library_list")


@require_safe
def library_suggest(request):
    """Fragment for a row of the form: ?goal=…&category=…&q=…"""
    if (number := posted_number(request.GET.get("goal", ""))) is None:
        return HttpResponseBadRequest("goal")
    goal = goal_or_404(request, number)
    form = SuggestForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    found = suggest(goal=goal, category=chosen.get("category"), text=chosen.get("q", ""))
    context = {"suggestions": found, "category": chosen.get("category"), "q": chosen.get("q", "")}
    return render(request, "indicators/library/_suggestions.html", context)


def _gate(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _entry_or_404(request, pk: int) -> LibraryIndicator:
    """An entry that is offered, one's own proposal, or any for whoever keeps the library."""
    entry = get_object_or_404(LibraryIndicator.objects.select_related("proposed_by", "decided_by"), pk=pk)
    if entry.state != LibraryState.IN_USE and not rules.may_manage_library(request.user):
        return visible_or_404(LibraryIndicator.objects.filter(proposed_by=request.user), pk=pk)
    return entry


def _entry_page(request, entry: LibraryIndicator, form: DeclineForm):
    bare = bare_tier(entry.tier2)
    rows = Indicator.objects.filter(name=entry.name, category__name__in=[bare, f"{bare}指标"])
    visible = rows.visible_to(request.user)
    projects = visible.select_related("goal__project__department", "goal__project__cycle").order_by(
        "-goal__project__cycle__fiscal_year",
        "goal__project__department__code",
        "goal__project__position",
        "pk",
    )
    context = {
        "entry": entry,
        "page": Paginator(projects, PAGE_SIZE).get_page(request.GET.get("page")),
        "subjects": catalogue.subjects_of(visible)[:10],
        "manages": rules.may_manage_library(request.user),
        "sees_projects": rules.may_see_goals(request.user),
        "form": form,
    }
    return render(request, "indicators/library/detail.html", context)


def _decided(request, done: bool, text: str):
    if done:
        messages.success(request, text)
    else:
        messages.info(request, "这个申请已有人办理。")
    return redirect("library_list")
