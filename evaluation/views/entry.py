"""Filling in a self-evaluation: the page, its points while typing, saving, the printed form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from filings.domain.attachments import files_by_row
from filings.domain.sent_back import sent_back
from filings.locking import TableLocked
from monitoring.views.files import form_file
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from printing.fonts import CannotPrint

from .. import rules
from ..checks import CHECKS
from ..domain.entry import (
    NotApproved,
    StaleEvaluation,
    evaluated,
    open_evaluation,
    save_evaluation,
    with_posted,
)
from ..domain.subjects import evaluated_projects
from ..forms.entry import EvaluationForm
from ..models import Evaluation
from ..subject import EvaluatedProject
from ..tables.forms import evaluation_form
from .scope import project_or_404


@require_safe
def evaluation_page(request, pk):
    """The table to fill in, or to read for whoever does not fill it in."""
    project = project_or_404(request, pk)
    try:
        opened = open_evaluation(project)
    except NotApproved:
        context = {"project": project, "cycle": project.cycle}
        return render(request, "evaluation/not_approved.html", context)
    return _page(request, EvaluationForm(opened=opened), evaluated(opened, opened.values))


@require_POST
def evaluation_points(request, pk):
    """Points and findings of what is typed, without storing it; the whole page where no script runs."""
    form = _posted_form(request, pk)
    if not form.is_valid():
        subject = evaluated(form.opened, form.opened.values)
        if request.htmx:
            return render(request, "evaluation/_points.html", {**_points(subject), "form": form})
        return _page(request, form, subject, status=422)
    subject = evaluated(form.opened, with_posted(form.opened, form.cleaned_data))
    if request.htmx:
        return render(request, "evaluation/_points.html", _points(subject))
    return _page(request, form, subject)


@require_POST
def evaluation_save(request, pk):
    """Store what is typed; points are computed again whenever they are shown."""
    form = _posted_form(request, pk)
    if not form.is_valid():
        return _page(request, form, evaluated(form.opened, form.opened.values), status=422)
    values = with_posted(form.opened, form.cleaned_data)
    revision = form.cleaned_data["revision"] or 0
    try:
        save_evaluation(opened=form.opened, values=values, revision=revision, by=request.user)
    except TableLocked as locked:
        messages.error(request, f"{locked}您填写的内容没有保存。")
        return redirect("evaluation_page", pk=pk)
    except StaleEvaluation as stale:
        messages.error(request, f"{stale}您填写的内容还在下面，没有保存。请另开一页核对后再保存。")
        return _page(request, form, evaluated(form.opened, values), status=409)
    messages.success(request, "自评表已保存。")
    return redirect("evaluation_page", pk=pk)


@require_safe
def evaluation_file(request, pk, format):
    """The stored table as the official form, PDF or workbook."""
    project = project_or_404(request, pk)
    found = evaluated_projects(Evaluation.objects.filter(pk=project.pk).with_all())
    if not found:
        raise Http404
    name = f"{project.cycle.fiscal_year}年 {project.name} 自评表"
    try:
        answer = form_file(evaluation_form(found[0]), format=format, name=name)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("evaluation_page", pk=pk)
    record(Verb.EXPORT, by=request.user, obj=Evaluation.objects.get(pk=pk), after={"format": format})
    return answer


def _posted_form(request, pk) -> EvaluationForm:
    project = project_or_404(request, pk)
    if not rules.may_fill_in(request.user, project):
        raise PermissionDenied("自评表由本单位的填报人员填写。")
    try:
        return EvaluationForm(request.POST, opened=open_evaluation(project))
    except NotApproved as error:
        raise PermissionDenied("绩效目标批复后才能填写自评表。") from error


def _page(request, form: EvaluationForm, subject: EvaluatedProject, *, status: int = 200):
    project = form.opened.project
    files = files_by_row(form.opened.filing)
    context = {
        "project": project,
        "cycle": project.cycle,
        "form": form,
        "measured": [(row, fields, files.get(row["approved_key"], [])) for row, fields in form.rows],
        "is_stored": form.opened.filing is not None,
        "filing": form.opened.filing,
        "sent_back": sent_back(form.opened.filing) if form.opened.filing else None,
        "may_fill_in": rules.may_fill_in(request.user, project) and form.opened.is_editable,
        # Nothing is scolded before somebody has typed.
        "is_untouched": form.opened.filing is None and request.method == "GET",
        **_points(subject),
    }
    return render(request, "evaluation/page.html", context, status=status)


def _points(subject: EvaluatedProject) -> dict:
    """What the panel of points shows."""
    findings = CHECKS.run(subject)
    return {
        "subject": subject,
        "rows": list(subject.with_points),
        "findings": findings,
        "blocking": sum(finding.blocks for finding in findings),
    }
