"""An uploaded table on its way: kept, confirmed by a person, written by a job, or discarded.

`previewing` reads it and compares it with its cycle.
"""

import hashlib
from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from indicators import rules
from indicators.enums import ImportState, ItemState
from indicators.models import TableImport
from indicators.models.goal import GOAL
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import cancel_job, start_job
from perfgoals.jobs.kinds import JobRefused
from projects.models import BudgetCycle, Department

from .columns import remember_mapping
from .expiry import drop_file
from .kinds import import_kind
from .references import CodeBook
from .states import end_work, move_on
from .writing import CHUNK, write_items

READ_JOB = "read_table"
WRITE_JOB = "write_table"
CLOSED = "本批次不在申报期内，不能导入。"


def start_import(
    *, cycle: BudgetCycle, by, file, filename: str, kind: str = GOAL, target: dict | None = None
) -> TableImport:
    """Keep the uploaded file and queue its reading; `target` is what its kind needs to know."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    with transaction.atomic():
        table_import = TableImport(
            cycle=cycle, owner=by, filename=filename[-200:], sha256=digest.hexdigest(), kind=kind,
            target=target or {},
        )  # fmt: skip
        table_import.file.save(filename, file, save=False)
        table_import.save()
        _queue(table_import, READ_JOB, f"读取 {filename[-150:]}")
        record(
            Verb.CREATE, by=by, obj=table_import, after={"sha256": table_import.sha256}, note="上传导入文件"
        )
    return table_import


def _queue(table_import: TableImport, kind: str, title: str) -> None:
    table_import.job = start_job(
        kind=kind, title=title, owner=table_import.owner, params={"import": table_import.pk}
    )
    table_import.save(update_fields=["job"])


def units_to_import(user) -> set[str] | None:
    """Codes of the units this person may import into: 填报 the own ones, 财政 those assigned or all: None."""
    finance = [m for role in (Role.REVIEWER, Role.APPROVER) for m in user.roles.get(role, [])]
    if any(membership.department_id is None for membership in finance):
        return None
    scope = user.department_scope("pk", Role.PREPARER, Role.REVIEWER, Role.APPROVER)
    return set(Department.objects.filter(scope).values_list("code", flat=True))


def confirm_mapping(*, table_import: TableImport, mapping: dict[str, dict[str, str]], by) -> bool:
    """Remember which column means what (signature → column → field or "") and read again with it.

    False when the import has moved on meanwhile.
    """
    with transaction.atomic():
        states = (ImportState.MAPPING, ImportState.PREVIEWED, ImportState.REFUSED)
        if not move_on(table_import, states, ImportState.READING):
            return False
        remember_mapping(by=by, mapping=mapping, filename=table_import.filename)
        table_import.mapping = table_import.mapping | mapping
        table_import.save(update_fields=["mapping"])
        _queue(table_import, READ_JOB, f"读取 {table_import.filename[-150:]}")
    return True


def start_write(*, table_import: TableImport, accepted: Collection[str] = ()) -> bool:
    """Queue the writing of everything without errors; False when it was confirmed or discarded before.

    `accepted` is what the person confirmed: projects with other doubts are not written.
    """
    with transaction.atomic():
        if not move_on(table_import, (ImportState.PREVIEWED,), ImportState.WRITING):
            return False
        table_import.accepted = sorted(accepted)
        table_import.save(update_fields=["accepted"])
        _queue(table_import, WRITE_JOB, f"导入 {table_import.filename[-150:]}")
    return True


def write_import(*, table_import: TableImport, progress=None) -> Counter:
    """Write what is not written yet, chunk by chunk; a second call goes on where the first one ended.

    Raises JobRefused where the owner may not import: a job can be started again from its own page, and later.
    """
    if not rules.may_import_into(table_import.owner, table_import):
        raise JobRefused(CLOSED)
    writable = table_import.items.filter(state__in=ItemState.writable())
    open_items = list(
        writable.filter(written=False, refusal="").order_by("position").values_list("pk", flat=True)
    )
    done, total = writable.count() - len(open_items), writable.count()
    book, owner = CodeBook(table_import.cycle), table_import.owner
    allowed = units_to_import(owner)
    for start in range(0, len(open_items), CHUNK):
        if progress:
            progress(done + start, total)
        chunk = writable.filter(pk__in=open_items[start : start + CHUNK]).order_by("position")
        # What only the preview shows is not needed to write.
        items = list(chunk.defer("changes", "findings", "unread") if table_import.kind == GOAL else chunk)
        if table_import.kind != GOAL:
            with transaction.atomic():
                import_kind(table_import.kind).write(items, table_import)
            continue
        write_items(
            items=items,
            book=book,
            by=owner,
            allowed=allowed,
            source=table_import.filename,
            accepted=table_import.accepted,
        )
    if progress:
        progress(total, total)
    return _finish(table_import)


def _finish(table_import: TableImport) -> Counter:
    counts = Counter(
        written=table_import.items.filter(written=True).count(),
        refused=table_import.items.exclude(refusal="").count(),
    )
    summary = TableImport.objects.values_list("summary", flat=True).get(pk=table_import.pk)
    table_import.written_at = timezone.now()
    table_import.save(update_fields=["written_at"])
    end_work(table_import, ImportState.WRITTEN, summary | {"result": counts})
    return counts


def discard_import(*, table_import: TableImport, by) -> bool:
    """全部取消: nothing (more) is written and the preview is dropped; False when it was written before.

    What a stopped writing had already stored stays, and the import says so.
    """
    if table_import.job:
        cancel_job(job=table_import.job)
    before = (ImportState.READING, ImportState.MAPPING, ImportState.PREVIEWED, ImportState.REFUSED)
    with transaction.atomic():
        if discarded := move_on(table_import, before, ImportState.DISCARDED):
            table_import.items.all().delete()
            record(Verb.DELETE, by=by, obj=table_import, note="取消导入")
    if discarded:
        drop_file(table_import)
        return True
    if table_import.state == ImportState.WRITING and not (
        table_import.job and table_import.job.is_unfinished
    ):
        left = table_import.items.filter(state__in=ItemState.writable(), written=False, refusal="")
        with transaction.atomic():
            left.update(refusal="导入在写到这个项目之前被取消。")
            _finish(table_import)
            record(Verb.DELETE, by=by, obj=table_import, note="停止写入")
        return True
    return False


def is_within_reach(*, table_import: TableImport, user) -> bool:
    """Whether `user` may still see every project whose values the preview shows: roles move on."""
    known = table_import.items.filter(goal__isnull=False)
    return known.count() == known.filter(user.department_scope("goal__project__department")).count()
