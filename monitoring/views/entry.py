"""Filling in a monitoring report: the page, its lights while typing, saving, the printed form, 整改."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from filings.domain.attachments import files_by_row
from filings.domain.sent_back import sent_back
from filings.locking import TableLocked
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from printing.fonts import CannotPrint

from .. import rules
from ..checks import CHECKS
from ..domain.corrections import CorrectionRefused, answer_correction, ask_correction
from ..domain.entry import NotApproved, StaleReport, monitored, open_report, save_report, with_posted
from ..domain.subjects import monitored_projects
from ..forms.entry import MonitoringForm
from ..forms.rounds import CorrectionAnswerForm, CorrectionForm
from ..subject import MonitoredProject
from ..tables.forms import monitoring_form
from .files import form_file
from .scope import project_or_404, report_or_404, round_or_404


@require_safe
def report_page(request, pk, project):
    """The table to fill in, or to read for whoever does not fill it in."""
    form = _form(request, pk, project)
    if form is None:
        return redirect("goal_detail", pk=project)
    return _page(request, form, monitored(form.opened, form.opened.values))


@require_POST
def report_lights(request, pk, project):
    """Lights and findings of what is typed, without storing it; the whole page where no script runs."""
    form = _posted_form(request, pk, project)
    valid = form.is_valid()
    values = with_posted(form.opened, form.cleaned_data) if valid else form.opened.values
    subject = monitored(form.opened, values)
    if request.htmx:
        return render(request, "monitoring/_lights.html", {**_lights(subject), "form": form})
    return _page(request, form, subject, status=200 if valid else 422)


@require_POST
def report_save(request, pk, project):
    """Store what is typed; lights are computed again whenever they are shown."""
    form = _posted_form(request, pk, project)
    if not form.is_valid():
        return _page(request, form, monitored(form.opened, form.opened.values), status=422)
    values = with_posted(form.opened, form.cleaned_data)
    revision = form.cleaned_data["revision"] or 0
    try:
        save_report(opened=form.opened, values=values, revision=revision, by=request.user)
    except TableLocked as locked:
        messages.error(request, f"{locked}您填写的内容没有保存。")
        return redirect("report_page", pk=pk, project=project)
    except StaleReport as stale:
        messages.error(request, f"{stale}您填写的内容还在下面，没有保存。请另开一页核对后再保存。")
        return _page(request, form, monitored(form.opened, values), status=409)
    messages.success(request, "监控表已保存。")
    return redirect("report_page", pk=pk, project=project)


@require_safe
def report_file(request, pk, format):
    """The stored table as the long form, PDF or workbook."""
    report = report_or_404(request, pk)
    (subject,) = monitored_projects([report])
    try:
        answer = form_file(monitoring_form(subject), format=format, name=f"{report} 监控表")
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect("report_page", pk=report.round_id, project=report.project_id)
    record(Verb.EXPORT, by=request.user, obj=report, after={"format": format})
    return answer


@require_POST
def correction_ask(request, pk):
    """处理意见 and 整改要求 of finance."""
    report = report_or_404(request, pk)
    if not rules.may_ask_correction(request.user, report):
        raise PermissionDenied("监控表送到财政以后，才能由财政审核人员要求整改。")
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有保存：请选择处理意见，整改要求不能过长。")
        return _correct_again(request, pk, "ask_form", CorrectionForm)
    return _corrected(request, pk, ask_correction, "处理意见已保存。", "ask_form", form)


@require_POST
def correction_answer(request, pk):
    """整改结果 of the unit."""
    report = report_or_404(request, pk)
    if not rules.may_answer_correction(request.user, report):
        raise PermissionDenied("整改结果由本单位的填报人员在财政要求整改后填写。")
    form = CorrectionAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有保存：请填写整改结果，且不能过长。")
        return _correct_again(request, pk, "answer_form", CorrectionAnswerForm)
    return _corrected(request, pk, answer_correction, "整改结果已保存。", "answer_form", form)


def _corrected(request, pk: int, change, done: str, name: str, form):
    """Do it, say so, and show the table; what was refused comes back with its words."""
    report = report_or_404(request, pk)
    try:
        change(report=report, by=request.user, **form.cleaned_data)
    except CorrectionRefused as refusal:
        messages.error(request, str(refusal))
        return _correct_again(request, pk, name, type(form), status=409)
    messages.success(request, done)
    return redirect("report_page", pk=report.round_id, project=report.project_id)


def _correct_again(request, pk: int, name: str, form_class, *, status: int = 422):
    """The page with what was typed, against the request as it is now: the person has just been told of it."""
    report = report_or_404(request, pk)
    data = request.POST.copy()
    data["seen"] = report.correction_request
    form = _form(request, report.round_id, report.project_id)
    if form is None:  # a table that was imported without an approved goal
        return redirect("goal_detail", pk=report.project_id)
    subject = monitored(form.opened, form.opened.values)
    return _page(request, form, subject, status=status, posted={name: form_class(data)})


def _form(request, pk: int, project: int, data=None) -> MonitoringForm | None:
    """The form as it stands or as posted; None where the goal is not approved."""
    round = round_or_404(request, pk)
    try:
        opened = open_report(round, project_or_404(request, round, project))
    except NotApproved:
        return None
    return MonitoringForm(data, opened=opened)


def _posted_form(request, pk: int, project: int) -> MonitoringForm:
    form = _form(request, pk, project, request.POST)
    if form is None or not rules.may_fill_in(request.user, form.opened.project):
        raise PermissionDenied("监控表由本单位的填报人员在目标批复后填写。")
    return form


def _page(request, form: MonitoringForm, subject: MonitoredProject, *, status: int = 200, posted=None):
    opened, user = form.opened, request.user
    report = opened.report
    files = files_by_row(opened.filing)
    context = {
        "round": opened.round,
        "project": opened.project,
        "cycle": opened.project.cycle,
        "form": form,
        "report": report,
        "watched": [(row, fields, files.get(row["approved_key"], [])) for row, fields in form.rows],
        "filing": opened.filing,
        "sent_back": sent_back(opened.filing) if opened.filing else None,
        "may_fill_in": rules.may_fill_in(user, opened.project) and opened.is_editable,
        # Nothing is scolded before somebody has typed.
        "is_untouched": opened.filing is None and request.method == "GET",
        "is_key": opened.round.key_from is not None and opened.round.is_key(opened.project),
        **_correction(user, report),
        **(posted or {}),
        **_lights(subject),
    }
    return render(request, "monitoring/page.html", context, status=status)


def _correction(user, report) -> dict:
    """What the panel 整改 shows; nothing before the table has come to finance."""
    if report is None:
        return {}
    asked = {
        "seen": report.correction_request,
        "decision": report.decision,
        "request": report.correction_request,
    }
    answered = {"seen": report.correction_request, "result": report.correction_result}
    may_ask, may_answer = rules.may_ask_correction(user, report), rules.may_answer_correction(user, report)
    return {
        "ask_form": CorrectionForm(initial=asked) if may_ask else None,
        "answer_form": CorrectionAnswerForm(initial=answered) if may_answer else None,
    }


def _lights(subject: MonitoredProject) -> dict:
    """What the panel of lights shows."""
    findings = CHECKS.run(subject)
    return {
        "subject": subject,
        "rows": list(zip(subject.rows, subject.lights, strict=True)),
        "findings": findings,
        "blocking": sum(finding.blocks for finding in findings),
    }
