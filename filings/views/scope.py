"""What views of handed-in tables start with: the cycle of the address, the table one may see."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from perfgoals.common.visible import visible_or_404
from projects.context import all_cycles
from projects.models import BudgetCycle

from .. import rules
from ..faces import Face, VersionPages, all_faces, face_of
from ..models import Filing


def cycle_or_404(request, code: str) -> BudgetCycle:
    """The cycle of the address; it becomes the one that the frame and the next login show."""
    if not rules.may_see_tables(request.user):
        raise PermissionDenied("您的角色不办理绩效目标业务。")
    cycle = next((cycle for cycle in all_cycles(request) if cycle.code == code), None)
    if cycle is None:
        raise Http404
    request.cycle = cycle
    if request.session.get("cycle") != code:
        request.session["cycle"] = code
    return cycle


def next_of(request, name: str = "next") -> str:
    """`next` (or another name) of the form or address, when it is a path of this site, as our pages send it.

    Anything else Django would take for the name of an address.
    """
    url = request.POST.get(name) or request.GET.get(name) or ""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


@dataclass(frozen=True)
class Opened:
    """A handed-in table that this person may see, with everything its pages and steps read."""

    filing: Filing
    table: Any
    face: Face | VersionPages


def opened_or_404(request, pk: int) -> Opened:
    """The table of a filing, of a kind that has common pages."""
    return opened_with(request, pk, {face.key: face for face in all_faces()})


def opened_with(request, pk: int, shown: dict) -> Opened:
    """The same of the kinds that `shown` has something for."""
    filings = Filing.objects.filter(kind__in=shown)
    kind = visible_or_404(filings.visible_to(request.user), pk=pk).kind_of
    filing = Filing.objects.with_step_facts(*kind.joins).get(pk=pk)
    request.cycle = filing.cycle
    return Opened(filing, kind.load(filing), shown[filing.kind])


def face_or_404(key: str) -> Face:
    try:
        return face_of(key)
    except KeyError:
        raise Http404 from None


def address(filing: Filing, page: str) -> str:
    """A page of this table: review, remarks, history or an action; of the goal its own."""
    kind = filing.kind_of
    return reverse(f"{kind.page}_{page}", args=[kind.page_key(filing)])
