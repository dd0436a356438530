"""Keeping a portal's file from upload to result, and what a person said of its columns."""

from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from indicators.domain.imports.columns import remember_mapping
from indicators.models import PortalFile
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.chores import deleting_chore
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job

from .filling import visible_goals

FILL_JOB = "portal_fill"
KEPT_DAYS = 7


def keep_portal_file(*, upload, filename: str, cycle, by) -> PortalFile:
    """Store an uploaded workbook for its owner."""
    kept = PortalFile(cycle=cycle, owner=by, filename=filename[-255:])
    kept.file.save(filename, File(upload), save=False)
    try:
        with transaction.atomic():
            kept.save()
            record(Verb.CREATE, by=by, obj=kept, note="上传门户文件")
    except BaseException:
        kept.file.delete(save=False)
        raise
    return kept


def start_filling(
    *, portal_file: PortalFile, mapping: dict, chosen: dict[str, list[str]], only_empty: bool, by
) -> Job:
    """Remember the columns for this person's next files, and queue the filling."""
    units = visible_goals(by, portal_file.cycle).order_by().values_list("project__department", flat=True)
    with transaction.atomic():
        if mapping:
            remember_mapping(by=by, mapping=mapping, filename=portal_file.filename)
        job = start_job(
            kind=FILL_JOB,
            title=f"按门户文件填：{portal_file}"[:200],
            owner=by,
            params={"file": portal_file.pk, "chosen": chosen, "only_empty": only_empty},
            units=set(units),
        )
        record(Verb.EXPORT, by=by, obj=job, after={"栏": chosen, "只填空格": only_empty})
    return job


@deleting_chore
def drop_old_portal_files() -> int:
    """What was brought a week ago; results have their own time."""
    old = PortalFile.objects.filter(uploaded_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    for each in old:
        each.file.delete(save=False)
    return old.delete()[0]
