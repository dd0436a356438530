"""How the site is, for people who run it and for machines that watch it."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from perfgoals.audit.enums import Result, Verb
from perfgoals.audit.models import AuditEvent, AuditHead

from .enums import JobState
from .hosts import may_be_several, not_shared
from .models import Job

# A backup every night; a day and two hours leave room for one that started late.
BACKUP_HOURS = 26
LOW_DISK_PERCENT = 10
LONG_WAIT_SECONDS = 300
# Hosts' clocks may differ a little; more, and deadlines and waits are wrong.
CLOCK_SECONDS = 60


@dataclass(frozen=True)
class State:
    """The figures of this moment; what is wrong is said in `troubles`, with what to do."""

    engine: str
    disk_free: int
    disk_total: int
    jobs: dict[str, int]
    longest_wait: int
    last_backup: AuditEvent | None
    failed_backup: AuditEvent | None
    audit_rows: int
    not_shared: list[str]
    clock_behind: int

    @property
    def disk_percent(self) -> int:
        return self.disk_free * 100 // self.disk_total if self.disk_total else 0

    @property
    def backup_age(self) -> int | None:
        """Seconds since the last backup, None when there was none."""
        return int((timezone.now() - self.last_backup.at).total_seconds()) if self.last_backup else None

    @property
    def last_backup_facts(self) -> dict[str, object]:
        return {name: after for name, _, after in self.last_backup.changes} if self.last_backup else {}

    @property
    def troubles(self) -> list[str]:
        found = []
        if self.backup_age is None:
            found.append("还没有备份过。请在服务器上定时运行 manage.py backup。")
        elif self.backup_age > BACKUP_HOURS * 3600:
            found.append(f"最近一次备份已是 {self.backup_age // 3600} 小时以前。请查看备份定时任务的日志。")
        if self.failed_backup:
            found.append(f"最近一次备份没有成功：{self.failed_backup.note}")
        if self.disk_percent < LOW_DISK_PERCENT:
            found.append(f"数据目录所在磁盘只剩 {self.disk_percent}%。请清理或扩容，写满后不能保存。")
        found.extend(self.not_shared)
        if self.clock_behind > CLOCK_SECONDS:
            found.append(
                f"服务器的时钟比最近一条审计记录早 {self.clock_behind // 60} 分钟。"
                "请核对时间（chrony 或 NTP）。"
            )
        if self.longest_wait > LONG_WAIT_SECONDS:
            found.append(f"有任务排队已 {self.longest_wait // 60} 分钟。请查看后台任务进程是否在运行。")
        return found


def present_state() -> State:
    disk = shutil.disk_usage(settings.DATA_DIR)
    last_event = AuditEvent.objects.order_by("-number").values_list("at", flat=True).first()
    waiting = Job.objects.filter(state=JobState.QUEUED).aggregate(since=Min("created_at"))["since"]
    backups = AuditEvent.objects.filter(verb=Verb.BACKUP).order_by("-number")
    last, newest = backups.filter(result=Result.DONE).first(), backups.first()
    return State(
        engine="SQLite" if connection.vendor == "sqlite" else "PostgreSQL",
        disk_free=disk.free,
        disk_total=disk.total,
        jobs=dict(Job.objects.order_by().values_list("state").annotate(count=Count("pk"))),
        longest_wait=_seconds_since(waiting),
        last_backup=last,
        failed_backup=newest if newest and newest.result == Result.FAILED else None,
        clock_behind=-_seconds_since(last_event),
        not_shared=not_shared() if may_be_several() else [],
        audit_rows=(AuditHead.objects.filter(pk=1).first() or AuditHead()).number,
    )


def _seconds_since(moment: datetime | None) -> int:
    return int((timezone.now() - moment).total_seconds()) if moment else 0


def metrics(state: State) -> str:
    """The figures in the text format that Prometheus and most other watchers read."""
    lines = [
        "# TYPE perfgoals_disk_free_bytes gauge",
        f"perfgoals_disk_free_bytes {state.disk_free}",
        "# TYPE perfgoals_jobs gauge",
        *(f'perfgoals_jobs{{state="{job}"}} {state.jobs.get(job, 0)}' for job in JobState.values),
        "# TYPE perfgoals_jobs_longest_wait_seconds gauge",
        f"perfgoals_jobs_longest_wait_seconds {state.longest_wait}",
        "# TYPE perfgoals_backup_age_seconds gauge",
        f"perfgoals_backup_age_seconds {'NaN' if state.backup_age is None else state.backup_age}",
        "# TYPE perfgoals_audit_rows counter",
        f"perfgoals_audit_rows {state.audit_rows}",
        "# TYPE perfgoals_troubles gauge",
        f"perfgoals_troubles {len(state.troubles)}",
    ]
    return "\n".join(lines) + "\n"
