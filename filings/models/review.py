"""审核: the rating form (审核表), remarks pinned to the table, frequent reasons of a return."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField, CleanTextField
from perfgoals.common.text import quoted

from ..enums import Rating, RemarkState
from .filing import Filing
from .version import FilingVersion

MAX_COMMENT = 2000


class ReviewBlock(models.Model):
    """A block of the 审核表, e.g. 完整性; data, because places rate differently."""

    name = CleanCharField("名称", max_length=30, unique=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "审核表分类"
        verbose_name_plural = "审核表分类"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class ReviewQuestion(models.Model):
    """A question of the 审核表, e.g. 规范完整性, with what is to be looked at."""

    block = models.ForeignKey(ReviewBlock, models.PROTECT, verbose_name="分类", related_name="questions")
    name = CleanCharField("名称", max_length=30)
    criteria = CleanTextField("审核要点", max_length=500)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("启用", default=True, help_text="停用后新的审核表不再出现，已填的不受影响。")

    class Meta:
        verbose_name = "审核内容"
        verbose_name_plural = "审核内容"
        ordering = ["block__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["block", "name"],
                name="filing_question_name_unique",
                violation_error_message="同一分类下已有同名的审核内容。",
            )
        ]

    def __str__(self):
        return self.name


class ReturnReason(models.Model):
    """常用退回理由: a sentence at hand when a table goes back."""

    text = CleanCharField("理由", max_length=200, unique=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "常用退回理由"
        verbose_name_plural = "常用退回理由"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


class ReviewSheet(models.Model):
    """审核表: how the finance side rates one submission; 优 and 良 may be approved."""

    version = models.OneToOneField(
        FilingVersion, models.PROTECT, verbose_name="送审版本", related_name="sheet", primary_key=True
    )
    overall = models.CharField("总体评价", max_length=10, choices=Rating)
    opinion = CleanTextField("总体意见", max_length=MAX_COMMENT)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+"
    )
    filled_at = models.DateTimeField("审核日期")

    class Meta:
        verbose_name = "审核表"
        verbose_name_plural = "审核表"
        constraints = [
            models.CheckConstraint(
                name="filing_sheet_overall_known",
                condition=Q(overall__in=Rating.values),
                violation_error_message="总体评价只能是优、良、中、差。",
            )
        ]

    def __str__(self):
        return f"{self.version.filing.table} 审核表"

    @property
    def passes(self) -> bool:
        return Rating(self.overall).passes


class ReviewAnswer(models.Model):
    """One rating; the question's words are copied, so that the sheet prints the same for ever."""

    sheet = models.ForeignKey(ReviewSheet, models.CASCADE, verbose_name="审核表", related_name="answers")
    question = models.ForeignKey(ReviewQuestion, models.PROTECT, verbose_name="审核内容", related_name="+")
    position = models.PositiveSmallIntegerField("顺序")
    block_name = CleanCharField("分类", max_length=30)
    question_name = CleanCharField("审核内容", max_length=30)
    criteria = CleanTextField("审核要点", max_length=500)
    rating = models.CharField("评价", max_length=10, choices=Rating)

    class Meta:
        verbose_name = "评价"
        verbose_name_plural = "评价"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "question"],
                name="filing_answer_once",
                violation_error_message="同一审核内容只能评价一次。",
            ),
            models.CheckConstraint(
                name="filing_answer_rating_known",
                condition=Q(rating__in=Rating.values),
                violation_error_message="评价只能是优、良、中、差。",
            ),
        ]

    def __str__(self):
        return f"{self.question_name} {self.get_rating_display()}"


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("filing__department"))

    def open(self):
        """Those that wait for the unit's answer."""
        return self.filter(state=RemarkState.OPEN)

    def unsettled(self):
        return self.exclude(state=RemarkState.RESOLVED)

    def with_people(self):
        return self.select_related("by", "answered_by", "resolved_by")


class Remark(models.Model):
    """审核意见: a reviewer's note pinned to a place of the table, or to a cell of one of its rows.

    `place` is one of the kind's places, "" for the whole table. The row's name is copied: it finds the row
    again when that was deleted and entered anew.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="报送", related_name="remarks")
    version = models.ForeignKey(
        FilingVersion, models.PROTECT, verbose_name="送审版本", related_name="remarks"
    )
    place = models.CharField("位置", max_length=20, blank=True)
    # No foreign key: the row may be deleted, and entered anew under another key.
    row_key = models.PositiveBigIntegerField("行", null=True, blank=True)
    row_name = models.TextField("行的名称", blank=True)
    row_group = models.CharField("行的类别", max_length=30, blank=True)
    text = CleanTextField("意见", max_length=MAX_COMMENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+")
    at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=RemarkState, default=RemarkState.OPEN)
    answer = CleanTextField("答复", max_length=MAX_COMMENT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="答复人", null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", null=True, related_name="+"
    )
    resolved_at = models.DateTimeField("解决时间", null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "审核意见"
        verbose_name_plural = "审核意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="filing_remark_has_text",
                condition=~Q(text=""),
                violation_error_message="请填写审核意见。",
            ),
            models.CheckConstraint(
                name="filing_remark_state_known",
                condition=Q(state__in=RemarkState.values),
                violation_error_message="意见的状态不在规定范围内。",
            ),
        ]

    def __str__(self):
        return f"{self.where}：{self.text}"

    @property
    def where(self) -> str:
        """Where in the table, in words: 数量指标“系统维护数量”的年度指标值."""
        if not self.place:
            return "整张表"
        label = self.filing.kind_of.place_label(self.place)
        return label if self.row_key is None else f"{self.row_group}{quoted(self.row_name)}的{label}"
