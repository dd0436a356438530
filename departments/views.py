"""部门整体表: the list of a cycle, a table to fill in or read, its files, and filling it from a workbook."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from filings.domain.sent_back import sent_back
from filings.locking import TableLocked
from filings.views.scope import cycle_or_404
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record as note
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.visible import visible_or_404
from perfgoals.sheets import UnreadableFile
from printing.fonts import CannotPrint
from projects.models import Department

from . import rules
from .checks import findings_of
from .domain.books import write_tables
from .domain.kind import checked_record
from .domain.saving import StaleTable, begin, save_table
from .forms import DepartmentForm
from .models import DEPARTMENT, DepartmentGoal
from .reading import read_department
from .record import record_of

LOCKED = "这张表已送审或已批复，不能再修改。您填写的内容没有保存。"
STALE = "您打开之后有人保存过这张表。您填写的内容还在下面，没有保存；请另开一页核对后再保存。"
# Trees seen in departments' tables [参考样式]: proposals only, any name may be written.
TIERS_1 = (
    "产出指标", "效益指标", "满意度指标", "运行成本", "管理效率", "履职效能", "社会效应",
    "可持续发展能力", "满意度",
)  # fmt: skip
TIERS_2 = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标", "社会效益指标", "生态效益指标",
    "可持续影响指标", "服务对象满意度指标",
)  # fmt: skip
MOST_LINES = 10
MAX_FILE = 20 * 1024 * 1024


class BeginForm(forms.Form):
    """For which of the person's own units a table is begun."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label="部门（单位）", empty_label=None, to_field_name="code",
        error_messages={"required": "请选择部门。", "invalid_choice": "请选择您填报的部门。"},
    )  # fmt: skip

    def __init__(self, data=None, *, user):
        super().__init__(data)
        own = [m.department_id for m in user.roles.get(Role.PREPARER, [])]
        self.fields["department"].queryset = Department.objects.filter(pk__in=own, active=True)


@require_safe
def department_list(request, cycle):
    cycle = cycle_or_404(request, cycle)
    goals = DepartmentGoal.objects.visible_to(request.user).in_cycle(cycle).in_table_order()
    form = BeginForm(user=request.user)
    context = {
        "cycle": cycle,
        "goals": goals.select_related("department", "filing__updated_by"),
        "form": form,
        "may_begin": bool(request.user.roles.get(Role.PREPARER)),
        "may_review": may_review_any(request.user),
        "kind": DEPARTMENT,
    }
    return render(request, "departments/list.html", context)


def may_review_any(user) -> bool:
    return user.has_role(Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER)


@require_POST
def department_begin(request, cycle):
    cycle = cycle_or_404(request, cycle)
    form = BeginForm(request.POST, user=request.user)
    if not request.user.roles.get(Role.PREPARER):
        raise PermissionDenied("部门整体表由本部门的填报人员填写。")
    if not form.is_valid():
        messages.error(request, form.errors["department"][0])
        return redirect("department_list", cycle=cycle.code)
    goal = begin(cycle=cycle, department=form.cleaned_data["department"], by=request.user)
    return redirect("department_page", pk=goal.pk)


@require_safe
def department_page(request, pk):
    goal = goal_or_404(request, pk)
    return _page(request, goal, DepartmentForm(record=record_of(goal), revision=goal.filing.revision))


@require_POST
def department_save(request, pk):
    goal = _own_goal(request, pk)
    form = DepartmentForm(request.POST, record=record_of(goal), revision=goal.filing.revision)
    if not form.is_valid():
        return _page(request, goal, form, status=422)
    try:
        save_table(goal=goal, wanted=form.record, revision=form.revision, by=request.user)
    except TableLocked:
        messages.error(request, LOCKED)
        return redirect("department_page", pk=goal.pk)
    except StaleTable:
        messages.error(request, STALE)
        return _page(request, goal, form, status=409)
    messages.success(request, "部门整体绩效目标表已保存。")
    return redirect("department_page", pk=goal.pk)


@require_POST
def department_fill(request, pk):
    """The form filled from a file; nothing is stored until the person saves it."""
    goal = _own_goal(request, pk)
    file = request.FILES.get("file")
    if file is None or file.size > MAX_FILE:
        messages.error(request, "请选择要填入的文件（xlsx，不超过 20 MB）。")
        return redirect("department_page", pk=goal.pk)
    try:
        found = read_department(file, filename=file.name, record=record_of(goal))
    except UnreadableFile as error:
        messages.error(request, f"文件没有读入：{error}")
        return redirect("department_page", pk=goal.pk)
    messages.warning(request, "以下是从文件读出的内容，请核对后点“保存”；现在还没有保存。")
    for sentence in found.doubts:
        messages.warning(request, sentence)
    if lines := found.unread_lines:
        more = f"；另有 {len(lines) - MOST_LINES} 处" if len(lines) > MOST_LINES else ""
        messages.warning(request, f"没有读入：{'；'.join(lines[:MOST_LINES])}{more}。需要的请自行补填。")
    form = DepartmentForm(record=found.record, revision=goal.filing.revision, from_file=True)
    return _page(request, goal, form)


@require_safe
def department_file(request, pk, format):
    """The table as a form: PDF or workbook."""
    goal = goal_or_404(request, pk)
    if format not in MEDIA_TYPES:
        raise Http404
    if not rules.may_export(request.user):
        raise PermissionDenied
    try:
        answer = made_file(
            lambda path: write_tables([goal], cycle=goal.cycle, format=format, path=path),
            name=f"{goal.cycle.fiscal_year}年 {goal.department.name} 部门整体绩效目标表.{format}",
            content_type=MEDIA_TYPES[format],
            inline=format == "pdf",
        )
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("department_page", pk=goal.pk)
    note(Verb.EXPORT, by=request.user, obj=goal, after={"format": format})
    return answer


def goal_or_404(request, pk: int) -> DepartmentGoal:
    if not rules.may_see_goals(request.user):
        raise PermissionDenied("您的角色不办理绩效目标业务。")
    goal = visible_or_404(DepartmentGoal.objects.visible_to(request.user).with_all(), pk=pk)
    request.cycle = goal.cycle
    return goal


def _own_goal(request, pk: int) -> DepartmentGoal:
    goal = goal_or_404(request, pk)
    if not rules.may_fill_in(request.user, goal.department_id):
        raise PermissionDenied("部门整体表由本部门的填报人员填写。")
    return goal


def _page(request, goal: DepartmentGoal, form: DepartmentForm, *, status: int = 200):
    record = checked_record(goal)
    own = rules.may_fill_in(request.user, goal.department_id)
    if not (own and goal.filing.is_editable):
        form.be_read_only()
    context = {
        "goal": goal,
        "filing": goal.filing,
        "cycle": goal.cycle,
        "form": form,
        "record": record,
        "findings": findings_of(record),
        "may_fill_in": own and goal.filing.is_editable,
        "sent_back": sent_back(goal.filing),
        "tiers1": TIERS_1,
        "tiers2": TIERS_2,
    }
    return render(request, "departments/page.html", context, status=status)
