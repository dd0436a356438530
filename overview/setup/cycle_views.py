"""Cycles: the list, a new one after the year before, its settings, and what the old indicators become."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.domain.cycle_rules import NO_RULES, has_rules
from indicators.domain.cycles import change_cycle
from indicators.domain.entry.copying import previous_cycle
from indicators.domain.entry.copying_cycle import start_copy_cycle
from indicators.domain.tree_mapping import map_categories, mapped_categories
from indicators.models import CycleRules, IndicatorScheme
from projects.domain.new_year import following, next_year
from projects.models import BudgetCycle

from ..gates import gate, may_set_up
from .cycle_forms import CycleForm, NewYearForm, RulesForm, TreeMappingForm
from .new_cycle import begin_cycle

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@gate(may_set_up)
def cycle_list(request):
    cycles = BudgetCycle.objects.select_related("rules__scheme")
    return render(request, "overview/setup/cycles.html", {"all_cycles": cycles})


@form_page
@gate(may_set_up)
def cycle_new(request):
    """Begun with what the newest cycle has, a year later; on an empty site with nothing."""
    source = BudgetCycle.objects.filter(rules__isnull=False).select_related("rules").first()
    data = request.POST if request.method == "POST" else None
    form = CycleForm(data, initial=following(source) if source else {})
    rules = RulesForm(data, initial=_rules_after(source), prefix="rules")
    more = NewYearForm(data, source=source) if source else None
    if data is not None and form.is_valid() and rules.is_valid() and (more is None or more.is_valid()):
        cycle, rules_row = form.save(commit=False), rules.save(commit=False)
        try:
            chosen = more.cleaned_data.get("rounds", ()) if more else ()
            taken = begin_cycle(cycle=cycle, rules=rules_row, source=source, rounds=chosen, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return _made(
                request, cycle, source, taken, copies=bool(more and more.cleaned_data["copy_projects"])
            )
    context = {"form": form, "rules": rules, "more": more, "source": source}
    return render(request, "overview/setup/cycle_form.html", context, status=422 if data is not None else 200)


def _rules_after(source: BudgetCycle | None) -> dict:
    """The rules of the year before; on a site's first cycle the newest tree."""
    if source is None:
        newest = IndicatorScheme.objects.order_by("-code").first()
        return {"scheme": newest.pk if newest else None}
    initial = RulesForm(instance=source.rules).initial
    return initial | {"review_closes_on": next_year(source.rules.review_closes_on)}


def _made(request, cycle, source, taken: dict[str, int], *, copies: bool):
    said = "、".join(f"{label} {n} 项" for label, n in taken.items())
    messages.success(request, f"已建立{cycle}批次{f'，沿用上年的{said}' if said else ''}。")
    if source is not None and source.rules.scheme_id != cycle.rules.scheme_id:
        messages.info(request, "指标体系与上年不同。请把上年的二级指标对应一次，复制的项目都照此办理。")
        return redirect("tree_mapping", cycle=cycle.code)
    if copies:
        return redirect("job_detail", pk=start_copy_cycle(source=source, target=cycle, by=request.user).pk)
    return redirect("cycle_edit", cycle=cycle.code)


@form_page
@gate(may_set_up)
def cycle_edit(request, cycle):
    cycle = get_object_or_404(BudgetCycle, code=cycle)
    rules_row = CycleRules.objects.filter(cycle=cycle).first()
    data = request.POST if request.method == "POST" else None
    form = CycleForm(data, instance=cycle)
    rules = RulesForm(data, instance=rules_row, prefix="rules")
    if data is not None and form.is_valid() and rules.is_valid():
        try:
            change_cycle(cycle=form.save(commit=False), rules=rules.save(commit=False), by=request.user)
        except ValidationError as refusal:
            rules.add_error(None, refusal.messages)
        else:
            messages.success(request, "已保存。")
            return redirect("cycle_edit", cycle=cycle.code)
    source = previous_cycle(cycle)
    context = {"form": form, "rules": rules, "cycle_shown": BudgetCycle.objects.get(pk=cycle.pk)}
    if source is not None and has_rules(source) and rules_row is not None:
        here = cycle.projects.count()
        context |= {"source": source, "waiting": source.projects.count(), "here": here}
        context["tree_changed"] = source.rules.scheme_id != rules_row.scheme_id
    return render(request, "overview/setup/cycle_form.html", context, status=422 if data is not None else 200)


@form_page
@gate(may_set_up)
def tree_mapping(request, cycle):
    """What the 二级指标 of the year before become; then the projects may be copied."""
    cycle = get_object_or_404(BudgetCycle.objects.select_related("rules__scheme"), code=cycle)
    source = previous_cycle(cycle)
    if not has_rules(cycle) or source is None or not has_rules(source):
        messages.warning(request, NO_RULES if not has_rules(cycle) else "系统中没有更早年度的批次可以对应。")
        return redirect("cycle_edit", cycle=cycle.code)
    mapped = mapped_categories(source=source, target=cycle)
    scheme = cycle.rules.scheme
    data = request.POST if request.method == "POST" else None
    form = TreeMappingForm(data, mapped=mapped, scheme=scheme)
    if data is not None and form.is_valid():
        map_categories(scheme=scheme, targets=form.targets(), by=request.user)
        if "copy" in data:
            job = start_copy_cycle(source=source, target=cycle, by=request.user)
            return redirect("job_detail", pk=job.pk)
        messages.success(request, "已保存。等着选二级指标的行正在按此整理。")
        return redirect("cycle_edit", cycle=cycle.code)
    context = {"form": form, "source": source, "target": cycle, "same": source.rules.scheme_id == scheme.pk}
    return render(
        request, "overview/setup/tree_mapping.html", context, status=422 if data is not None else 200
    )


@require_POST
@gate(may_set_up)
def cycle_copy_projects(request, cycle):
    """Last year's projects of all units as drafts, in the background; copied ones are left as they are."""
    cycle = get_object_or_404(BudgetCycle, code=cycle)
    source = previous_cycle(cycle)
    if source is None or not has_rules(cycle):
        messages.warning(request, "没有可以复制的上年批次，或本批次还没有选定指标体系。")
        return redirect("cycle_edit", cycle=cycle.code)
    return redirect("job_detail", pk=start_copy_cycle(source=source, target=cycle, by=request.user).pk)
