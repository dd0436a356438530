"""An uploaded table on its way: read and compared by one job, confirmed by a person, written by another."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from indicators import rules
from indicators.enums import ImportState, ItemState
from indicators.models import ImportItem, TableImport
from indicators.models.goal import GOAL
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.bulk_insert import insert_rows
from perfgoals.jobs.domain import cancel_job, start_job
from perfgoals.jobs.kinds import JobCancelled, JobRefused
from perfgoals.sheets import UnreadableFile
from perfgoals.sheets.conversion import convert, is_installed
from projects.models import BudgetCycle, Department
from reading.blocks import FileFinding, ImportedFile, Level
from reading.pages import located, pages_of
from reading.reading import read_blocks

from ..cycle_rules import NO_RULES, has_rules
from .columns import needs_mapping, remember_mapping, remembered_mappings
from .expiry import drop_file
from .kinds import import_kind
from .matching import Matched, Matcher
from .references import CodeBook
from .report import summary_of, tally
from .writing import CHUNK, write_items

READ_JOB = "read_table"
WRITE_JOB = "write_table"
ITEM_BATCH = 200
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


def read_import(*, table_import: TableImport, progress=None) -> Counter:
    """Read the file and keep what each project would do. Nothing but the import's own rows is written.

    May be called again: what an interrupted reading left is dropped first. Raises JobRefused when the import
    has moved on since, JobCancelled when its owner gives it up while it is read.
    """
    _begin_reading(table_import)
    if table_import.kind != GOAL:
        return _read_other_kind(table_import, progress)
    remembered = remembered_mappings(table_import.owner)
    try:
        file = _blocks_of(table_import, remembered, progress)
    except UnreadableFile as error:
        _settle(table_import, ImportState.REFUSED, {"findings": [_refusal(error)]})
        return Counter()
    by_memory = remembered.keys() - table_import.mapping.keys()
    summary = summary_of(file) | {
        "remembered": [sheet.name for sheet in file.sheets if sheet.signature in by_memory]
    }
    if needs_mapping(file, table_import):
        _settle(table_import, ImportState.MAPPING, summary)
        return Counter()
    if not file.blocks:
        _settle(table_import, ImportState.REFUSED, summary)
        return Counter()
    return _preview(table_import, file, summary, progress)


def _blocks_of(table_import: TableImport, remembered: dict, progress) -> ImportedFile:
    if not has_rules(table_import.cycle):
        raise UnreadableFile(NO_RULES)
    with _stored_file(table_import) as stream:
        return read_blocks(
            stream,
            filename=table_import.filename,
            mapping=remembered | table_import.mapping,
            progress=progress,
            convert=convert if is_installed() else None,
        )


def _stored_file(table_import: TableImport):
    if not table_import.file:
        raise UnreadableFile("上传的文件已过保留期被删除。请重新上传。")
    return table_import.file.open("rb")


def _preview(table_import: TableImport, file: ImportedFile, summary: dict, progress) -> Counter:
    """Compare the blocks with the cycle and keep what each would do."""
    owner = table_import.owner
    homes = owner.home_departments()
    matcher = Matcher(
        file,
        CodeBook(table_import.cycle),
        allowed=units_to_import(owner),
        own=homes[0].code if len(homes) == 1 else "",
    )
    summary["findings"] += [asdict(finding) for finding in matcher.title_doubts.values()]
    counts, totals = _keep_items(table_import, matcher, progress)
    _settle(table_import, ImportState.PREVIEWED, summary | {"counts": counts, "totals": totals})
    return counts


def _read_other_kind(table_import: TableImport, progress) -> Counter:
    """The same for a table of another kind: its own reading, the same preview."""
    try:
        with _stored_file(table_import) as stream:
            summary, items = import_kind(table_import.kind).read(table_import, stream, progress)
    except UnreadableFile as error:
        summary, items = {"findings": [_refusal(error)]}, []
    if not items:
        _settle(table_import, ImportState.REFUSED, summary)
        return Counter()
    for start in range(0, len(items), ITEM_BATCH):
        _store_items(table_import, list(items[start : start + ITEM_BATCH]))
    counts = Counter(item.state for item in items)
    writable = [item for item in items if item.state in ItemState.writable()]
    totals = {"noted": sum(item.has_findings for item in writable)}
    _settle(table_import, ImportState.PREVIEWED, summary | {"counts": counts, "totals": totals})
    return counts


def _begin_reading(table_import: TableImport) -> None:
    """The preview of an import that is past reading is not touched, whoever repeats an old job."""
    with transaction.atomic():
        if not _locked(table_import, ImportState.READING):
            raise JobRefused("这次导入已取消或已进行到下一步，不用再读取。")
        table_import.items.all().delete()


def _locked(table_import: TableImport, state: ImportState) -> bool:
    """Whether the import is in `state`, where it then stays until the transaction ends."""
    found = TableImport.objects.select_for_update().filter(pk=table_import.pk, state=state)
    return bool(found.values_list("pk"))


def _keep_items(table_import: TableImport, matcher: Matcher, progress) -> tuple[Counter, Counter]:
    """Store the preview; returns the projects by state, and what they come to (see tally)."""
    counts, totals, batch = Counter(), Counter(), []
    for position, matched in enumerate(matcher.match(progress), start=1):
        counts[matched.state] += 1
        batch.append(item_of(matched, position, table_import))
        totals.update(tally(batch[-1]))
        if len(batch) == ITEM_BATCH:
            _store_items(table_import, batch)
            batch = []
    _store_items(table_import, batch)
    return counts, totals


def _store_items(table_import: TableImport, batch: list[ImportItem]) -> None:
    """Rows that come after the owner has given the import up would stay for ever."""
    with transaction.atomic():
        if not _locked(table_import, ImportState.READING):
            raise JobCancelled
        insert_rows(batch)


def item_of(matched: Matched, position: int, table_import: TableImport | None = None) -> ImportItem:
    """One row of the preview; unstored."""
    block = matched.block
    pages = pages_of(block)
    return ImportItem(
        table_import=table_import,
        position=position,
        state=matched.state,
        sheet=pages or block.sheet[:100],
        first_row=0 if pages else block.first_row,
        last_row=0 if pages else block.last_row,
        unit_label=matched.unit.label if matched.unit else block.unit_text,
        name=block.name,
        values=matched.values,
        goal_id=matched.goal.pk if matched.goal else None,
        revision=matched.goal.revision if matched.goal else None,
        changes=[change.as_dict() for change in matched.changes],
        findings=[asdict(located(finding, block.pages)) for finding in matched.findings],
        has_findings=bool(matched.findings),
        unread=[asdict(group) for group in block.unread],
        consents=matched.consents,
    )


def confirm_mapping(*, table_import: TableImport, mapping: dict[str, dict[str, str]], by) -> bool:
    """Remember which column means what (signature → column → field or "") and read again with it.

    False when the import has moved on meanwhile.
    """
    with transaction.atomic():
        states = (ImportState.MAPPING, ImportState.PREVIEWED, ImportState.REFUSED)
        if not _step(table_import, states, ImportState.READING):
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
        if not _step(table_import, (ImportState.PREVIEWED,), ImportState.WRITING):
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
        items = list(writable.filter(pk__in=open_items[start : start + CHUNK]).order_by("position"))
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
    _settle(table_import, ImportState.WRITTEN, summary | {"result": counts})
    return counts


def discard_import(*, table_import: TableImport, by) -> bool:
    """全部取消: nothing (more) is written and the preview is dropped; False when it was written before.

    What a stopped writing had already stored stays, and the import says so.
    """
    if table_import.job:
        cancel_job(job=table_import.job)
    before = (ImportState.READING, ImportState.MAPPING, ImportState.PREVIEWED, ImportState.REFUSED)
    with transaction.atomic():
        if discarded := _step(table_import, before, ImportState.DISCARDED):
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


def _step(table_import: TableImport, before, after: ImportState) -> bool:
    """The one conditional step: of two clicks only one takes it."""
    moved = TableImport.objects.filter(pk=table_import.pk, state__in=before).update(state=after)
    table_import.refresh_from_db(fields=["state"])
    return bool(moved)


def _settle(table_import: TableImport, state: ImportState, summary: dict) -> None:
    """End of a job's work, unless the owner gave the import up meanwhile."""
    busy = (ImportState.READING, ImportState.WRITING)
    TableImport.objects.filter(pk=table_import.pk, state__in=busy).update(state=state, summary=summary)
    table_import.refresh_from_db(fields=["state", "summary"])


def _refusal(error: UnreadableFile) -> dict:
    where = {"sheet": error.sheet, "row": error.row, "column": error.column or None}
    return asdict(FileFinding(Level.ERROR, error.reason, "", **where))
