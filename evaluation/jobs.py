"""The book of a cycle's self-evaluations as a background job: summary, paragraph for the 决算, forms."""

from pathlib import Path

from perfgoals.jobs.kinds import JobRefused, Outcome, Progress, job_kind
from perfgoals.jobs.models import Job
from printing.fonts import CannotPrint
from projects.models import BudgetCycle

from .domain.books import BOOK_JOB, write_book
from .domain.subjects import evaluated_projects
from .models import Evaluation


@job_kind(BOOK_JOB)
def print_evaluations(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The self-evaluations of the cycle as far as the job's owner may see them now."""
    cycle = BudgetCycle.objects.get(code=job.params["cycle"])
    found = Evaluation.objects.visible_to(job.owner).in_cycle(cycle)
    subjects = evaluated_projects(found.with_all().in_table_order())
    path = scratch / f"book.{job.params['format']}"
    try:
        write_book(
            subjects, cycle=cycle, unit=None, format=job.params["format"], path=path, progress=progress
        )
    except CannotPrint as error:
        raise JobRefused(str(error)) from error
    return Outcome(
        path, f"{cycle.fiscal_year}年度绩效自评.{job.params['format']}", {"projects": len(subjects)}
    )
