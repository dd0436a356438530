"""ApiToken 接口令牌: lets a program read what one person may see."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own tokens."""
        return self.filter(user=user)

    def usable(self):
        """Those that open something today."""
        today = timezone.localdate()
        return self.exclude(sha256="").filter(revoked_at__isnull=True, expires_on__gte=today)


class ApiToken(models.Model):
    """接口令牌: granted by 系统管理员, taken by the person it is for, who alone ever sees it.

    Of the token itself only the sha256 is kept; `sha256` is empty until it is taken. `minute` and `calls`
    count the calls of the running minute, for every process alike.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="使用人", related_name="api_tokens"
    )
    name = CleanCharField("用途", max_length=80, help_text="哪个系统、做什么用，例如 财政大屏读取目标。")
    expires_on = models.DateField("有效期至")
    prefix = models.CharField("开头", max_length=10, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="授权人", related_name="+"
    )
    granted_at = models.DateTimeField("授权时间", auto_now_add=True)
    taken_at = models.DateTimeField("领取时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收回人", null=True, related_name="+"
    )
    revoked_at = models.DateTimeField("收回时间", null=True)
    last_used_at = models.DateTimeField("最近使用", null=True)
    minute = models.DateTimeField(null=True, editable=False)
    calls = models.PositiveIntegerField(default=0, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~Q(sha256=""),
                name="api_token_once",
                violation_error_message="令牌重复。",
            )
        ]

    def __str__(self):
        return f"{self.user} {self.name}"

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "已收回"
        if self.expires_on < timezone.localdate():
            return "已过期"
        return "使用中" if self.sha256 else "待本人领取"

    @property
    def is_open(self) -> bool:
        return self.state in ("使用中", "待本人领取")
