"""Figures of each unit, kept so that no page counts 100,000 tables; see indicators.domain.counting."""

from django.db import models

from projects.models import BudgetCycle, Department


class UnitChange(models.Model):
    """变动记号: a unit's tables changed in a cycle since its figures were counted.

    Written by the database itself (indicators.change_marks) in the transaction of the change. Only rows are
    added, on PostgreSQL several of one unit: two people at work never wait for each other's mark.
    """

    cycle = models.ForeignKey(BudgetCycle, models.DO_NOTHING, db_constraint=False, related_name="+")
    department = models.ForeignKey(Department, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        verbose_name = "变动记号"
        verbose_name_plural = "变动记号"

    def __str__(self):
        return f"{self.cycle_id} {self.department_id}"


class UnitCount(models.Model):
    """单位计数: one figure of one unit, or of all units together where `department` is empty.

    What `count`, `second` and `amount` mean is said by the part, in indicators.domain.counting.parts.
    """

    cycle = models.ForeignKey(BudgetCycle, models.DO_NOTHING, db_constraint=False, related_name="+")
    department = models.ForeignKey(
        Department, models.DO_NOTHING, db_constraint=False, related_name="+", null=True
    )
    part = models.CharField(max_length=10)
    key = models.CharField(max_length=60, blank=True)
    count = models.BigIntegerField()
    second = models.BigIntegerField(default=0)
    amount = models.DecimalField(max_digits=22, decimal_places=2, default=0)
    moment = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "单位计数"
        verbose_name_plural = "单位计数"
        constraints = [
            # The part before the unit: so SQLite needs no statistics to find the units of a part.
            models.UniqueConstraint(fields=["cycle", "part", "department", "key"], name="unit_count_once"),
            # To a database two empty departments are two.
            models.UniqueConstraint(
                fields=["cycle", "part", "key"], condition=models.Q(department=None), name="unit_total_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle", "part", "key", "moment", "department", "count"], name="unit_count_by_part"
            )
        ]

    def __str__(self):
        return f"{self.part} {self.key}: {self.count}"


class UnitWords(models.Model):
    """单位用字: a bit for all that stands in the names of a unit's projects; see domain.counting.words."""

    cycle = models.ForeignKey(BudgetCycle, models.DO_NOTHING, db_constraint=False, related_name="+")
    department = models.ForeignKey(Department, models.DO_NOTHING, db_constraint=False, related_name="+")
    bits = models.BinaryField()

    class Meta:
        verbose_name = "单位用字"
        verbose_name_plural = "单位用字"
        constraints = [models.UniqueConstraint(fields=["cycle", "department"], name="unit_words_once")]

    def __str__(self):
        return f"{self.cycle_id} {self.department_id}"


class CountRun(models.Model):
    """计数记录: that the figures of a cycle's units are kept. Without one, everything is counted anew."""

    cycle = models.OneToOneField(
        BudgetCycle, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "计数记录"
        verbose_name_plural = "计数记录"

    def __str__(self):
        return f"{self.cycle_id} {self.counted_at:%Y-%m-%d %H:%M}"
