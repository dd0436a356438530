"""Freezing a table as JSON, and finding frozen versions that are not what was frozen."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max
from django.utils import timezone

from perfgoals.audit.models import AuditEvent, canonical_json

from ..enums import Action
from ..kinds import Kind, all_kinds
from ..models import Attachment, Filing, FilingVersion


def freeze(*, table, action: str, by, at=None) -> FilingVersion:
    """Keep the table as it stands now; call it inside the step's transaction."""
    filing, kind = table.filing, table.filing.kind_of
    content = canonical_json(content_now(table))
    last = FilingVersion.objects.filter(filing=filing).aggregate(last=Max("serial"))["last"] or 0
    return FilingVersion.objects.create(
        filing=filing,
        serial=last + 1,
        version_number=filing.version_number,
        action=action,
        schema=kind.schema,
        content=content,
        sha256=digest(content),
        frozen_at=at or timezone.now(),
        frozen_by=by,
    )


def content_of(kind: Kind, table, attached: list[Attachment]) -> dict:
    """What is frozen of a table: its own values, and its attachments by name and sha256 where it has any."""
    listed = [_listed(one) for one in attached]
    return kind.snapshot(table) | ({"attachments": listed} if listed else {})


def _listed(one: Attachment) -> dict:
    row = {} if one.row_key is None else {"row": one.row_key, "row_name": one.row_name}
    return {"key": one.pk, "name": one.name, "kind": one.kind, "sha256": one.sha256} | row


def content_now(table) -> dict:
    """What would be frozen of the table as it stands."""
    filing = table.filing
    return content_of(filing.kind_of, table, attachments_of([filing]).get(filing.pk, []))


def attachments_of(filings: Iterable[Filing]) -> dict[int, list[Attachment]]:
    """Key of the filing → what stands beside its table now; one query."""
    found: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(filing__in=filings).present().order_by("pk"):
        found.setdefault(attachment.filing_id, []).append(attachment)
    return found


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def read_content(version: FilingVersion) -> dict:
    return json.loads(version.content)


@dataclass(frozen=True, slots=True)
class VersionBreach:
    """A version that is not what was frozen, or is gone; `version` is its key, None for one that is gone."""

    where: str
    message: str
    version: int | None = None


def find_altered_versions() -> Iterator[VersionBreach]:
    """Every version that is not what was frozen: by its own sha256, and table by table by the audit's copies.

    Table, action and sha256 of each frozen version stand in the audit chain, in the order of freezing.
    """
    for kind in all_kinds():
        yield from _breaches_of_kind(kind)


def _breaches_of_kind(kind: Kind) -> Iterator[VersionBreach]:
    recorded = _recorded_versions(kind.object_type)
    tables = dict(Filing.objects.of_kind(kind.key).values_list("pk", f"{kind.accessor}__pk"))
    versions = FilingVersion.objects.filter(filing__kind=kind.key).select_related("filing")
    ordered = versions.order_by("filing", "serial").iterator(chunk_size=500)
    for filing, stored in groupby(ordered, key=lambda version: version.filing_id):
        yield from _breaches_of_table(list(stored), recorded.pop(str(tables[filing]), []))
    for lost in recorded.values():
        yield from map(_gone, lost)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the audit says of one version."""

    number: int
    name: str
    mark: tuple[str, str]


def _recorded_versions(object_type: str) -> dict[str, list[_Recorded]]:
    """Key of the table → its versions as the audit chain has them, in order."""
    # By its steps alone: an attachment, too, is recorded on its table with the sha256 of a file.
    steps = AuditEvent.objects.filter(object_type=object_type, verb__in=Action.values)
    events = steps.filter(after__contains='"sha256":')
    columns = events.order_by("number").values_list("number", "object_id", "object_name", "verb", "after")
    found: dict[str, list[_Recorded]] = {}
    for number, table, name, verb, after in columns.iterator(chunk_size=2000):
        found.setdefault(table, []).append(_Recorded(number, name, (verb, json.loads(after)["sha256"])))
    return found


def _breaches_of_table(stored: list[FilingVersion], recorded: list[_Recorded]) -> Iterator[VersionBreach]:
    marks = [(version.action, version.sha256) for version in stored]
    known, missing = Counter(entry.mark for entry in recorded), Counter(marks)
    sound = True
    for version, mark in zip(stored, marks, strict=True):
        known[mark] -= 1
        if digest(version.content) != version.sha256:
            yield _breach(version, "内容与校验值不符，被改动过")
        elif known[mark] < 0:
            yield _breach(version, "审计记录中没有这个版本：版本和校验值被一起替换过，或不是由系统存入的")
        else:
            continue
        sound = False
    for entry in recorded:
        missing[entry.mark] -= 1
        if missing[entry.mark] < 0:
            sound = False
            yield _gone(entry)
    if sound and marks != [entry.mark for entry in recorded]:
        yield _breach(stored[0], "各次存档的先后与审计记录不符，版本被互换过")


def _breach(version: FilingVersion, message: str) -> VersionBreach:
    return VersionBreach(f"版本 {version.pk}（{version}）", message, version.pk)


def _gone(entry: _Recorded) -> VersionBreach:
    action = Action(entry.mark[0]).label
    return VersionBreach(entry.name, f"缺少{action}时存档的版本（审计记录第 {entry.number} 号）")
