"""Keeping the figures: a worker counts the changed units anew, and the figures of all units together."""

from collections.abc import Iterator, Sequence

from django.db import connection, connections, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from indicators.change_marks import MARKS, add_triggers, drop_triggers, missing_triggers
from indicators.models import CountRun, UnitChange, UnitCount, UnitWords
from projects.models import BudgetCycle, Project

from .alone import alone
from .parts import PARTS, counted
from .words import words_of

# Units that one transaction counts: some tenths of a second, for which others wait on SQLite.
AT_ONCE = 200
FIGURES = ("count", "second", "amount", "moment")


def keep_counts() -> int:
    """Count what changed in any cycle; returns how many units were counted. A chore of the workers.

    Nothing while another process does it, nor while a migration has taken the triggers off.
    """
    with alone() as mine:
        return _keep_counts() if mine and not missing_triggers(connection) else 0


def _keep_counts() -> int:
    known = set(CountRun.objects.values_list("cycle", flat=True))
    changed = set(UnitChange.objects.values_list("cycle", flat=True).distinct())
    cycles = BudgetCycle.objects.all()
    first = [cycle for cycle in cycles if cycle.pk not in known]
    again = [cycle for cycle in cycles if cycle.pk in known & changed]
    # Whatever of a deleted cycle is still kept has marks: its tables were deleted before it.
    for model in (UnitCount, UnitWords, UnitChange):
        model.objects.filter(cycle__in=changed - {cycle.pk for cycle in cycles}).delete()
    return sum(count_cycle(cycle) for cycle in first) + sum(count_changed(cycle) for cycle in again)


def count_cycle(cycle: BudgetCycle) -> int:
    """Count every unit of the cycle; then its figures are read. What changes meanwhile stays marked.

    The caller is `alone`.
    """
    _forget(cycle)
    units = list(Project.objects.in_cycle(cycle).order_by().values_list("department", flat=True).distinct())
    counted_units = UnitCount.objects.filter(cycle=cycle, department__isnull=False)
    kept = counted_units.values_list("department", flat=True).union(
        UnitWords.objects.filter(cycle=cycle).values_list("department", flat=True)
    )
    units += sorted(set(kept) - set(units))
    for part in _slices(units):
        with transaction.atomic():
            _count(cycle, part)
    with transaction.atomic():
        _add_up(cycle)
        CountRun.objects.update_or_create(cycle=cycle, defaults={"counted_at": timezone.now()})
    return len(units)


@transaction.atomic
def _forget(cycle: BudgetCycle) -> None:
    """Before the units are listed and counted: what is marked by now is seen by both."""
    CountRun.objects.filter(cycle=cycle).delete()
    UnitChange.objects.filter(cycle=cycle).delete()


def count_changed(cycle: BudgetCycle) -> int:
    """Count the units that changed since. The caller is `alone`."""
    done = 0
    while units := _count_some(cycle):
        done += units
    return done


@transaction.atomic
def _count_some(cycle: BudgetCycle) -> int:
    run = CountRun.objects.select_for_update().filter(cycle=cycle).first()
    if run is None:
        return 0
    marks = list(UnitChange.objects.filter(cycle=cycle).order_by("pk").values_list("pk", "department"))
    units = list(dict.fromkeys(unit for _, unit in marks))[:AT_ONCE]
    if not units:
        return 0
    _count(cycle, units)
    _add_up(cycle)
    # Only the marks that were read before counting: a later one tells of a change that may be missing here.
    chosen = set(units)
    for part in _slices([mark for mark, unit in marks if unit in chosen]):
        UnitChange.objects.filter(pk__in=part).delete()
    run.counted_at = timezone.now()
    run.save()
    return len(units)


def _count(cycle: BudgetCycle, units: Sequence[int]) -> None:
    """Put the figures of these units as they are now in place of the kept ones."""
    UnitCount.objects.filter(cycle=cycle, department__in=units).delete()
    UnitCount.objects.bulk_create(
        (
            UnitCount(
                cycle=cycle, part=part, department_id=figure.unit, key=figure.key,
                **{name: getattr(figure, name) for name in FIGURES},
            )
            for part in PARTS
            for figure in counted(part, cycle, lambda path: Q(**{f"{path}__in": units}))
        ),
        batch_size=1000,
    )  # fmt: skip
    UnitWords.objects.filter(cycle=cycle, department__in=units).delete()
    UnitWords.objects.bulk_create(words_of(cycle, units))


def _add_up(cycle: BudgetCycle) -> None:
    """The figures of all units together, anew from those of the units; moments are asked of the units."""
    kept = UnitCount.objects.filter(cycle=cycle)
    kept.filter(department=None).delete()
    sums = kept.order_by().values("part", "key").annotate(**{n: Sum(n) for n in FIGURES if n != "moment"})
    UnitCount.objects.bulk_create((UnitCount(cycle=cycle, **row) for row in sums), batch_size=1000)


def _slices(values: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def differences(cycle: BudgetCycle) -> list[str]:
    """Where a kept figure is not what plain SQL says, in words; units that are marked are left out.

    Reads all tables of the cycle; what is saved meanwhile may show up.
    """
    changed = set(UnitChange.objects.filter(cycle=cycle).values_list("department", flat=True))
    if not CountRun.objects.filter(cycle=cycle).exists():
        return []
    found = []
    for part in PARTS:
        kept = UnitCount.objects.filter(cycle=cycle, part=part, department__isnull=False)
        rows = {(row.department_id, row.key): _figures(row) for row in kept}
        plain = {(row.unit, row.key): _figures(row) for row in counted(part, cycle, lambda _: Q())}
        for unit, key in sorted(rows.keys() | plain.keys()):
            if unit not in changed and rows.get((unit, key)) != plain.get((unit, key)):
                found.append(f"{part} {unit} {key}: {rows.get((unit, key))} ≠ {plain.get((unit, key))}")
    return found + [f"words {unit}" for unit in _other_words(cycle) if unit not in changed]


def _other_words(cycle: BudgetCycle) -> list[int]:
    """Keys of the units of which other words are kept than their projects' names have."""
    units = Project.objects.in_cycle(cycle).order_by().values_list("department", flat=True).distinct()
    plain = {row.department_id: row.bits for row in words_of(cycle, units)}
    kept = dict(UnitWords.objects.filter(cycle=cycle).values_list("department", "bits"))
    return sorted(
        unit for unit in plain.keys() | kept.keys() if plain.get(unit) != bytes(kept.get(unit, b""))
    )


def _figures(row) -> tuple:
    return tuple(getattr(row, name) for name in FIGURES)


def put_off_triggers(*, using: str, plan: Sequence = (), **kwargs) -> None:
    """Before migrations on SQLite: it makes no table anew while a trigger of another names it.

    Until `mend_triggers` nothing is kept; a migration that was interrupted leaves that to the next `migrate`.
    """
    own = connections[using]
    if not plan or own.vendor != "sqlite" or MARKS not in own.introspection.table_names():
        return
    with transaction.atomic(using=using):
        drop_triggers(own)
        CountRun.objects.using(using).all().delete()


def mend_triggers(*, using: str, **kwargs) -> None:
    """After migrations: add the triggers that are missing, and count everything again."""
    own = connections[using]
    if MARKS not in own.introspection.table_names() or not missing_triggers(own):
        return
    with alone(wait=True, using=using):  # Who counts just now began when changes left no mark.
        add_triggers(own)
        CountRun.objects.using(using).all().delete()
