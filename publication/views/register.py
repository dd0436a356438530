"""The register of publication: what is due, by whom and when, and what became of it."""

from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.views.scope import cycle_or_404
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from perfgoals.common.posted import posted_data

from .. import rules
from ..domain.register import enter_publication, gaps, register_rows, save_task, secret_count, shares
from ..domain.starting import BUNDLE_JOB, CHECK_JOB, start_publication
from ..forms import PublicationTaskForm, UnitPublicationForm
from ..models import PublicationTask, UnitPublication
from ..tables import write_register
from .scope import department_or_404, managing_only, task_or_404


@require_safe
def publication_home(request, cycle):
    """Everything that is due in a cycle, with the share that is out."""
    cycle = cycle_or_404(request, cycle)
    tasks = list(PublicationTask.objects.filter(cycle=cycle).select_related("cycle"))
    context = {
        "cycle": cycle,
        "lines": [(task, shares(register_rows(task, user=request.user))) for task in tasks],
        "may_manage": rules.may_manage_publication(request.user),
    }
    return render(request, "publication/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publication_new(request, cycle):
    cycle = cycle_or_404(request, cycle)
    managing_only(request)
    title = f"{cycle.fiscal_year}年年初绩效目标公开"
    task = PublicationTask(cycle=cycle, title=title)
    return _task_form(request, task, "新的公开事项")


@require_http_methods(["GET", "HEAD", "POST"])
def publication_edit(request, pk):
    task = task_or_404(request, pk, managing=True)
    return _task_form(request, task, "修改公开事项")


def _task_form(request, task, heading):
    form = PublicationTaskForm(posted_data(request), instance=task)
    if request.method == "POST" and form.is_valid():
        save_task(task=form.save(commit=False), by=request.user)
        messages.success(request, "公开事项已保存。")
        return redirect("publication_task", pk=task.pk)
    context = {"cycle": task.cycle, "form": form, "task": task, "heading": heading}
    return render(request, "publication/task_form.html", context, status=422 if form.errors else 200)


@require_safe
def publication_task(request, pk):
    """The register of one thing that is due."""
    task = task_or_404(request, pk)
    rows = register_rows(task, user=request.user)
    managing = rules.may_manage_publication(request.user)
    context = {
        "task": task,
        "cycle": task.cycle,
        "lines": [(row, rules.may_enter(request.user, row.department)) for row in rows],
        "shares": shares(rows),
        "gaps": gaps(rows),
        "secret": secret_count(task, user=request.user),
        "may_manage": managing,
        "bundles": task.bundles.select_related("made_by", "job")[:5] if managing else [],
        "unchecked": sum(row.check is None for row in rows),
        "blocking": sum(row.check.blocking for row in rows if row.check),
    }
    return render(request, "publication/task.html", context)


@require_safe
def publication_register(request, pk):
    """The register as a workbook."""
    task = task_or_404(request, pk)
    rows = register_rows(task, user=request.user)

    def write(path: Path) -> None:
        write_register(task, rows, path)

    answer = made_file(write, name=f"{task} 公开台账.xlsx", content_type=MEDIA_TYPES["xlsx"])
    record(Verb.EXPORT, by=request.user, obj=task, note="公开台账", after={"units": len(rows)})
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def publication_entry(request, pk, department):
    """Where and when one unit published, or why it does not."""
    task = task_or_404(request, pk)
    department = department_or_404(request, department)
    if not rules.may_enter(request.user, department):
        raise PermissionDenied("公开情况由财政和本单位的填报人员登记。")
    entry = UnitPublication.objects.filter(task=task, department=department).first()
    form = UnitPublicationForm(posted_data(request), instance=entry)
    if request.method == "POST" and form.is_valid():
        enter_publication(task=task, department=department, by=request.user, **form.cleaned_data)
        messages.success(request, f"{department.label} 的公开情况已登记。")
        return redirect("publication_task", pk=task.pk)
    context = {"task": task, "cycle": task.cycle, "department": department, "form": form}
    return render(request, "publication/entry.html", context, status=422 if form.errors else 200)


@require_POST
def publication_check(request, pk):
    task = task_or_404(request, pk, managing=True)
    return redirect("job_detail", pk=start_publication(kind=CHECK_JOB, task=task, by=request.user).pk)


@require_POST
def publication_bundle(request, pk):
    task = task_or_404(request, pk, managing=True)
    return redirect("job_detail", pk=start_publication(kind=BUNDLE_JOB, task=task, by=request.user).pk)
