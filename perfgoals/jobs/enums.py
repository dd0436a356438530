from django.db import models


class JobState(models.TextChoices):
    """Life of a background job."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"
    INTERRUPTED = "interrupted", "中断"

    @classmethod
    def unfinished(cls) -> tuple["JobState", ...]:
        return (cls.QUEUED, cls.RUNNING)

    @classmethod
    def broken(cls) -> tuple["JobState", ...]:
        """What its owner did not stop himself and should look at."""
        return (cls.FAILED, cls.INTERRUPTED)

    @classmethod
    def repeatable(cls) -> tuple["JobState", ...]:
        return (cls.FAILED, cls.CANCELLED, cls.INTERRUPTED)
