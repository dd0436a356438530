"""How a person proves who he is beside the password, and who reset it."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from ..enums import ResetSubject
from .people import User


class PasswordResetQuerySet(models.QuerySet):
    def open(self):
        """Waiting for the second person."""
        since = timezone.now() - timedelta(hours=PasswordReset.OPEN_HOURS)
        return self.filter(confirmed_at__isnull=True, requested_at__gte=since)

    def untold(self):
        return self.filter(confirmed_at__isnull=False, told_at__isnull=True)


class PasswordReset(models.Model):
    """重置: who asked for another person's new password or for the end of his 动态口令, and for guarded roles
    who confirmed it.

    The person is told of it at the next login. A request that nobody confirms within OPEN_HOURS is over.
    """

    OPEN_HOURS = 24

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="password_resets")
    subject = models.CharField("重置什么", max_length=16, choices=ResetSubject, default=ResetSubject.PASSWORD)
    requested_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, verbose_name="确认人", null=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    told_at = models.DateTimeField("告知本人的时间", null=True)

    objects = PasswordResetQuerySet.as_manager()

    class Meta:
        verbose_name = "重置密码"
        verbose_name_plural = "重置密码"
        ordering = ["-pk"]

    def __str__(self):
        return f"重置 {self.user} 的{self.get_subject_display()}"

    @property
    def told_text(self) -> str:
        at = timezone.localtime(self.confirmed_at)
        second = f"、{self.confirmed_by} 确认" if self.confirmed_by_id != self.requested_by_id else ""
        return (
            f"您的{self.get_subject_display()}于 {at:%Y-%m-%d %H:%M} "
            f"由 {self.requested_by} 申请{second}重置。"
            "如果不是您要求的，请立即告诉安全管理员和审计员。"
        )


class Authenticator(models.Model):
    """动态口令: what a person's phone and this site both know, so that both come to the same six digits."""

    user = models.OneToOneField(
        User, models.CASCADE, verbose_name="用户", related_name="authenticator", primary_key=True
    )
    # Sealed with the site's key: whoever has the database alone can't make codes.
    sealed_secret = models.TextField("密钥")
    set_up_at = models.DateTimeField("设置时间", default=timezone.now)
    # The half minute whose code came last: each opens the door once.
    last_step = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "动态口令"
        verbose_name_plural = "动态口令"

    def __str__(self):
        return f"{self.user} 的动态口令"


class RecoveryCode(models.Model):
    """恢复码: opens once in place of the phone's code; kept is only what it comes to under the site's key."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"

    def __str__(self):
        return f"{self.user} 的恢复码"
