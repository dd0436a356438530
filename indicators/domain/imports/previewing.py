"""Reading an uploaded table and comparing it with its cycle: the preview. Nothing else is written."""

from collections import Counter
from dataclasses import asdict

from django.db import transaction

from indicators.enums import ImportState
from indicators.models import ImportItem, TableImport
from indicators.models.goal import GOAL
from perfgoals.common.bulk_insert import insert_rows
from perfgoals.jobs.kinds import JobCancelled, JobRefused
from perfgoals.sheets import UnreadableFile
from perfgoals.sheets.conversion import convert, is_installed
from reading.blocks import FileFinding, ImportedFile, Level
from reading.pages import located, pages_of
from reading.reading import read_blocks

from ..cycle_rules import NO_RULES, has_rules
from ..stored_files import opened
from .columns import needs_mapping, remembered_mappings
from .kinds import import_kind
from .matching import Matched, Matcher
from .references import CodeBook
from .report import summary_of, tally, to_look_at
from .states import end_work, is_in
from .uploads import units_to_import

ITEM_BATCH = 200


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
        end_work(table_import, ImportState.REFUSED, {"findings": [_refusal(error)]})
        return Counter()
    by_memory = remembered.keys() - table_import.mapping.keys()
    summary = summary_of(file) | {
        "remembered": [sheet.name for sheet in file.sheets if sheet.signature in by_memory]
    }
    if needs_mapping(file, table_import):
        end_work(table_import, ImportState.MAPPING, summary)
        return Counter()
    if not file.blocks:
        end_work(table_import, ImportState.REFUSED, summary)
        return Counter()
    return _preview(table_import, file, summary, progress)


def _blocks_of(table_import: TableImport, remembered: dict, progress) -> ImportedFile:
    if not has_rules(table_import.cycle):
        raise UnreadableFile(NO_RULES)
    with opened(table_import.file) as stream:
        return read_blocks(
            stream,
            filename=table_import.filename,
            mapping=remembered | table_import.mapping,
            progress=progress,
            convert=convert if is_installed() else None,
        )


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
    end_work(table_import, ImportState.PREVIEWED, summary | {"counts": counts, "totals": totals})
    return counts


def _read_other_kind(table_import: TableImport, progress) -> Counter:
    """The same for a table of another kind: its own reading, the same preview."""
    try:
        with opened(table_import.file) as stream:
            summary, items = import_kind(table_import.kind).read(table_import, stream, progress)
    except UnreadableFile as error:
        summary, items = {"findings": [_refusal(error)]}, []
    if not items:
        end_work(table_import, ImportState.REFUSED, summary)
        return Counter()
    for start in range(0, len(items), ITEM_BATCH):
        _store_items(table_import, list(items[start : start + ITEM_BATCH]))
    counts = Counter(item.state for item in items)
    totals: Counter[str] = Counter()
    for item in items:
        totals.update(to_look_at(item))
    end_work(table_import, ImportState.PREVIEWED, summary | {"counts": counts, "totals": totals})
    return counts


def _begin_reading(table_import: TableImport) -> None:
    """The preview of an import that is past reading is not touched, whoever repeats an old job."""
    with transaction.atomic():
        if not is_in(table_import, ImportState.READING):
            raise JobRefused("这次导入已取消或已进行到下一步，不用再读取。")
        table_import.items.all().delete()


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
        if not is_in(table_import, ImportState.READING):
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


def _refusal(error: UnreadableFile) -> dict:
    where = {"sheet": error.sheet, "row": error.row, "column": error.column or None}
    return asdict(FileFinding(Level.ERROR, error.reason, "", **where))
