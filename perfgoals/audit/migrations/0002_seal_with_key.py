"""The chain was sealed by SHA-256 alone; from now on by HMAC with a key outside the database.

Rows that hold are sealed anew; a row that did not hold before keeps its old hash, and is named by verify_audit
as it was before.
"""

import hashlib
import json
from datetime import UTC

from django.db import migrations

from perfgoals.audit.key import sealed_hash
from perfgoals.common.append_only import append_only, seal, unseal

TABLE = "audit_auditevent"
FIRST_HASH = "0" * 64
SEALED = (
    "number", "actor_id", "actor_name", "address", "verb", "object_type", "object_id", "object_name",
    "before", "after", "result", "note",
)  # fmt: skip


def text_of(event) -> str:
    content = {name: getattr(event, name) for name in SEALED}
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal_again(apps, editor):
    Event, Head = apps.get_model("audit", "AuditEvent"), apps.get_model("audit", "AuditHead")
    if not Event.objects.exists():
        return
    unseal(editor.connection, TABLE)
    old_previous, new_previous = FIRST_HASH, FIRST_HASH
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        text, old = text_of(event), event.hash
        holds = event.previous_hash == old_previous
        holds = holds and hashlib.sha256((event.previous_hash + text).encode()).hexdigest() == old
        if holds:
            new = sealed_hash(new_previous + text)
            Event.objects.filter(number=event.number).update(previous_hash=new_previous, hash=new)
        old_previous, new_previous = old, new if holds else old
    Head.objects.filter(pk=1, hash=old_previous).update(hash=new_previous)
    seal(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(seal_again, migrations.RunPython.noop),
        append_only(TABLE, ("truncate",)),
    ]
