"""The background jobs of publication; registered when the app starts."""

from pathlib import Path

from perfgoals.jobs.kinds import JobRefused, Outcome, Progress, job_kind
from perfgoals.jobs.models import Job

from . import rules
from .domain.bundles import BundleRefused, keep_bundle, write_bundle
from .domain.content import CannotPublish
from .domain.preparing import Prepared, prepare
from .domain.starting import BUNDLE_JOB, CHECK_JOB
from .models import PublicationTask


@job_kind(CHECK_JOB)
def check_publication(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """Make and check the files of every unit; the findings stand on their page."""
    prepared = _prepared(job, _task_of(job), progress)
    blocking = sum(each.check.blocking for each in prepared)
    outcome = {"outcome": f"有 {blocking} 处强制问题"} if blocking else {}
    return Outcome(report=_report(prepared) | outcome)


@job_kind(BUNDLE_JOB)
def bundle_publication(job: Job, progress: Progress, scratch: Path) -> Outcome:
    """The ZIP of every unit's files, when no 强制 finding stands."""
    task = _task_of(job)
    prepared = _prepared(job, task, progress)
    try:
        made = write_bundle(task=task, prepared=prepared, folder=scratch / "bundle")
    except BundleRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    keep_bundle(task=task, made=made, by=job.owner, job=job)
    return Outcome(made.zip, made.zip.name, _report(prepared))


def _task_of(job: Job) -> PublicationTask:
    if not rules.may_manage_publication(job.owner):
        raise JobRefused("您已不办理公开，没有继续。")
    task = PublicationTask.objects.select_related("cycle").filter(pk=job.params["task"]).first()
    if task is None:
        raise JobRefused("这个公开事项已被删除。")
    return task


def _prepared(job: Job, task: PublicationTask, progress: Progress) -> list[Prepared]:
    """Of the units that the job's owner sees: the bundle is 财政's, of all units or of those assigned."""
    try:
        prepared = prepare(task=task, progress=progress)
    except CannotPublish as error:
        raise JobRefused(str(error)) from error
    seen = job.owner.departments_seen([each.content.department.pk for each in prepared])
    return [each for each in prepared if each.content.department.pk in seen]


def _report(prepared: list[Prepared]) -> dict:
    return {
        "projects": sum(each.check.projects for each in prepared),
        "units": len(prepared),
        "reused": sum(each.reused for each in prepared),
    }
