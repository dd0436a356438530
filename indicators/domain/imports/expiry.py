"""Uploaded files and previews are kept as long as other results; what came of an import stays on record."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.enums import ImportState
from indicators.models import TableImport
from perfgoals.jobs.chores import clock_leapt


def drop_expired_imports() -> int:
    """Delete uploads and previews older than the keeping time; the import's row stays as a record.

    Nothing while the clock seems to have jumped, when all would be old.
    """
    if clock_leapt():
        return 0
    limit = timezone.now() - timedelta(days=settings.JOB_RESULT_DAYS)
    old = TableImport.objects.filter(created_at__lt=limit).exclude(file="").select_related("job")
    # A confirmed import waits for its writing, however old it is; its report is kept as long as any other.
    old = old.exclude(state=ImportState.WRITING).exclude(written_at__gte=limit)
    return sum(expire(table_import) for table_import in old)


def expire(table_import: TableImport) -> bool:
    """Drop one, unless its owner takes the next step with it at this moment."""
    if table_import.job and table_import.job.is_unfinished:
        return False
    unfinished = (ImportState.MAPPING, ImportState.PREVIEWED, ImportState.READING)
    before = table_import.state
    with transaction.atomic():
        as_seen = TableImport.objects.filter(pk=table_import.pk, state=before, job=table_import.job_id)
        if not as_seen.update(state=ImportState.DISCARDED if before in unfinished else before):
            return False
        table_import.items.all().delete()
    drop_file(table_import)
    return True


def drop_file(table_import: TableImport) -> None:
    table_import.file.delete(save=False)
    TableImport.objects.filter(pk=table_import.pk).update(file="")
