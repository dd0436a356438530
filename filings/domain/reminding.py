"""到期提醒 and 催办 of every kind of table: who is told that something is due, and that it is awaited.

Both are messages; their marks keep anybody from getting the same one twice, however often this is run.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from notices.domain.messages import Word, tell
from notices.enums import MessageKind
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import Department

from ..enums import Stage
from ..kinds import Route, kind_of
from ..rules import REVIEWING_ROLES
from .deadlines import deadline_of
from .queue import waiting_for

# So many days before the last one a reminder is due; one that was missed comes with the next run.
DAYS_BEFORE = (0, 1, 3, 7)

Reminder = Callable[[date], int]
_reminders: list[Reminder] = []


def reminder(remind: Reminder) -> Reminder:
    """Register what reminds of one kind of table on a day and returns the messages it wrote."""
    _reminders.append(remind)
    return remind


def remind_all(*, today: date) -> int:
    """Remind of every deadline that is near, of every kind; returns the messages written."""
    return sum(remind(today) for remind in _reminders)


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


@dataclass(frozen=True)
class Due:
    """Tables of one kind that units hand in by a day: `what` names them, `key` tells their reminders apart.

    `rest` holds how many tables a unit has not handed in, by its key: 0 for one that has not begun.
    """

    key: str
    what: str
    cycle: Any
    route: Route
    rest: Mapping[int, int]
    about: str = ""
    handing_in: str = "报送"


@dataclass(frozen=True, slots=True)
class Urged:
    """What a 催办 came to: units told, those told today before, those with nobody to tell, people told."""

    units: int
    again: int
    without_people: tuple[str, ...]
    people: int


def remind_units(due: Due, today: date) -> int:
    """Tell the 填报 staff of units whose last day is near; returns the messages written."""
    units = Department.objects.in_bulk(list(due.rest)) if due.rest else {}
    people, told = None, 0
    for unit in sorted(units.values(), key=lambda unit: unit.code):
        last = deadline_of(due.route, due.cycle, unit, Stage.DECLARATION)
        if (near := threshold(last, today)) is None:
            continue
        people = preparers() if people is None else people
        word = Word(
            kind=MessageKind.DUE, cycle=due.cycle, department=unit, about=due.about,
            title=f"{due.what}{due.handing_in}{until(last, today)}，{unit.name}{_rest(due.rest[unit.pk])}",
            mark=f"due:{due.key}:{unit.pk}:{last.isoformat()}:{near}",
        )  # fmt: skip
        told += tell(people.get(unit.pk, ()), word)
    return told


def remind_reviewers(due: Due, filings, today: date) -> int:
    """Tell everybody for whom some of these filings wait, when the last day of judging is near."""
    last = due.route.last_days.get(Stage.REVIEW)
    if (near := threshold(last, today)) is None:
        return 0
    kind, told = kind_of(due.about), 0
    held = Membership.objects.filter(user=OuterRef("pk"), role__in=REVIEWING_ROLES)
    for user in User.objects.filter(Exists(held), is_active=True):
        if count := filings.filter(waiting_for(user, kind.workflow)).count():
            word = Word(
                kind=MessageKind.DUE, cycle=due.cycle, about=due.about,
                title=f"{due.what}审核{until(last, today)}，还有 {count} 张{kind.label}待您审核",
                mark=f"review-due:{due.key}:{last.isoformat()}:{near}",
            )  # fmt: skip
            told += tell([user.pk], word)
    return told


def urge_units(*, due: Due, units: Iterable[Department], by, today: date) -> Urged:
    """催办: tell the 填报 staff of these units that their tables are awaited, once a day and unit.

    Writes the messages and one audit event in one transaction.
    """
    people = preparers()
    without, again, reached, told = [], 0, 0, 0
    with transaction.atomic():
        for unit in sorted(units, key=lambda unit: unit.code):
            if not (staff := people.get(unit.pk)):
                without.append(unit.label)
                continue
            word = Word(
                kind=MessageKind.URGED, cycle=due.cycle, department=unit, by=by, about=due.about,
                title=f"催办：{due.what}{_rest(due.rest.get(unit.pk))}，请尽快办理",
                mark=f"urged:{due.key}:{unit.pk}:{today.isoformat()}",
            )  # fmt: skip
            new = tell(staff, word)
            told, reached, again = told + new, reached + bool(new), again + (not new)
        if reached:
            after = {"单位": reached, "人": told} | ({"内容": due.what} if due.about else {})
            record(Verb.REMIND, by=by, obj=due.cycle, after=after, note="催办")
    return Urged(reached, again, tuple(without), told)


def awaited_units(due: Due, user) -> list[Department]:
    """The units of this person's review that still have tables to hand in."""
    scope = user.department_scope("pk", *REVIEWING_ROLES)
    return list(Department.objects.filter(scope, pk__in=list(due.rest)))


def preparers() -> dict[int, list[int]]:
    """Key of the unit → keys of the active people who fill in for it."""
    held = Membership.objects.filter(role=Role.PREPARER, user__is_active=True)
    people: dict[int, list[int]] = {}
    for unit, user in held.values_list("department", "user"):
        people.setdefault(unit, []).append(user)
    return people


def near_days(today: date) -> tuple[date, date]:
    """Last days of which a reminder may be due today, from – to."""
    return today, today + timedelta(days=max(DAYS_BEFORE))


def threshold(last: date | None, today: date) -> int | None:
    """Which reminder is due: the nearest of DAYS_BEFORE that the day has reached; None when none is."""
    left = (last - today).days if last else -1
    return next((days for days in DAYS_BEFORE if 0 <= left <= days), None)


def until(last: date, today: date) -> str:
    left = (last - today).days
    return f"{last.month}月{last.day}日截止（{f'剩 {left} 天' if left else '今天'}）"


def _rest(open: int | None) -> str:
    return f"还有 {open} 个项目没有送审" if open else "还没有开始填报"
