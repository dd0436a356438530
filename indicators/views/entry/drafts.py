"""New projects, copies of last year's, and throwing a draft away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filings.locking import TableLocked
from indicators import rules
from indicators.domain.cycle_rules import NO_RULES, has_rules
from indicators.domain.entry.copying import copy_goals, previous_cycle
from indicators.domain.entry.drafts import GoalMeasured, create_goal, delete_goal
from indicators.domain.entry.saving import StaleGoal
from indicators.forms.entry.drafts import CopyForm, NewGoalForm
from indicators.models import PerformanceGoal
from perfgoals.accounts.enums import Role
from perfgoals.common.numbers import posted_number

from ..scope import cycle_or_404, goal_or_404

NAMED = 10
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def goal_new(request, cycle):
    cycle = cycle_or_404(request, cycle)
    _demand_create(request, cycle)
    form = NewGoalForm(request.POST or None, units=request.user.home_departments())
    if form.is_valid():
        try:
            goal = create_goal(cycle=cycle, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            closed = hasattr(error, "error_dict") and "department" in error.error_dict
            form.add_error("department" if closed else "name", error.messages)
        else:
            return redirect("goal_edit", pk=goal.pk)
    return render(
        request,
        "indicators/entry/new.html",
        {"cycle": cycle, "form": form},
        status=422 if form.errors else 200,
    )


@form_page
def goal_copy(request, cycle):
    """Last year's projects of the own units, to be ticked; those already here can't be ticked."""
    cycle = cycle_or_404(request, cycle)
    _demand_create(request, cycle)
    source = previous_cycle(cycle)
    goals = PerformanceGoal.objects.none()
    if source is not None:
        own = request.user.department_scope("project__department", Role.PREPARER)
        goals = PerformanceGoal.objects.filter(own).in_cycle(source).with_project().in_table_order()
    homes = request.user.home_departments()
    form = None
    if request.method == "POST":
        form = CopyForm(request.POST, goals=_copied_by(homes, goals).with_indicators())
    if form and form.is_valid():
        copied = copy_goals(goals=form.cleaned_data["goals"], cycle=cycle, by=request.user)
        return _report_copies(request, cycle, copied)
    here = cycle.projects.filter(department__in=homes)
    context = {
        "cycle": cycle,
        "source": source,
        "form": form,
        "goals": goals.with_indicator_count(),
        "copied": set(here.values_list("previous_id", flat=True)),
        "names": set(here.values_list("department_id", "name")),
        "homes": set(homes),
        "chosen": set(request.GET.getlist("goal")),
    }
    context["rows"] = [_copy_row(goal, context) for goal in context["goals"]]
    return render(request, "indicators/entry/copy.html", context, status=422 if form else 200)


def _copied_by(homes, goals):
    """Those of `goals` whose copies would be of one of these units: a merged unit's are its successor's."""
    units = {goal.project.department for goal in goals}
    return goals.filter(project__department__in=[unit for unit in units if unit.current in homes])


def _copy_row(goal, context) -> dict:
    project = goal.project
    unit = project.department.current
    reason = ""
    if unit is None:
        reason = "单位已停用"
    elif unit not in context["homes"]:
        reason = f"单位已并入{unit.name}，由它的填报人员复制"
    elif project.pk in context["copied"]:
        reason = "已复制"
    elif (unit.pk, project.name) in context["names"]:
        reason = "已有同名项目"
    return {"goal": goal, "reason": reason, "chosen": str(goal.pk) in context["chosen"]}


def _report_copies(request, cycle, copied):
    made = [item for item in copied if item.goal]
    for item in copied:
        if not item.goal:
            messages.warning(request, f"没有复制《{item.source.project.name}》：{item.reason}。")
    if made:
        messages.success(
            request,
            f"已复制 {len(made)} 个项目为草稿。金额已清空，请逐个填写；文字中的年份没有改动，请核对。",
        )
    if open_rows := [f"《{item.source}》{item.unmatched} 行" for item in made if item.unmatched]:
        others = f"等 {len(open_rows)} 个项目" if len(open_rows) > NAMED else ""
        named = "、".join(open_rows[:NAMED]) + others
        messages.warning(
            request,
            f"本批次的指标体系与上年不同，{named}指标要重新选二级指标，选好之前不能送审；填报页逐行标出。",
        )
    if len(made) == 1:
        return redirect("goal_edit", pk=made[0].goal.pk)
    return redirect("goal_list", cycle=cycle.code)


@form_page
def goal_delete(request, pk):
    """Asks first; what was submitted once stays on record."""
    goal = goal_or_404(request, pk)
    if not rules.may_delete(request.user, goal):
        raise PermissionDenied("只有从未送审过的草稿可以由本单位填报人员删除。")
    context = {"goal": goal, "cycle": goal.project.cycle, "rows": goal.indicators.count()}
    if request.method != "POST":
        return render(request, "indicators/entry/delete.html", context)
    revision = posted_number(request.POST.get("revision", "")) or 0
    try:
        delete_goal(goal=goal, revision=revision, by=request.user)
    except StaleGoal as stale:
        messages.warning(
            request, f"{stale.goal.filing.updated_by}刚刚修改过这个项目，没有删除。请看过后再决定。"
        )
        return redirect("goal_edit", pk=goal.pk)
    except GoalMeasured:
        messages.error(request, "这个项目已有监控表或自评表，不能删除。")
        return redirect("goal_detail", pk=goal.pk)
    except TableLocked as error:
        raise PermissionDenied("该项目刚刚送审，不能再删除。") from error
    messages.success(request, f"已删除草稿《{goal.project.name}》。")
    return redirect("goal_list", cycle=context["cycle"].code)


def _demand_create(request, cycle):
    if not rules.may_create(request.user, cycle):
        raise PermissionDenied("只有填报人员可以在开放申报的批次中新建项目。")
    if not has_rules(cycle):
        raise PermissionDenied(NO_RULES)
