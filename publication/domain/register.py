"""公开台账: who has to publish what, who has, and what share that is by number and by money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import changed_values, record
from perfgoals.audit.enums import Verb
from projects.models import Department, Project

from ..enums import RegisterState
from ..models import PublicationTask, UnitCheck, UnitPublication
from .content import source_of


@dataclass(frozen=True)
class RegisterRow:
    """One unit of the register. `projects` and `amount` (元) are what is due; once published, what was."""

    department: Department
    projects: int
    amount: Decimal
    publication: UnitPublication | None
    check: UnitCheck | None
    state: RegisterState

    @property
    def changed_since(self) -> bool:
        """What is due now is no longer what was published."""
        entry = self.publication
        published = self.state == RegisterState.PUBLISHED
        return published and (entry.projects, entry.amount) != (self.projects, self.amount)


@dataclass(frozen=True)
class Shares:
    """How much of what is due is out: units, projects, 元. A share is None where nothing is due."""

    units: int
    published_units: int
    projects: int
    published_projects: int
    amount: Decimal
    published_amount: Decimal
    excused: int
    overdue: int

    @property
    def by_number(self) -> Decimal | None:
        return _share(self.published_projects, self.projects)

    @property
    def by_money(self) -> Decimal | None:
        return _share(self.published_amount, self.amount)


def _share(part, whole) -> Decimal | None:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1")) if whole else None


def register_rows(task: PublicationTask, *, user=None) -> list[RegisterRow]:
    """The units that have something to publish, by code; with `user`, those he may see."""
    due = source_of(task).due(task)
    departments = Department.objects.filter(pk__in=due).select_related("parent").order_by("code")
    entries, checks = task.publications.select_related("entered_by"), task.checks.defer("findings", "files")
    if user is not None:
        departments = departments.filter(user.department_scope("pk"))
    entered = {entry.department_id: entry for entry in entries}
    checked = {check.department_id: check for check in checks}
    return [
        _row(task, department, due[department.pk], entered.get(department.pk), checked.get(department.pk))
        for department in departments
    ]


def _row(task, department, due, entry, check) -> RegisterRow:
    return RegisterRow(department, *due, entry, check, state_of(task, entry))


def state_of(task: PublicationTask, entry: UnitPublication | None) -> RegisterState:
    if entry is not None:
        return RegisterState.PUBLISHED if entry.published_on else RegisterState.EXCUSED
    late = timezone.localdate() > task.due_on
    return RegisterState.OVERDUE if late else RegisterState.PENDING


def shares(rows: list[RegisterRow]) -> Shares:
    out = [row for row in rows if row.state == RegisterState.PUBLISHED]
    return Shares(
        units=len(rows),
        published_units=len(out),
        projects=sum(row.projects for row in rows),
        published_projects=sum(row.projects for row in out),
        amount=sum((row.amount for row in rows), Decimal(0)),
        published_amount=sum((row.amount for row in out), Decimal(0)),
        excused=sum(row.state == RegisterState.EXCUSED for row in rows),
        overdue=sum(row.state == RegisterState.OVERDUE for row in rows),
    )


def gaps(rows: list[RegisterRow]) -> list[str]:
    """What the register lacks, in sentences: the check 台账不完整."""
    found = []
    for row in rows:
        unit = row.department.label
        if row.state == RegisterState.OVERDUE:
            found.append(f"{unit}：已过应公开日期，没有登记公开地址，也没有写明不公开的理由。")
        elif row.changed_since:
            found.append(
                f"{unit}：公开时 {row.publication.projects} 个项目，现在应公开 {row.projects} 个，"
                "或金额已经不同。请重新制作并公开，再登记一次。"
            )
    return found


def secret_count(task: PublicationTask, *, user) -> int:
    """How many projects of the cycle are left out because they are marked 涉密."""
    return Project.objects.visible_to(user).in_cycle(task.cycle).filter(secret=True).count()


def enter_publication(
    *, task: PublicationTask, department: Department, published_on: date | None, address: str, reason: str, by
) -> UnitPublication:
    """Note where and when a unit published, or why it does not; figures are those due today."""
    projects, amount = source_of(task).due(task).get(department.pk, (0, Decimal(0)))
    with transaction.atomic():
        before = UnitPublication.objects.filter(task=task, department=department).first()
        entry, _ = UnitPublication.objects.update_or_create(
            task=task, department=department,
            defaults={
                "published_on": published_on, "address": address if published_on else "",
                "reason": "" if published_on else reason, "projects": projects, "amount": amount,
                "entered_by": by,
            },
        )  # fmt: skip
        old, new = changed_values(_facts(before) if before else {}, _facts(entry))
        record(Verb.CHANGE, by=by, obj=entry, before=old, after=new, note="登记公开情况")
    return entry


def _facts(entry: UnitPublication) -> dict:
    return {"公开日期": entry.published_on, "公开地址": entry.address, "不公开的理由": entry.reason}


def save_task(*, task: PublicationTask, by) -> PublicationTask:
    """Store a new or changed thing that is due."""
    with transaction.atomic():
        verb = Verb.CHANGE if task.pk else Verb.CREATE
        task.save()
        after = {
            "应公开日期": task.due_on,
            "批复日期起": task.approved_from,
            "批复日期止": task.approved_until,
        }
        record(verb, by=by, obj=task, after=after)
    return task
