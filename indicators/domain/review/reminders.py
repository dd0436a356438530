"""到期提醒 and 催办: for units that still have their tables, and reviewers with tables before them.

Both are messages; their marks keep anybody from getting the same one twice, however often this is run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from filings.domain.deadlines import deadline_of
from filings.enums import FilingStatus, Stage
from filings.models import Filing
from indicators.models.goal import GOAL
from notices.domain.messages import Word, tell
from notices.enums import MessageKind
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.enums import CycleState
from projects.models import BudgetCycle, Department

from .deadlines import review_term, route_of_goals
from .waiting import WAITING_FOR, goals_of_role

# So many days before the last one a reminder is due; one that was missed comes with the next run.
DAYS_BEFORE = (0, 1, 3, 7)


@dataclass(frozen=True, slots=True)
class Urged:
    """What a 催办 came to: units told, those told today before, those with nobody to tell, people told."""

    units: int
    again: int
    without_people: tuple[str, ...]
    people: int


def remind_all(*, today: date) -> int:
    """Remind of every deadline of every open cycle that is near; returns the messages written."""
    cycles = BudgetCycle.objects.filter(state=CycleState.OPEN).select_related("rules")
    told = 0
    for cycle in cycles.prefetch_related("extensions"):
        with transaction.atomic():
            told += _remind_units(cycle, today) + _remind_reviewers(cycle, today)
    return told


_done: set[date] = set()


def remind_daily() -> int:
    """The worker's chore: once a day and process, since it looks at every unit; see remind_all."""
    today = timezone.localdate()
    if today in _done:
        return 0
    told = remind_all(today=today)
    _done.clear()
    _done.add(today)
    return told


def urge(*, cycle: BudgetCycle, units: Iterable[Department], by, today: date) -> Urged:
    """催办: tell the 填报 staff of these units that their tables are awaited, once a day and unit.

    Writes the messages and one audit event in one transaction.
    """
    people, counts = _preparers(), _with_unit(cycle)
    without, again, reached, told = [], 0, 0, 0
    with transaction.atomic():
        for unit in sorted(units, key=lambda unit: unit.code):
            if not (staff := people.get(unit.pk)):
                without.append(unit.label)
                continue
            word = Word(
                kind=MessageKind.URGED, cycle=cycle, department=unit, by=by,
                title=f"催办：{cycle}{_rest(counts.get(unit.pk))}，请尽快办理",
                mark=f"urged:{cycle.pk}:{unit.pk}:{today.isoformat()}",
            )  # fmt: skip
            new = tell(staff, word)
            told, reached, again = told + new, reached + bool(new), again + (not new)
        if reached:
            record(Verb.REMIND, by=by, obj=cycle, after={"单位": reached, "人": told}, note="催办")
    return Urged(reached, again, tuple(without), told)


def _remind_units(cycle: BudgetCycle, today: date) -> int:
    route, told = route_of_goals(cycle), 0
    people = None
    for unit, open in _units_with_something_left(cycle):
        last = deadline_of(route, cycle, unit, Stage.DECLARATION)
        if (near := _threshold(last, today)) is None:
            continue
        people = _preparers() if people is None else people
        word = Word(
            kind=MessageKind.DUE, cycle=cycle, department=unit,
            title=f"{cycle}申报{_until(last, today)}，{unit.name}{_rest(open)}",
            mark=f"due:{cycle.pk}:{unit.pk}:{last.isoformat()}:{near}",
        )  # fmt: skip
        told += tell(people.get(unit.pk, ()), word)
    return told


def _remind_reviewers(cycle: BudgetCycle, today: date) -> int:
    term = review_term(cycle)
    if term is None or (near := _threshold(term.last, today)) is None:
        return 0
    told = 0
    for user, role, count in _reviewers_with_something_left(cycle):
        word = Word(
            kind=MessageKind.DUE, cycle=cycle,
            title=f"{cycle}审核{_until(term.last, today)}，还有 {count} 个项目待{role.label}",
            mark=f"review-due:{cycle.pk}:{role.value}:{term.last.isoformat()}:{near}",
        )  # fmt: skip
        told += tell([user.pk], word)
    return told


def _units_with_something_left(cycle: BudgetCycle) -> Iterator[tuple[Department, int]]:
    """Units in use with tables that lie with them and how many, and those without any project yet: 0."""
    counts = _with_unit(cycle)
    with_project = set(cycle.projects.order_by().values_list("department", flat=True).distinct())
    for unit in Department.objects.active():
        if unit.pk in counts or unit.pk not in with_project:
            yield unit, counts.get(unit.pk, 0)


def _with_unit(cycle: BudgetCycle) -> dict[int, int]:
    """Key of the unit → how many of its tables it has not handed in."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=FilingStatus.editable())
    return dict(filings.order_by().values_list("department").annotate(count=Count("pk")))


def _preparers() -> dict[int, list[int]]:
    """Key of the unit → keys of the active people who fill in for it."""
    held = Membership.objects.filter(role=Role.PREPARER, user__is_active=True)
    people: dict[int, list[int]] = {}
    for unit, user in held.values_list("department", "user"):
        people.setdefault(unit, []).append(user)
    return people


def _reviewers_with_something_left(cycle: BudgetCycle) -> Iterator[tuple[User, Role, int]]:
    """People with tables that wait for them in a reviewing role, and how many."""
    held = Membership.objects.filter(user=OuterRef("pk"), role__in=list(WAITING_FOR))
    for user in User.objects.filter(Exists(held), is_active=True):
        for role, status in WAITING_FOR.items():
            if user.has_role(role):
                waiting = goals_of_role(user, cycle, role).filter(filing__status=status)
                if count := waiting.count():
                    yield user, role, count


def _threshold(last: date | None, today: date) -> int | None:
    """Which reminder is due: the nearest of DAYS_BEFORE that the day has reached; None when none is."""
    left = (last - today).days if last else -1
    return next((days for days in DAYS_BEFORE if 0 <= left <= days), None)


def _until(last: date, today: date) -> str:
    left = (last - today).days
    return f"{last.month}月{last.day}日截止（{f'剩 {left} 天' if left else '今天'}）"


def _rest(open: int | None) -> str:
    return f"还有 {open} 个项目没有送审" if open else "还没有开始填报"
