"""Do the tables on their way still say what was frozen, and the transitions what the audit says?

The database refuses changes of versions, transitions and audit; a table itself is changed by its unit
while it is a draft, and so can be at any time by whoever has the database. That is found here.
"""

import json
from collections.abc import Iterator
from itertools import groupby, islice

from django.db.models import Exists, OuterRef

from perfgoals.audit.models import AuditEvent, canonical_json

from ..enums import Action, FilingStatus
from ..kinds import Kind, all_kinds
from ..models import Filing, FilingTransition, FilingVersion
from .versions import VersionBreach, attachments_of, content_of

# What may be renamed, and a unit put under another, after the table was frozen (`label`: that of a round);
# those changes stand in the audit themselves.
RENAMED = {"cycle", "tier1", "tier2", "label", "supervisor_code"}
# Each of these says by itself which keys it has: one that is gone was taken out.
OPEN = {"money", "rules"}
# Of what the program freezes, only these keys come and go with the table.
WHERE_ANY = {"attachments", "row", "row_name"}
LABELS = {
    "amount": "金额", "name": "名称", "justification": "设立依据及申报理由",
    "overall_objective": "整体绩效目标", "annual_objective": "年度绩效目标",
    "period_target": "实施周期值", "annual_target": "年度指标值", "unit_code": "单位",
    "fund_code": "资金类型", "subject_code": "功能科目", "indicators": "指标", "version_number": "版本",
    "attachments": "附件",
}  # fmt: skip
SHOWN = 3
# Tables compared at a time: SQLite takes 999 keys in a query, and each table some ten rows.
BATCH = 200


def find_altered_tables() -> Iterator[VersionBreach]:
    """Every table whose status, steps or locked content were changed past the program."""
    for kind in all_kinds():
        recorded = _recorded_steps(kind)
        filings = _filings(kind)
        while batch := list(islice(filings, BATCH)):
            yield from _altered_of(kind, batch, recorded)


def _altered_of(kind: Kind, filings: list[Filing], recorded: dict[str, list[str]]) -> Iterator[VersionBreach]:
    """Those of a batch, with as many queries for one as for all of them."""
    tables, steps, frozen = kind.tables_of(filings), _steps_of(filings), _last_versions_of(filings)
    attached = attachments_of(filings)
    for filing in filings:
        table, taken = tables[filing.pk], steps.get(filing.pk, [])
        yield from _wrong_status(filing, table, taken)
        yield from _wrong_steps(table, taken, recorded.get(str(table.pk), []))
        if not filing.is_editable:
            yield from _wrong_content(kind, table, frozen.get(filing.pk), attached.get(filing.pk, []))


def _filings(kind: Kind) -> Iterator[Filing]:
    """All that ever took a step, or stand elsewhere than at the beginning."""
    stepped = FilingTransition.objects.values("filing")
    filings = Filing.objects.of_kind(kind.key)
    moved = filings.exclude(status=FilingStatus.DRAFT) | filings.filter(pk__in=stepped)
    yield from moved.with_step_facts(*kind.joins).order_by("pk").iterator(chunk_size=BATCH)


def _steps_of(filings: list[Filing]) -> dict[int, list[FilingTransition]]:
    """Key of the filing → the steps it took, in order."""
    found: dict[int, list[FilingTransition]] = {}
    for step in FilingTransition.objects.filter(filing__in=filings).order_by("pk"):
        found.setdefault(step.filing_id, []).append(step)
    return found


def _last_versions_of(filings: list[Filing]) -> dict[int, FilingVersion]:
    """Key of the filing → what was frozen last; only of those whose content is locked."""
    locked = [filing for filing in filings if not filing.is_editable]
    newer = FilingVersion.objects.filter(filing=OuterRef("filing"), serial__gt=OuterRef("serial"))
    last = FilingVersion.objects.filter(~Exists(newer), filing__in=locked)
    return {version.filing_id: version for version in last}


def _recorded_steps(kind: Kind) -> dict[str, list[str]]:
    """Key of the table → the steps that the audit has, in order."""
    events = AuditEvent.objects.filter(object_type=kind.object_type, verb__in=Action.values)
    # A step tells the status it left; until November 2026 requests of 调整 went under its verb, without one.
    events = events.exclude(before="")
    rows = events.order_by("object_id", "number").values_list("object_id", "verb")
    grouped = groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0])
    return {table: [verb for _, verb in steps] for table, steps in grouped}


def _wrong_status(filing: Filing, table, taken: list[FilingTransition]) -> Iterator[VersionBreach]:
    expected = FilingStatus(taken[-1].to_status) if taken else FilingStatus.DRAFT
    if filing.status != expected:
        now = filing.get_status_display()
        yield VersionBreach(str(table), f"状态是“{now}”，按流转记录应是“{expected.label}”，被直接改过")


def _wrong_steps(table, taken: list[FilingTransition], recorded: list[str]) -> Iterator[VersionBreach]:
    stored = [step.action for step in taken]
    if stored != recorded:
        words = ["、".join(Action(action).label for action in steps) or "无" for steps in (stored, recorded)]
        yield VersionBreach(str(table), f"流转记录是“{words[0]}”，审计记录里是“{words[1]}”")


def _wrong_content(
    kind: Kind, table, frozen: FilingVersion | None, attached: list
) -> Iterator[VersionBreach]:
    if frozen is None:
        yield VersionBreach(str(table), "已送审，却没有存档的版本")
        return
    now = json.loads(canonical_json(content_of(kind, table, attached)))
    before = json.loads(frozen.content)
    found = list(
        differences(*({k: v for k, v in c.items() if k not in kind.computed} for c in (before, now)))
    )
    if found:
        more = f"等 {len(found)} 处" if len(found) > SHOWN else ""
        yield VersionBreach(
            str(table), f"送审后被直接改过：{'；'.join(found[:SHOWN])}{more}（存档第 {frozen.serial} 次）"
        )


def differences(frozen, now, where: str = "", *, is_open: bool = False) -> Iterator[str]:
    """Where two snapshots say something else, in words; names that code lists may change apart.

    A field that one side lacks proves nothing: the program of that time did not freeze it, or does no more.
    """
    if isinstance(frozen, dict) and isinstance(now, dict):
        for key in sorted(_compared(frozen, now, is_open=is_open)):
            place = f"{where}{LABELS.get(key, key)}"
            yield from differences(frozen.get(key), now.get(key), place, is_open=is_open or key in OPEN)
    elif isinstance(frozen, list) and isinstance(now, list) and len(frozen) == len(now):
        for number, (old, new) in enumerate(zip(frozen, now, strict=True), start=1):
            yield from differences(old, new, f"{where}第 {number} 行", is_open=is_open)
    elif frozen != now:
        yield f"{where}存档时{_shown(frozen)}，现在{_shown(now)}"


def _compared(frozen: dict, now: dict, *, is_open: bool) -> set[str]:
    one_side = frozen.keys() ^ now.keys()
    keys = (frozen.keys() & now.keys()) | (one_side if is_open else one_side & WHERE_ANY)
    named_by_code = {key for key in keys if key.endswith("_name") and f"{key[:-5]}_code" in frozen}
    return keys - RENAMED - named_by_code


def _shown(value) -> str:
    if isinstance(value, list):
        return f"有 {len(value)} 行"
    return "为空" if value in (None, "") else f"是“{str(value)[:60]}”"
