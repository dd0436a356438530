"""Message 消息, Notice 通知公告 and who has read them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField, CleanTextField
from projects.models import BudgetCycle, Department

from .enums import Audience, MessageKind

MAX_TEXT = 4000


class MessageQuerySet(models.QuerySet):
    def readable_by(self, user):
        """The person's own, as far as his roles still reach the unit they are about."""
        return self.filter(Q(department=None) | user.department_scope("department"), recipient=user)

    def unread(self):
        return self.filter(read_at=None)


class Message(models.Model):
    """消息: what one person is told, and when he has read it.

    `about` and `table` name the kind of table and its filing (no foreign key: the room of filings lies
    above, and a draft may be deleted). `mark` tells one reminder from the next: nobody gets one twice.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="told"
    )
    kind = models.CharField("种类", max_length=10, choices=MessageKind)
    cycle = models.ForeignKey(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.CASCADE, verbose_name="单位", null=True, blank=True, related_name="+"
    )
    about = models.CharField("表的种类", max_length=20, blank=True)
    table = models.PositiveBigIntegerField("报送", null=True, blank=True)
    title = CleanCharField("标题", max_length=300)
    text = CleanTextField("内容", max_length=MAX_TEXT, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="发件人",
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("发出邮件的时间", null=True, blank=True)
    mark = models.CharField(max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-at"], name="message_by_person"),
            models.Index(fields=["cycle", "kind", "department"], name="message_by_unit"),
            models.Index(fields=["at"], condition=Q(mailed_at=None), name="message_not_mailed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "mark"], condition=~Q(mark=""), name="message_once_for_a_mark",
                violation_error_message="这个提醒已经发过。",
            ),
            models.CheckConstraint(
                name="message_kind_known",
                condition=Q(kind__in=MessageKind.values),
                violation_error_message="消息的种类不在规定范围内。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class NoticeQuerySet(models.QuerySet):
    def for_user(self, user):
        """Notices in force for one of the person's roles."""
        audiences = [audience for audience in Audience if user.has_role(*audience.roles)]
        today = timezone.localdate()
        in_time = Q(until=None) | Q(until__gte=today)
        return self.filter(in_time, audience__in=audiences, withdrawn_at=None)

    def with_reading(self, user):
        """With `is_read`: whether this person has said that he read it."""
        return self.annotate(is_read=Exists(self._readings(user)))

    def unread_by(self, user):
        return self.filter(~Exists(self._readings(user)))

    def _readings(self, user):
        return NoticeReading.objects.filter(notice=OuterRef("pk"), user=user)


class Notice(models.Model):
    """通知公告: what the bureau says to all, to those who fill in, or to those who review."""

    title = CleanCharField("标题", max_length=100)
    text = CleanTextField("内容", max_length=MAX_TEXT)
    audience = models.CharField("发给", max_length=10, choices=Audience, default=Audience.ALL)
    until = models.DateField("有效期至", null=True, blank=True, help_text="含当天；不填表示一直有效。")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", related_name="+")
    at = models.DateTimeField("发布时间", default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="撤下人",
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通知公告"
        verbose_name_plural = "通知公告"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_has_words",
                condition=~Q(title="") & ~Q(text=""),
                violation_error_message="请填写标题和内容。",
            ),
            models.CheckConstraint(
                name="notice_audience_known",
                condition=Q(audience__in=Audience.values),
                violation_error_message="发给的范围不在规定范围内。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_current(self) -> bool:
        return self.withdrawn_at is None and (self.until is None or self.until >= timezone.localdate())


class NoticeReading(models.Model):
    """阅读记录: who has read a notice, and when."""

    notice = models.ForeignKey(Notice, models.CASCADE, verbose_name="通知公告", related_name="readings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="阅读人", related_name="+"
    )
    at = models.DateTimeField("阅读时间", default=timezone.now)

    class Meta:
        verbose_name = "阅读记录"
        verbose_name_plural = "阅读记录"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "user"],
                name="notice_read_once",
                violation_error_message="已经记下您读过这条公告。",
            )
        ]

    def __str__(self):
        return f"{self.user} {self.notice}"
