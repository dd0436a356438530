"""Appending to the audit chain and checking it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from perfgoals.common.text import clean_text

from .enums import Result, Verb
from .models import FIRST_HASH, AuditEvent, AuditHead, canonical_json
from .origin import current_address

SYSTEM = "（系统）"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing to be recorded. `by` is the user, None for the system itself; `name` says what it was about
    where there is no `obj`."""

    verb: Verb = field(kw_only=False)
    by: Any = None
    obj: models.Model | None = None
    name: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    result: Result = Result.DONE
    note: str = ""


def record(verb: Verb, **details) -> AuditEvent:
    """Append one event (see Event) to the chain, in the caller's transaction: both are stored or neither.

    Call it as the last step of a transaction: until the commit nobody else can append (the head of the chain
    is locked), and a caller that locks rows after this could wait for somebody who waits for him.
    """
    return record_all([Event(verb, **details)])[0]


def record_all(events: Iterable[Event]) -> list[AuditEvent]:
    """Append many in their order, as `record` does, in two statements."""
    if not (events := list(events)):
        return []
    rows = []
    with transaction.atomic(savepoint=False):
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        previous_hash = head.hash
        for number, event in enumerate(events, start=head.number + 1):
            rows.append(_sealed(event, number, previous_hash))
            previous_hash = rows[-1].hash
        # A trigger moves the head on, row by row: one query less in every step and every save.
        AuditEvent.objects.bulk_create(rows)
    return rows


def _sealed(event: Event, number: int, previous_hash: str) -> AuditEvent:
    obj = event.obj
    row = AuditEvent(
        number=number,
        at=timezone.now(),
        actor=event.by,
        actor_name=_actor_name(event.by),
        address=current_address()[:45],
        verb=event.verb,
        object_type=obj._meta.model_name if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_name=clean_text(event.name or (str(obj) if obj is not None else ""))[:300],
        before=_as_text(event.before),
        after=_as_text(event.after),
        result=event.result,
        note=clean_text(event.note)[:1000],
        previous_hash=previous_hash,
    )
    row.hash = row.computed_hash()
    return row


def changed_values(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict, dict]:
    """Only what differs: what `record` should be given for a change of many fields."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


@dataclass(frozen=True)
class Breach:
    """One place where the chain does not hold."""

    number: int
    message: str


def find_breaches() -> Iterator[Breach]:
    """Walk the whole chain; yields every altered, missing or added row by its number."""
    number, previous_hash = 0, FIRST_HASH
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != number + 1:
            yield Breach(number + 1, _missing(number + 1, event.number - 1))
        elif event.previous_hash != previous_hash:
            yield Breach(event.number, f"第 {event.number} 号记录与前一号记录接不上：前一号被改过或换过。")
        if event.computed_hash() != event.hash:
            yield Breach(event.number, f"第 {event.number} 号记录的内容被改过。")
        number, previous_hash = event.number, event.hash
    yield from _check_head(number, previous_hash)


def _check_head(number: int, hash: str) -> Iterator[Breach]:
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if head.number > number:
        yield Breach(number + 1, _missing(number + 1, head.number))
    elif head.number < number:
        yield Breach(head.number + 1, f"第 {head.number + 1} 号起的记录不是由系统写入的。")
    elif head.hash != hash:
        yield Breach(number, f"最后一号（第 {number} 号）记录与链尾不符：记录或链尾被改过。")


def _missing(first: int, last: int) -> str:
    return f"缺第 {first} 号记录。" if first == last else f"缺第 {first} 号至第 {last} 号记录。"


def _actor_name(user) -> str:
    if user is None:
        return SYSTEM
    return f"{user.full_name}（{user.username}）"[:200]


def _as_text(values: dict[str, Any] | None) -> str:
    """JSON of plain values; whatever JSON has no word for is written as its text."""
    if not values:
        return ""
    return canonical_json(json.loads(json.dumps({str(k): v for k, v in values.items()}, default=str)))
