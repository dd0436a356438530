"""Units for a box in which one is typed, see projects.forms.UnitField."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES
from projects.context import all_cycles
from projects.models import Department, Project

from ..models import Filing

SUGGESTIONS = 20


@require_safe
def unit_suggest(request):
    """Units by code, any part of the name or pinyin initials: those the person may see, all of them for who
    administrates; with `cycle`, those of which he may see the tables, if they have one in it."""
    user = request.user
    if not user.roles:
        raise PermissionDenied
    units, code = Department.objects.order_by("code"), request.GET.get("cycle")
    if code or not user.has_role(*ADMINISTRATIVE_ROLES):
        units = units.filter(user.department_scope("pk"))
    units = _with_tables(units, _cycle_or_404(request, code)) if code else units.active()
    text = request.GET.get("q", "")[:100]
    found = list(units.matching(text)[: SUGGESTIONS + 1])
    context = {"units": found[:SUGGESTIONS], "more": len(found) > SUGGESTIONS, "text": text}
    return render(request, "filings/_units.html", context)


def _cycle_or_404(request, code: str):
    cycle = next((cycle for cycle in all_cycles(request) if cycle.code == code), None)
    if cycle is None:
        raise Http404
    return cycle


def _with_tables(units, cycle):
    projects = Project.objects.in_cycle(cycle).filter(department=OuterRef("pk"))
    filings = Filing.objects.in_cycle(cycle).filter(department=OuterRef("pk"))
    return units.filter(Exists(projects.order_by()) | Exists(filings.order_by()))
