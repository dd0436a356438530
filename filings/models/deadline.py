"""DeadlineExtension 延期: one unit gets more time than the cycle gives."""

from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle, Department

from ..enums import Stage
from ..kinds import kind_of


class DeadlineExtension(models.Model):
    """延期: until when this unit may still submit (申报) or its tables may still be reviewed (审核)."""

    cycle = models.ForeignKey(BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="extensions")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="+")
    kind = models.CharField("种类", max_length=20, default="goal")
    stage = models.CharField("环节", max_length=12, choices=Stage)
    until = models.DateField("延至", help_text="含当天。")
    reason = CleanCharField("理由", max_length=200)

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"
        ordering = ["cycle", "department", "kind", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department", "kind", "stage"],
                name="filing_extension_once",
                violation_error_message="该单位在这一环节已有延期，请直接修改原有日期。",
            ),
            models.CheckConstraint(
                name="filing_extension_stage_known",
                condition=Q(stage__in=Stage.values),
                violation_error_message="环节只能是申报或审核。",
            ),
        ]

    def __str__(self):
        return f"{self.department} {kind_of(self.kind).label}{self.get_stage_display()}延至 {self.until}"
