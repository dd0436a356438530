"""The background jobs of goal tables; registered when the app starts."""

from pathlib import Path

from perfgoals.jobs.chores import chore
from perfgoals.jobs.kinds import JobRefused, Outcome, Progress, job_kind
from perfgoals.jobs.models import Job
from perfgoals.sheets import UnreadableFile
from printing.fonts import CannotPrint
from projects.enums import CycleState
from projects.models import BudgetCycle, Department

from . import rules
from .domain.checking.keeping import (
    CHECK_JOB,
    leading_findings,
    listed_findings,
    refresh_findings,
    with_places,
)
from .domain.checking.listings import FINDINGS_JOB, OPINION_JOB
from .domain.checking.report import opinion_pdf, write_findings
from .domain.entry.copying_cycle import COPY_CYCLE_JOB, copy_cycle
from .domain.entry.resettling import RESETTLE_JOB, resettle_open_cycles
from .domain.exports import DATA_TYPES, EXPORT_JOB, ending_of, write_what_can_be
from .domain.imports.annotated import ANNOTATE_JOB, annotated_name, write_annotated
from .domain.imports.columns import remembered_mappings
from .domain.imports.expiry import drop_expired_imports
from .domain.imports.previewing import read_import
from .domain.imports.template import TEMPLATE_JOB, template_name, template_units, write_template
from .domain.imports.uploads import READ_JOB, WRITE_JOB, write_import
from .domain.portal.files import FILL_JOB
from .domain.portal.filling import fill_workbook, visible_goals
from .domain.review.blocked import keep_recount_of_drafts
from .domain.stored_files import opened
from .enums import ImportState
from .forms.checking import FindingFilterForm
from .models import PerformanceGoal, PortalFile, TableImport
from .tables.source import form_of, goal_table, printed_goals


@job_kind(EXPORT_JOB)
def export_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Write the table of the goals named in the job's parameters, as far as its owner may see them."""
    params = job.params
    cycle = BudgetCycle.objects.get(code=params["cycle"])
    unit = Department.objects.filter(code=params["unit"]).first() if params["unit"] else None
    goals = PerformanceGoal.objects.visible_to(job.owner).in_cycle(cycle).filter(pk__in=params["goals"])
    order = params.get("order", "unit")
    if params["format"] in DATA_TYPES:
        goals = goals.filter(project__secret=False)
        table = goal_table(goals, cycle=cycle, unit=unit, order=order)
    else:
        form = form_of(cycle, params.get("form"))
        table = printed_goals(goals, cycle=cycle, form=form, unit=unit, paper=params["paper"], order=order)
    ending = ending_of(params["format"])
    path = scratch / f"table.{ending}"
    try:
        table, warnings = write_what_can_be(
            table=table, format=params["format"], path=path, progress=progress
        )
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    report = {"projects": len(table.blocks)} | ({"warnings": warnings} if warnings else {})
    return Outcome(path, f"{table.title}.{ending}", report)


@job_kind(CHECK_JOB)
def check_cycle(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Check every goal of a cycle anew and keep the findings."""
    cycle = BudgetCycle.objects.get(code=job.params["cycle"])
    found = refresh_findings(cycle=cycle, progress=progress)
    return Outcome(report={"findings": found})


@job_kind(OPINION_JOB)
def print_opinion(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The 审核意见 of the findings that the job's filters leave, as far as its owner may see them."""
    cycle = BudgetCycle.objects.get(code=job.params["cycle"])
    form = FindingFilterForm(job.params["filters"], cycle=cycle, user=job.owner)
    findings = with_places(form.apply(leading_findings(job.owner, cycle)))
    path = scratch / "opinion.pdf"
    try:
        path.write_bytes(opinion_pdf(findings, cycle=cycle, unit=form.chosen.get("unit")))
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    return Outcome(path, f"{cycle.fiscal_year}年绩效目标审核意见.pdf", {"findings": findings.count()})


@job_kind(FINDINGS_JOB)
def list_findings(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The workbook of the findings that the job's filters leave, as far as its owner may see them."""
    cycle = BudgetCycle.objects.get(code=job.params["cycle"])
    form = FindingFilterForm(job.params["filters"], cycle=cycle, user=job.owner)
    findings = with_places(form.apply(listed_findings(job.owner, cycle)))
    path = scratch / "findings.xlsx"
    write_findings(findings, path, progress=progress)
    return Outcome(path, f"{cycle.fiscal_year}年绩效目标检查结果.xlsx", {"findings": findings.count()})


@job_kind(ANNOTATE_JOB)
def annotate_import(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The uploaded workbook with its findings as comments."""
    table_import = TableImport.objects.visible_to(job.owner).filter(pk=job.params["import"]).first()
    if table_import is None:
        raise JobRefused("这次导入的记录已不存在。请重新上传文件。")
    path = scratch / "annotated.xlsx"
    write_annotated(table_import, path)
    return Outcome(path, annotated_name(table_import))


READ_ALREADY = (ImportState.PREVIEWED, ImportState.MAPPING, ImportState.REFUSED)


@job_kind(READ_JOB)
def read_uploaded_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Read an uploaded table and compare it with the cycle; one that was just read when its worker died is
    left as it is."""
    table_import = _import_of(job)
    if table_import.state in READ_ALREADY:
        counts = table_import.summary.get("counts", {})
    else:
        counts = read_import(table_import=table_import, progress=progress)
    drop_expired_imports()
    unread = table_import.state in (ImportState.REFUSED, ImportState.MAPPING)
    outcome = {"outcome": f"文件{table_import.get_state_display()}"} if unread else {}
    return Outcome(report=counts | outcome)


@job_kind(TEMPLATE_JOB)
def write_import_template(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The workbook to fill in, with last year's projects of the units that the job's owner imports into."""
    cycle = BudgetCycle.objects.get(code=job.params["cycle"])
    if not rules.may_see_imports(job.owner):
        raise JobRefused("您已不办理导入，没有生成模板。")
    path, units = scratch / "template.xlsx", list(template_units(job.owner))
    try:
        n = write_template(cycle=cycle, units=units, path=path, last_year=True, progress=progress)
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    return Outcome(path, template_name(cycle, last_year=True), {"projects": n})


@job_kind(WRITE_JOB)
def write_uploaded_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Write the projects of a confirmed import that are not written yet."""
    counts = write_import(table_import=_import_of(job), progress=progress)
    outcome = {"outcome": f"{counts['refused']} 个项目没有写入"} if counts["refused"] else {}
    return Outcome(report=counts | outcome)


@job_kind(RESETTLE_JOB)
def resettle(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """After a change of the code lists: find the place of texts that had none."""
    return Outcome(report={"goals": resettle_open_cycles(by=job.owner, progress=progress)})


@job_kind(FILL_JOB)
def fill_portal_file(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """A portal's workbook with the values of the goals that the job's owner may see."""
    params = job.params
    kept = PortalFile.objects.visible_to(job.owner).filter(pk=params["file"]).first()
    if kept is None:
        raise JobRefused("这个门户文件已不存在。请重新上传。")
    try:
        with opened(kept.file) as file:
            content = file.read()
        filled = fill_workbook(
            content=content, filename=kept.filename, goals=visible_goals(job.owner, kept.cycle),
            mapping=remembered_mappings(job.owner), chosen=params["chosen"], only_empty=params["only_empty"],
        )  # fmt: skip
    except UnreadableFile as refusal:
        raise JobRefused(refusal.reason) from refusal
    path = scratch / "filled.xlsx"
    path.write_bytes(filled.content)
    said = (
        f"填了 {filled.cells} 个单元格（{filled.rows} 行），{filled.same} 个本来就相同，"
        f"{len(filled.unfilled)} 处没有填。"
    )
    return Outcome(
        path, kept.filename, {"projects": len(filled.projects), "warnings": [said, *filled.unfilled]}
    )


@chore
def count_drafts() -> int:
    """What imports, steps and other settings changed is counted anew, for 待办 and lists."""
    cycles = BudgetCycle.objects.filter(state=CycleState.OPEN, rules__isnull=False)
    return sum(keep_recount_of_drafts(cycle=cycle) for cycle in cycles)


@job_kind(COPY_CYCLE_JOB)
def copy_projects_of_cycle(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Last year's projects of all units as drafts of a new cycle; those that are there already are left."""
    target = BudgetCycle.objects.select_related("rules").get(code=job.params["cycle"])
    source = BudgetCycle.objects.get(code=job.params["source"])
    return Outcome(report=copy_cycle(source=source, target=target, by=job.owner, progress=progress))


def _import_of(job: Job) -> TableImport:
    table_import = TableImport.objects.select_related("cycle__rules", "owner").filter(pk=job.params["import"])
    found = table_import.first()
    if found is None:
        raise JobRefused("这次导入的记录已不存在。请重新上传文件。")
    if found.job_id != job.pk:  # an old job that somebody repeats from its own page
        raise JobRefused("这次导入已由后来的任务接着办理，请到“导入记录”查看。")
    return found
