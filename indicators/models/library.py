"""LibraryIndicator 指标库: names that proved useful, with the values that projects usually set."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField
from perfgoals.common.folding import fold
from perfgoals.common.initials import pinyin_initials

from ..enums import LibraryState


def bare_tier(name: str) -> str:
    """经济效益指标 (tree of 2021) and 经济效益 (tree of 2015) are the same category."""
    return name.strip().removesuffix("指标")


class LibraryIndicatorQuerySet(models.QuerySet):
    def in_use(self):
        """What is offered while filling in."""
        return self.filter(state=LibraryState.IN_USE)

    def proposed(self):
        return self.filter(state=LibraryState.PROPOSED)

    def in_tier(self, tier2: str):
        """Entries of a 二级指标, in the wording of either tree."""
        bare = bare_tier(tier2)
        return self.filter(tier2__in=[bare, f"{bare}指标"])

    def matching(self, text: str):
        """Names that contain `text`, or whose pinyin initials do."""
        text = text.strip()
        if not text:
            return self
        # A blank in what was typed separates words; none of them may be missing.
        for word in text.split():
            self = self.filter(Q(name__alike=word) | Q(initials__contains=fold(word)))
        return self


class LibraryIndicator(models.Model):
    """指标库条目: a 三级指标 under the names of its tiers, so that it serves every tree.

    `typical_values` lists the most frequent pairs first: {"period", "annual", "times"}.
    """

    tier1 = CleanCharField("一级指标", max_length=30)
    tier2 = CleanCharField("二级指标", max_length=30)
    name = CleanCharField("三级指标", max_length=200)
    typical_values = models.JSONField("典型值", default=list, blank=True, editable=False)
    sign = models.CharField("计算符号", max_length=2, blank=True, editable=False)
    unit = CleanCharField("计量单位", max_length=30, blank=True)
    times_used = models.PositiveIntegerField("使用次数", default=0, editable=False)
    # Of those whose result is known (自评), how many there are and how many reached their target.
    times_measured = models.PositiveIntegerField("有结果的次数", default=0, editable=False)
    times_met = models.PositiveIntegerField("达到指标值的次数", default=0, editable=False)
    state = models.CharField("状态", max_length=10, choices=LibraryState, default=LibraryState.IN_USE)
    initials = models.CharField("拼音首字母", max_length=200, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", null=True, blank=True,
        editable=False, related_name="+",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", null=True, blank=True,
        editable=False, related_name="+",
    )  # fmt: skip
    decision_note = CleanCharField("办理意见", max_length=200, blank=True)
    created_at = models.DateTimeField("加入时间", auto_now_add=True)

    objects = LibraryIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "指标库条目"
        verbose_name_plural = "指标库"
        ordering = ["-times_used", "name", "pk"]
        indexes = [models.Index(fields=["state", "-times_used", "name"], name="library_by_use")]
        constraints = [
            models.UniqueConstraint(
                fields=["tier1", "tier2", "name"],
                name="library_name_once",
                violation_error_message="指标库的这个类别下已有同名指标。",
            ),
            models.CheckConstraint(
                name="library_state_known",
                condition=Q(state__in=LibraryState.values),
                violation_error_message="指标库条目的状态不在规定范围内。",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.initials = pinyin_initials(self.name)
        if update_fields is not None:
            update_fields = {*update_fields, "initials"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def category_label(self) -> str:
        return f"{self.tier1} › {self.tier2}"

    @property
    def usual_value(self) -> dict:
        """The most frequent pair of 实施周期值 and 年度指标值; empty texts for a name never used."""
        return self.typical_values[0] if self.typical_values else {"period": "", "annual": "", "times": 0}
