"""Writing what a preview promised: a chunk of projects in one short transaction, each whole or not at all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from filings.models import Filing
from indicators.enums import ItemState
from indicators.models import ImportItem, Indicator, PerformanceGoal
from indicators.models.goal import GOAL_FACTS, filing_for
from indicators.models.indicator import parts_of_targets
from indicators.record import ROW_TEXTS
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.bulk_insert import insert_rows, insert_values
from projects.models import Project
from reading.blocks import Consent

from ..entry.entries import GoalEntry, RowEntry
from ..entry.saving import GoalSave, store_saves
from ..entry.settling import RowValues, Settled, settle
from .references import BookReferences, CodeBook, empty_project

CHUNK = 50
UNCONFIRMED = {
    Consent.UNREAD: "有内容没有读入，没有确认可以不要这些内容",
    Consent.TITLE: "表名的年度或地区与本批次不同，没有确认仍要导入",
    Consent.AMOUNT: "金额的单位可疑（元或万元），没有确认金额无误",
}


@dataclass(slots=True)
class _Draft:
    """A new project on its way, with the rows it will get."""

    item: ImportItem
    goal: PerformanceGoal
    rows: list[dict[str, object]]


def write_items(
    *,
    items: Sequence[ImportItem],
    book: CodeBook,
    by,
    allowed: set[str] | None,
    source: str,
    accepted: Collection[str] = (),
) -> None:
    """Write `items` (NEW or CHANGED) into the cycle of `book`; each gets `written` or a `refusal`.

    One transaction, in which stored items are marked too: whoever dies, dies before or after it. `allowed`
    are the codes of the units that `by` may write to (None: all); `source` is the file's name for the audit;
    `accepted` is what somebody confirmed (see reading.blocks.Consent): other doubtful projects are refused.
    """
    subjects: dict = {}
    wanted = confirmed_items(_within(items, allowed), accepted)
    # Everything that needs no lock comes first: others save meanwhile.
    drafts = list(_drafts([item for item in wanted if item.state == ItemState.NEW], book, subjects, by))
    saves = _saves([item for item in wanted if item.state == ItemState.CHANGED], book, subjects)
    try:
        with transaction.atomic():
            _skip_written(items)
            open_items = [item for item in wanted if not item.written]
            _create([draft for draft in drafts if not draft.item.written], book)
            _change([item for item in open_items if item.state == ItemState.CHANGED], saves, by)
            _mark(item for item in items if item.pk)
            written = [item.goal_id for item in open_items if item.written]
            if written:
                record(Verb.IMPORT, by=by, name=source, after={"cycle": book.cycle.code, "projects": written})
    except IntegrityError:
        # Somebody made one of these projects at the same moment: the others shall not suffer for it.
        if len(items) == 1:
            _refuse(items[0], "同时有人保存了同一个项目。请重新上传，按新的情况预览")
            if items[0].pk:
                items[0].save(update_fields=["refusal"])
            return
        for item in items:
            item.written, item.goal_id = False, item.goal_id if item.state == ItemState.CHANGED else None
            write_items(items=[item], book=book, by=by, allowed=allowed, source=source, accepted=accepted)


def _refuse(item: ImportItem, reason: str) -> None:
    item.written, item.refusal = False, f"{reason}。"


def _skip_written(items: Sequence[ImportItem]) -> None:
    """A worker that was given up may still have been at work: what it wrote stays as it wrote it."""
    stored = {item.pk: item for item in items if item.pk}
    rows = ImportItem.objects.select_for_update().filter(pk__in=stored).order_by("pk")
    for pk, written, goal_id in rows.values_list("pk", "written", "goal_id"):
        stored[pk].written, stored[pk].goal_id = written, goal_id


def _within(items: Iterable[ImportItem], allowed: set[str] | None) -> Iterator[ImportItem]:
    for item in items:
        if allowed is None or item.values["unit"] in allowed:
            yield item
        else:
            _refuse(item, "您已不能填报这个单位的项目")


def confirmed_items(items: Iterable[ImportItem], accepted: Collection[str]) -> list[ImportItem]:
    """Those without a doubt that nobody confirmed; the others get their `refusal`."""
    confirmed = []
    for item in items:
        open_doubts = [UNCONFIRMED[consent] for consent in item.consents if consent not in accepted]
        if open_doubts:
            _refuse(item, "；".join(open_doubts))
        else:
            confirmed.append(item)
    return confirmed


def _settled(item: ImportItem, goal: PerformanceGoal, book: CodeBook, subjects: dict) -> Settled:
    values = item.values
    entry = GoalEntry(dict(values["facts"]), tuple(RowEntry(**row) for row in values["rows"]))
    settled = settle(entry, goal=goal, references=BookReferences(goal.project, book, subjects))
    if not entry.facts["amount"]:
        settled.facts["amount_note"] = values["amount_note"]
    return settled


def _drafts(items: Iterable[ImportItem], book: CodeBook, subjects: dict, by) -> Iterator[_Draft]:
    for item in items:
        try:
            yield _draft(item, book, subjects, by)
        except ValidationError as error:
            _refuse(item, " ".join(error.messages).rstrip("。"))


def _draft(item: ImportItem, book: CodeBook, subjects: dict, by) -> _Draft:
    unit = book.units[item.values["unit"]]
    project = empty_project(book, unit=unit, name=item.values["facts"]["name"])
    goal = PerformanceGoal(project=project, filing=filing_for(project, by=by))
    settled = _settled(item, goal, book, subjects)
    for name, value in settled.facts.items():
        setattr(goal if name in GOAL_FACTS else project, name, value)
    # Codes were looked up above; without them the validators ask the database nothing.
    project.clean_fields(exclude=["cycle", "department", "fund_source", "functional_subject", "previous"])
    return _Draft(item, goal, list(_rows(settled.rows)))


def _rows(rows: list[RowValues]) -> Iterator[dict[str, object]]:
    """The values of Indicator by field."""
    for position, values in enumerate(rows, start=1):
        texts = {name: getattr(values, name) for name in ROW_TEXTS}
        parts = parts_of_targets(values.period_target, values.annual_target)
        yield {"position": position, "category_id": values.category_id, **texts, **parts}


def _create(drafts: list[_Draft], book: CodeBook) -> None:
    drafts = list(_placed(drafts, book))
    goals = [draft.goal for draft in drafts]
    Project.objects.bulk_create([goal.project for goal in goals])
    Filing.objects.bulk_create([goal.filing for goal in goals])
    for draft, goal in zip(drafts, goals, strict=True):
        goal.project, goal.filing = goal.project, goal.filing  # which have ids by now
        draft.item.written, draft.item.goal = True, goal
    insert_rows(goals)
    insert_values(Indicator, [row | {"goal_id": draft.goal.pk} for draft in drafts for row in draft.rows])


def _placed(drafts: list[_Draft], book: CodeBook) -> Iterator[_Draft]:
    """Those whose name is still free, each at the end of its unit's table."""
    if not drafts:
        return
    codes = {draft.goal.project.department.code for draft in drafts}
    here = Project.objects.filter(cycle=book.cycle, department__code__in=codes)
    last = dict(here.values_list("department__code").annotate(last=Max("position")).order_by())
    names = [draft.goal.project.name for draft in drafts]
    taken = set(here.filter(name__in=names).values_list("department__code", "name"))
    for draft in drafts:
        project = draft.goal.project
        code = project.department.code
        if (code, project.name) in taken:
            _refuse(draft.item, "预览之后已有人新建了同名项目。请重新上传，按新的情况预览")
            continue
        last[code] = project.position = (last.get(code) or 0) + 1
        yield draft


def _saves(items: list[ImportItem], book: CodeBook, subjects: dict) -> dict[int, GoalSave]:
    """What to write into each goal as it is now, by the goal's id."""
    if not items:
        return {}
    goals = PerformanceGoal.objects.with_project().with_indicators()
    saves = {}
    found = goals.in_bulk([item.goal_id for item in items if item.goal_id])
    for item in items:
        if goal := found.get(item.goal_id):
            settled = _settled(item, goal, book, subjects)
            saves[goal.pk] = GoalSave(goal, settled.facts, settled.rows)
    return saves


def _change(items: list[ImportItem], saves: dict[int, GoalSave], by) -> None:
    if not items:
        return
    goals = PerformanceGoal.objects.select_related("filing__updated_by").locked(saves)
    found = {goal.pk: goal for goal in goals}
    for item in items:
        if reason := _overtaken(item, found.get(item.goal_id)):
            _refuse(item, reason)
        else:
            # A goal only moves on, and this one still has the preview's revision: it is as it was read.
            item.written = True
    store_saves([saves[item.goal_id] for item in items if item.written], by=by)


def _mark(items: Iterable[ImportItem]) -> None:
    """Store what became of the items."""
    written = []
    for item in items:
        if item.refusal:
            ImportItem.objects.filter(pk=item.pk).update(written=False, refusal=item.refusal)
        elif item.written:
            written.append((item.goal_id, True, item.pk))
    # bulk_update builds an expression for each row: a tenth of the whole import.
    table = connection.ops.quote_name(ImportItem._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET goal_id = %s, written = %s WHERE id = %s", written)


def _overtaken(item: ImportItem, goal: PerformanceGoal | None) -> str:
    """Why a goal is no longer what the preview compared with; "" if it is."""
    if goal is None:
        return "预览之后这个项目已被删除。请重新上传，按新的情况预览"
    if not goal.is_editable:
        return f"预览之后这个项目已变为“{goal.get_status_display()}”，不能覆盖"
    if goal.revision != item.revision:
        by = goal.filing.updated_by
        who = f"“{by}”" if by else "其他人"
        return f"预览之后{who}修改过这个项目，没有覆盖。请重新上传，核对后再导入"
    return ""
