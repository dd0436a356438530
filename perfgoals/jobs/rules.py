"""Who may fetch a job's file: its owner (`Job.objects.visible_to`), while its units are within reach."""

from collections.abc import Iterable

from .models import Job


def mark_reach(jobs: Iterable[Job], *, user) -> None:
    """Set `within_reach` on each job: whether `user` may see, now, all units whose data its result shows."""
    jobs = list(jobs)
    keys = {key for job in jobs for key in job.units}
    seen = user.departments_seen(keys) if keys else set()
    for job in jobs:
        job.within_reach = seen.issuperset(job.units)
