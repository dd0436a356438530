"""PerformanceGoal 绩效目标: what one project promises, and where it stands in the workflow."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from perfgoals.common.fields import CleanTextField
from projects.models import Project
from projects.models.project import MAX_TEXT

from ..enums import GoalStatus


class PerformanceGoalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Goals of the projects this user may see."""
        return self.filter(user.department_scope("project__department"))

    def in_cycle(self, cycle):
        return self.filter(project__cycle=cycle)

    def with_project(self):
        return self.select_related(
            "project__cycle",
            "project__department",
            "project__fund_source",
            "project__functional_subject",
            "updated_by",
        )

    def with_indicators(self):
        return self.prefetch_related("indicators__category__parent")

    def with_step_facts(self):
        """Everything that decides which steps are possible; three queries whatever the number of goals."""
        from .review import Remark  # the other way round it refers to goals

        remarks = Remark.objects.filter(version=models.OuterRef("submission"))
        return (
            self.with_project()
            .select_related(
                "project__cycle__rules", "project__department__parent",
                "submission__sheet", "submission__frozen_by",
            )
            .prefetch_related("project__cycle__extensions")
            .annotate(has_remarks=models.Exists(remarks))
        )  # fmt: skip

    def locked(self, pks):
        """The goals with these keys, locked until the transaction ends and read once the lock is ours.

        Two queries for a reason: PostgreSQL answers a locking read that had to wait with the new row of the
        goal, but with everything joined to it as it was before the wait.
        """
        rows = self.model.objects.filter(pk__in=list(pks)).order_by("pk")
        return self.filter(pk__in=list(rows.select_for_update().values_list("pk", flat=True)))

    def in_table_order(self):
        return self.order_by("project__department__code", "project__position", "project_id")

    def in_order(self, pks) -> list["PerformanceGoal"]:
        """The goals with these keys, in this order."""
        pks = list(pks)
        found = self.in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]

    def with_indicator_count(self):
        """Counted for the rows of the page only: a join would count the rows of every goal of the list."""
        rows = self._rows().values("goal").annotate(count=models.Count("pk"))
        return self.annotate(indicator_count=Coalesce(Subquery(rows.values("count")), 0))

    def _rows(self):
        """The indicator rows of a goal, for a subquery."""
        return PerformanceGoal.indicators.rel.related_model.objects.filter(goal=OuterRef("pk")).order_by()


class PerformanceGoal(models.Model):
    """绩效目标（表）: 整体绩效 over the project's whole term, 年度绩效 for the cycle's year."""

    project = models.OneToOneField(
        Project, models.CASCADE, verbose_name="项目", related_name="goal", primary_key=True
    )
    overall_objective = CleanTextField("整体绩效", max_length=MAX_TEXT, blank=True)
    annual_objective = CleanTextField("年度绩效", max_length=MAX_TEXT, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=GoalStatus, default=GoalStatus.DRAFT, db_index=True
    )
    version_number = models.PositiveIntegerField("版本", default=1)
    # Raised by every save; a form that was opened before is recognised as stale by it.
    revision = models.PositiveIntegerField("修订号", default=1)
    # What was typed but cannot stand in the table yet; see indicators.domain.entry.entries.
    unfinished = models.JSONField("未完成的内容", default=dict, blank=True, editable=False)
    submission = models.ForeignKey(
        "GoalVersion", models.PROTECT, verbose_name="送审版本", null=True, blank=True, related_name="+",
        help_text="正在审核或已审核的那一次送审；撤回和调整后为空。",
    )  # fmt: skip
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="更新人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PerformanceGoalQuerySet.as_manager()

    class Meta:
        verbose_name = "绩效目标"
        verbose_name_plural = "绩效目标"
        constraints = [
            models.CheckConstraint(
                name="goal_status_known",
                condition=Q(status__in=GoalStatus.values),
                violation_error_message="绩效目标的状态不在规定范围内。",
            ),
        ]

    def __str__(self):
        return str(self.project)

    @property
    def is_editable(self) -> bool:
        return self.status in GoalStatus.editable()
