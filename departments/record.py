"""What a department's table says, as plain data: page, checks, print, import and versions read this."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

AMOUNTS = ("amount", "fiscal_amount", "other_amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """总额, 财政拨款 and 其他资金 in 元; None where nothing was said."""

    amount: Decimal | None = None
    fiscal_amount: Decimal | None = None
    other_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord(Sums):
    """年度主要任务; `number` is its place from 1, by which goals and indicators name it."""

    number: int
    name: str
    content: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRecord:
    """年度总体目标; `tasks` are the numbers of the tasks that serve it."""

    text: str
    share: str = ""
    tasks: tuple[int, ...] = ()
    key: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRecord:
    """年度绩效指标; `task` is the number of its task, None where it names none."""

    tier1: str
    name: str
    tier2: str = ""
    target: str = ""
    weight: str = ""
    task: int | None = None
    key: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRecord(Sums):
    """One 部门整体支出绩效目标表; `projects` is what its projects come to in their own tables."""

    unit_code: str
    unit_name: str
    fiscal_year: int
    tasks: tuple[TaskRecord, ...] = ()
    objectives: tuple[ObjectiveRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    projects: Decimal | None = None
    key: Hashable = field(default=None)

    @property
    def unit(self) -> str:
        return "-".join(part for part in (self.unit_code, self.unit_name) if part)

    @property
    def is_empty(self) -> bool:
        """Nobody has filled in anything yet."""
        return not (self.tasks or self.objectives or self.indicators) and self.amount is None


def record_of(goal, *, projects: Decimal | None = None) -> DepartmentRecord:
    """A stored table as a record; load it `with_all()`: then this costs no query."""
    tasks = list(goal.tasks.all())
    numbers = {task.pk: number for number, task in enumerate(tasks, start=1)}
    return DepartmentRecord(
        key=goal.pk,
        unit_code=goal.department.code,
        unit_name=goal.department.name,
        fiscal_year=goal.cycle.fiscal_year,
        tasks=tuple(
            TaskRecord(key=t.pk, number=numbers[t.pk], name=t.name, content=t.content, **sums_of(t))
            for t in tasks
        ),
        objectives=tuple(
            ObjectiveRecord(
                key=o.pk,
                text=o.text,
                share=o.share,
                tasks=tuple(sorted(numbers[t.pk] for t in o.tasks.all() if t.pk in numbers)),
            )
            for o in goal.objectives.all()
        ),
        indicators=tuple(
            IndicatorRecord(
                key=i.pk, tier1=i.tier1, tier2=i.tier2, name=i.name, target=i.target, weight=i.weight,
                task=numbers.get(i.task_id),
            )
            for i in goal.indicators.all()
        ),
        projects=projects,
        **sums_of(goal),
    )  # fmt: skip


def sums_of(row) -> dict[str, Decimal | None]:
    return {name: getattr(row, name) for name in AMOUNTS}
