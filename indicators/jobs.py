"""The background jobs of goal tables; registered when the app starts."""

from pathlib import Path

from perfgoals.jobs.kinds import JobRefused, Outcome, Progress, job_kind
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle, Department

from .domain.check_report import opinion_pdf
from .domain.checking import CHECK_JOB, OPINION_JOB, listed_findings, refresh_findings, with_places
from .domain.exports import EXPORT_JOB, write_table
from .domain.imports import READ_JOB, WRITE_JOB, drop_expired_imports, read_import, write_import
from .domain.resettling import RESETTLE_JOB, resettle_open_cycles
from .enums import ImportState
from .forms.checks import FindingFilterForm
from .models import PerformanceGoal, TableImport
from .tables.fonts import CannotPrint
from .tables.source import goal_table


@job_kind(EXPORT_JOB)
def export_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Write the table of the goals named in the job's parameters, as far as its owner may see them."""
    params = job.params
    cycle = BudgetCycle.objects.get(code=params["cycle"])
    unit = Department.objects.filter(code=params["unit"]).first() if params["unit"] else None
    goals = PerformanceGoal.objects.visible_to(job.owner).in_cycle(cycle).filter(pk__in=params["goals"])
    table = goal_table(goals, cycle=cycle, unit=unit, paper=params["paper"])
    path = scratch / f"table.{params['format']}"
    try:
        warnings = write_table(table=table, format=params["format"], path=path, progress=progress)
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    report = {"projects": len(table.blocks)} | ({"warnings": warnings} if warnings else {})
    return Outcome(path, f"{cycle.title}.{params['format']}", report)


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
    findings = with_places(form.apply(listed_findings(job.owner, cycle)))
    path = scratch / "opinion.pdf"
    try:
        path.write_bytes(opinion_pdf(findings, cycle=cycle, unit=form.chosen.get("unit")))
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    return Outcome(path, f"{cycle.fiscal_year}年绩效目标审核意见.pdf", {"findings": findings.count()})


@job_kind(READ_JOB)
def read_uploaded_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Read an uploaded table and compare it with the cycle."""
    table_import = _import_of(job)
    counts = read_import(table_import=table_import, progress=progress)
    drop_expired_imports()
    return Outcome(
        report=dict(counts), problem="文件不能导入" if table_import.state == ImportState.REFUSED else ""
    )


@job_kind(WRITE_JOB)
def write_uploaded_table(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Write the projects of a confirmed import that are not written yet."""
    return Outcome(report=dict(write_import(table_import=_import_of(job), progress=progress)))


@job_kind(RESETTLE_JOB)
def resettle(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """After a change of the code lists: find the place of texts that had none."""
    return Outcome(report={"goals": resettle_open_cycles(progress=progress)})


def _import_of(job: Job) -> TableImport:
    table_import = TableImport.objects.select_related("cycle__rules", "owner").filter(pk=job.params["import"])
    if found := table_import.first():
        return found
    raise JobRefused("这次导入的记录已不存在。请重新上传文件。")
