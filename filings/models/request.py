"""RevisionRequest 调整申请: a unit asks the finance side to open an approved table again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanTextField

from ..enums import RequestState
from .filing import Filing


class RevisionRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("filing__department"))

    def open(self):
        return self.filter(state=RequestState.OPEN)

    def settle(self, state: RequestState, *, by, answer: str) -> int:
        """Decide all of them; returns how many. Part of the step or decision's transaction."""
        return self.update(state=state, decided_by=by, decided_at=timezone.now(), answer=answer)


class RevisionRequest(models.Model):
    """调整申请: why the unit wants to change what was approved, and what the finance side said to it."""

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="报送", related_name="revision_requests")
    reason = CleanTextField("理由", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="办理人",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    answer = CleanTextField("答复", max_length=2000, blank=True)

    objects = RevisionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "调整申请"
        verbose_name_plural = "调整申请"
        ordering = ["at", "pk"]
        # The few open ones are found without the filings of the cycle.
        indexes = [models.Index(fields=["state", "filing"], name="filing_request_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(state=RequestState.OPEN), name="filing_request_open_once",
                violation_error_message="这张表已有一个调整申请在等财政办理。",
            ),
            models.CheckConstraint(
                name="filing_request_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明为什么要调整。",
            ),
            models.CheckConstraint(
                name="filing_request_state_known",
                condition=Q(state__in=RequestState.values),
                violation_error_message="申请的状态不在规定范围内。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.filing.table} 调整申请"
