"""The one task of the queue: everything else is in the Job row."""

from django_tasks import task

from .domain import perform


@task()
def run_job(job_id: int) -> None:
    perform(job_id)
