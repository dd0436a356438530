"""A new unit; one unit and what may be done with it: fill in, see what follows, confirm."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from projects.domain.units import create_unit
from projects.models import Department

from ..gates import gate, may_set_up
from .unit_changes import ChangeKind, change_unit, effects
from .unit_forms import FORMS, NewUnitForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@gate(may_set_up)
def unit_new(request):
    form = NewUnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = create_unit(unit=form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, f"已建立 {unit.label}。")
            return redirect("unit_detail", code=unit.code)
    return render(request, "overview/setup/unit_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@gate(may_set_up)
def unit_detail(request, code):
    unit = get_object_or_404(Department.objects.select_related("parent", "successor"), code=code)
    people = unit.memberships.filter(user__is_active=True).select_related("user").order_by("role", "user")
    context = {
        "unit": unit, "children": unit.children.all(), "people": people,
        "predecessors": unit.predecessors.all(), "kinds": _kinds_for(unit),
    }  # fmt: skip
    return render(request, "overview/setup/unit.html", context)


@form_page
@gate(may_set_up)
def unit_change(request, code, kind):
    """First POST: what would follow; second one, with `confirm`: it is done."""
    unit = get_object_or_404(Department.objects.select_related("parent", "successor"), code=code)
    kind = _kind_or_404(kind, unit)
    posted = request.method == "POST"
    form = FORMS[kind](request.POST if posted else None, instance=get_object_or_404(Department, code=code))
    context = {"unit": unit, "kind": kind, "form": form}
    if posted and form.is_valid():
        change = form.change(unit)
        if "confirm" in request.POST:
            try:
                change_unit(change, by=request.user)
            except ValidationError as refusal:
                for text in refusal.messages:
                    messages.error(request, text)
            else:
                messages.success(request, f"{unit.label}：已{kind.label}。")
                return redirect("unit_detail", code=code)
        context["effects"] = effects(change)
        context["blocked"] = any(effect.blocks for effect in context["effects"])
    elif not form.fields:  # nothing to fill in: what follows is shown at once
        context["effects"] = effects(FORMS[kind](instance=unit).change(unit))
        context["blocked"] = any(effect.blocks for effect in context["effects"])
    bad = posted and bool(form.errors)
    return render(request, "overview/setup/unit_change.html", context, status=422 if bad else 200)


def _kinds_for(unit: Department) -> list[ChangeKind]:
    if not unit.active:
        return [ChangeKind.RESTORE]
    return [kind for kind in ChangeKind if kind != ChangeKind.RESTORE]


def _kind_or_404(text: str, unit: Department) -> ChangeKind:
    found = next((kind for kind in _kinds_for(unit) if kind.value == text), None)
    if found is None:
        raise Http404
    return found
