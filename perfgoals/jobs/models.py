"""Job 后台任务: what a person started that takes longer than a page may."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from .enums import JobState

# A worker beats every HEARTBEAT_SECONDS; three missed beats mean that it is gone.
HEARTBEAT_SECONDS = 10
STALE_SECONDS = 3 * HEARTBEAT_SECONDS


def result_path(job: "Job", name: str) -> str:
    return f"jobs/{job.pk}/{name}"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A job and its files belong to the person who started it."""
        return self.filter(owner=user)

    def stale(self):
        """Jobs whose worker died: running, but without a heartbeat, by the database's clock.

        One that is to come was left by a worker that died before the clock was set back.
        """
        allowed = timedelta(seconds=STALE_SECONDS)
        beats = Q(heartbeat__gte=Now() - allowed, heartbeat__lte=Now() + allowed)
        return self.filter(~beats | Q(heartbeat__isnull=True), state=JobState.RUNNING)

    def expired(self):
        limit = timezone.now() - timedelta(days=settings.JOB_RESULT_DAYS)
        return self.filter(finished_at__lt=limit).exclude(result="")


class Job(models.Model):
    """One piece of background work: who wants what, how far it is, and what came out."""

    kind = models.CharField("种类", max_length=40)
    title = models.CharField("任务", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="jobs"
    )
    params = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=12, choices=JobState, default=JobState.QUEUED)
    n = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    heartbeat = models.DateTimeField(null=True, editable=False)
    cancel_requested = models.BooleanField(default=False)
    result = models.FileField("结果文件", upload_to=result_path, blank=True, max_length=300)
    result_sha256 = models.CharField(max_length=64, blank=True)
    report = models.JSONField("报告", default=dict)
    error = models.TextField("原因", blank=True)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "-id"], name="job_by_owner")]
        constraints = [
            models.CheckConstraint(
                name="job_state_known",
                condition=Q(state__in=JobState.values),
                violation_error_message="任务状态不在规定范围内。",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in JobState.unfinished()

    @property
    def is_repeatable(self) -> bool:
        return self.state in JobState.repeatable()

    @property
    def shown_state(self) -> str:
        """The state in words, or what a job that did its work has to say instead (see Outcome)."""
        return self.report.get("outcome") or self.get_state_display()

    @property
    def state_style(self) -> str:
        return JobState.FAILED if self.report.get("outcome") else self.state

    @property
    def progress_words(self) -> str:
        """How far it is, in pages where it prints pages."""
        if not self.total:
            return ""
        figures = f"{self.n} / {self.total}"
        return f"第 {figures} 页" if self.params.get("format") == "pdf" else figures

    @property
    def units(self) -> list[int]:
        """Keys of the departments whose data the result shows; empty when the kind of job says nothing."""
        return self.params.get("units", [])

    @property
    def percent(self) -> int:
        return min(100, self.n * 100 // self.total) if self.total else 0

    @property
    def elapsed(self) -> timedelta | None:
        if self.started_at is None:
            return None
        return (self.finished_at or timezone.now()) - self.started_at

    @property
    def has_result(self) -> bool:
        """There is a file to download: it may have gone from the disk without the row knowing."""
        return bool(self.result) and self.result.storage.exists(self.result.name)

    @property
    def result_name(self) -> str:
        return self.result.name.rpartition("/")[2]

    @property
    def expires_at(self):
        return self.finished_at + timedelta(days=settings.JOB_RESULT_DAYS) if self.finished_at else None


class Host(models.Model):
    """机器: one of those that share this database, see perfgoals/jobs/hosts.py."""

    id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField("名称", max_length=200)
    keys = models.CharField(max_length=64)
    # Stands in a file of the shared storage: whoever reads it there shares the files.
    token = models.CharField(max_length=32)
    seen_at = models.DateTimeField("最近在线")

    class Meta:
        verbose_name = "机器"
        verbose_name_plural = "机器"

    def __str__(self):
        return self.name

    @property
    def file_name(self) -> str:
        return f"hosts/{self.pk}"
