"""The book of a round as a background job: the list, then the long forms of the key projects."""

from pathlib import Path

from perfgoals.jobs.kinds import JobRefused, Outcome, Progress, job_kind
from perfgoals.jobs.models import Job
from printing.fonts import CannotPrint

from .domain.books import BOOK_JOB, write_book
from .domain.subjects import monitored_projects
from .models import MonitoringReport, MonitoringRound


@job_kind(BOOK_JOB)
def print_round(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The reports of the round as far as the job's owner may see them now."""
    round = MonitoringRound.objects.select_related("cycle").get(pk=job.params["round"])
    reports = MonitoringReport.objects.visible_to(job.owner).filter(round=round)
    subjects = monitored_projects(reports.with_all().in_table_order())
    path = scratch / f"book.{job.params['format']}"
    try:
        write_book(
            subjects, cycle=round.cycle, unit=None, format=job.params["format"], path=path, progress=progress
        )
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    name = f"{round.cycle.fiscal_year}年{round.period}绩效运行监控.{job.params['format']}"
    return Outcome(path, name, {"projects": len(subjects)})
