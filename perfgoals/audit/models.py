"""AuditEvent 审计记录: append-only, each row sealed with a hash over its predecessor's."""

import json
from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import Q

from .enums import Result, Verb
from .key import sealed_hash

FIRST_HASH = "0" * 64


class AppendOnly(Exception):
    """Audit events are never changed or deleted."""


class AuditEventQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly

    def delete(self):
        raise AppendOnly


class AuditEvent(models.Model):
    """One thing that somebody did or tried to do.

    `number` counts without gaps. Names are copied, so that a row reads the same when a person or an object
    is renamed later. `before` and `after` are JSON objects as text; the hash is over exactly these bytes.
    The database itself refuses UPDATE and DELETE (triggers, see the first migration).
    """

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="用户", null=True, related_name="+"
    )
    actor_name = models.CharField("用户", max_length=200)
    address = models.CharField("IP 地址", max_length=45, blank=True)
    # No choices: a new verb is no change of the table.
    verb = models.CharField("动作", max_length=20, db_index=True)
    object_type = models.CharField("对象种类", max_length=40, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_name = models.CharField("对象", max_length=300, blank=True)
    before = models.TextField("操作前", blank=True)
    after = models.TextField("操作后", blank=True)
    result = models.CharField("结果", max_length=10, choices=Result)
    note = models.CharField("说明", max_length=1000, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    SEALED = (
        "number", "actor_id", "actor_name", "address", "verb", "object_type", "object_id", "object_name",
        "before", "after", "result", "note",
    )  # fmt: skip

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]
        constraints = [
            models.CheckConstraint(
                name="audit_result_known",
                condition=Q(result__in=Result.values),
                violation_error_message="审计结果不在规定范围内。",
            )
        ]

    def __str__(self):
        return f"{self.number} {self.actor_name} {self.verb_label} {self.object_name}".rstrip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, force_insert=True)

    def delete(self, *args, **kwargs):
        raise AppendOnly

    def computed_hash(self) -> str:
        """HMAC over the predecessor's hash and every other column, as 64 hexadecimal digits."""
        content = {name: getattr(self, name) for name in self.SEALED}
        content["at"] = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return sealed_hash(self.previous_hash + canonical_json(content))

    @property
    def verb_label(self) -> str:
        return Verb(self.verb).label if self.verb in Verb else self.verb

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """(name, before, after) of every value given, for pages and exports."""
        before, after = (json.loads(text) if text else {} for text in (self.before, self.after))
        return [(key, before.get(key), after.get(key)) for key in {**before, **after}]


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever appends and moved on by a trigger of the database.

    A cut-off tail is recognised by it.
    """

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST_HASH)

    def __str__(self):
        return str(self.number)


def canonical_json(content: dict) -> str:
    """The one spelling of a JSON object: sorted keys, no blanks, characters as themselves."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
