"""Filing 报送: one table of one unit on its way between the unit and the finance bureau."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.functional import cached_property

from projects.models import BudgetCycle, Department

from ..enums import FilingStatus
from ..kinds import kind_of


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("department"))

    def in_cycle(self, cycle):
        return self.filter(cycle=cycle)

    def of_kind(self, key: str):
        return self.filter(kind=key)

    def with_step_facts(self, *of_kind: str):
        """Everything that decides which steps are possible; `of_kind` joins what the kind asks as well."""
        from .deadline import DeadlineExtension  # the other way round they refer to filings
        from .review import Remark

        remarks = Remark.objects.filter(version=OuterRef("submission"))
        return (
            self.select_related(
                "cycle",
                "department__parent",
                "submission__sheet",
                "submission__frozen_by",
                "updated_by",
                *of_kind,
            )
            .prefetch_related(Prefetch("cycle__extensions", DeadlineExtension.objects.order_by()))
            .annotate(has_remarks=Exists(remarks))
        )

    def locked(self, pks):
        """The filings with these keys, locked until the transaction ends and read once the lock is ours.

        Two queries for a reason: PostgreSQL answers a locking read that had to wait with the new row of the
        filing, but with everything joined to it as it was before the wait.
        """
        rows = self.model.objects.filter(pk__in=list(pks)).order_by("pk")
        return self.filter(pk__in=list(rows.select_for_update().values_list("pk", flat=True)))


class Filing(models.Model):
    """报送: what every handed-in table has in common. `kind` names what it is (see filings.kinds).

    The table itself refers to its filing and reads unit and cycle from it or agrees with it.
    """

    kind = models.CharField("种类", max_length=20)
    cycle = models.ForeignKey(BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="filings")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="filings")
    status = models.CharField("状态", max_length=12, choices=FilingStatus, default=FilingStatus.DRAFT)
    version_number = models.PositiveIntegerField("版本", default=1)
    # Raised by every save and every step; a page that was opened before is recognised as stale by it.
    revision = models.PositiveIntegerField("修订号", default=1)
    submission = models.ForeignKey(
        "FilingVersion", models.PROTECT, verbose_name="送审版本", null=True, blank=True, related_name="+",
        help_text="正在审核或已审核的那一次送审；撤回和调整后为空。",
    )  # fmt: skip
    # The moment of `submission`, kept here: queues of 100,000 are counted and sorted by an index alone.
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True, editable=False)
    # Its day, while the table is not with its unit: figures by day are counted from an index, without dates
    # to be computed.
    handed_on = models.DateField(
        "送审日期", null=True, blank=True, editable=False,
        help_text="正在审核或已批复的那一次送审是哪一天；在单位手里的为空。",
    )  # fmt: skip
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="更新人", null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        constraints = [
            models.CheckConstraint(
                name="filing_status_known",
                condition=Q(status__in=FilingStatus.values),
                violation_error_message="状态不在规定范围内。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle", "kind", "status", "department", "submitted_at"], name="filing_by_status"
            ),
            models.Index(fields=["cycle", "kind", "handed_on", "department"], name="filing_by_day"),
            models.Index(fields=["cycle", "kind", "updated_at"], name="filing_by_update"),
            # The order of the queue: whoever waits longest comes first.
            models.Index(fields=["cycle", "kind", "status", "submitted_at"], name="filing_by_waiting"),
        ]

    def __str__(self):
        return f"{self.department} {self.kind}"

    @property
    def kind_of(self):
        """The `Kind` of this table, with its steps and places."""
        return kind_of(self.kind)

    @property
    def table(self):
        """The table itself, e.g. the PerformanceGoal."""
        return getattr(self, self.kind_of.accessor)

    @property
    def is_editable(self) -> bool:
        return self.status in FilingStatus.editable()

    @property
    def is_revised(self) -> bool:
        """Approved once, opened for 调整 and not submitted again."""
        return self.status == FilingStatus.DRAFT and self.version_number > 1

    @cached_property
    def has_remarks(self) -> bool:
        """Whether somebody has remarked on the submission under review; `with_step_facts()` knows already."""
        return self.remarks.filter(version=self.submission_id).exists() if self.submission_id else False

    @property
    def sheet(self):
        """The 审核表 of the submission under review, None when nobody has rated it."""
        return getattr(self.submission, "sheet", None) if self.submission_id else None
