"""Queueing a check or a bundle."""

from django.db import transaction

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job

from ..models import PublicationTask
from .content import source_of

CHECK_JOB, BUNDLE_JOB = "publication_check", "publication_bundle"
TITLES = {CHECK_JOB: "公开前检查", BUNDLE_JOB: "制作公开包"}


def start_publication(*, kind: str, task: PublicationTask, by) -> Job:
    """Queue the check of a thing that is due, or its bundle; both cover all its units."""
    with transaction.atomic():
        job = start_job(
            kind=kind,
            title=f"{TITLES[kind]}：{task}",
            owner=by,
            params={"task": task.pk},
            units=source_of(task).due(task),
        )
        record(Verb.EXPORT if kind == BUNDLE_JOB else Verb.CREATE, by=by, obj=job, note=TITLES[kind])
    return job
