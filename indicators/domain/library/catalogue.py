"""Keeping the indicator library: built from what projects use, extended by proposals."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from filings.enums import FilingStatus
from indicators.enums import LibraryState
from indicators.models import Indicator, LibraryIndicator
from indicators.models.library import bare_tier
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.initials import pinyin_initials
from perfgoals.common.text import quoted
from perfgoals.language.targets import parse_target
from projects.models import BudgetCycle

from ..results import results_of

TYPICAL_VALUES = 5
LONGEST_TYPICAL = 40
LONGEST_NAME = LibraryIndicator._meta.get_field("name").max_length


def build_library(
    *, cycle: BudgetCycle, minimum: int = 1, approved: bool = False, by=None
) -> tuple[int, int]:
    """Take in the names that at least `minimum` projects of `cycle` use, and count all uses anew.

    `approved`: only of goals that are approved. How often targets were met is counted from the results that
    are known.

    Uses and typical values are counted over all cycles, so that building twice changes nothing. What an
    administrator edited, retired or declined stays as it is. Returns (names added, names counted).
    """
    rows = Indicator.objects.filter(goal__project__cycle=cycle)
    in_cycle = _uses(rows.filter(goal__filing__status=FilingStatus.APPROVED) if approved else rows)
    with transaction.atomic():
        known = {_key(e.tier1, e.tier2, e.name) for e in LibraryIndicator.objects.all()}
        missing = [use for key, use in in_cycle.items() if key not in known and use.times >= minimum]
        LibraryIndicator.objects.bulk_create(use.entry() for use in missing)
        counted = _count_uses()
        record(
            Verb.CHANGE, by=by, name=f"指标库：由{cycle}更新", after={"新增": len(missing), "统计": counted}
        )
    return len(missing), counted


def seed_library(*, table: dict) -> int:
    """Fill an empty library from a published table in JSON; returns how many names were added.

    A library that has entries is somebody's work already and stays as it is.
    """
    if LibraryIndicator.objects.exists():
        return 0
    found: dict[tuple, _Use] = {}
    for row in (row for project in table["projects"] for row in project["indicators"]):
        key = _key(row["tier1"], row["tier2"], row["name"])
        use = found.setdefault(key, _Use(row["tier1"], row["tier2"], row["name"]))
        target = parse_target(row["annual_target"])
        use.add(1, row["period_target"], row["annual_target"], target.sign or "", (target.unit or "")[:30])
    return len(LibraryIndicator.objects.bulk_create(use.entry() for use in found.values()))


def propose_indicator(*, by, tier1: str, tier2: str, name: str) -> LibraryIndicator:
    """Ask for a name to be taken in; refuses a name that the library knows already (ValidationError)."""
    with transaction.atomic():
        for entry in LibraryIndicator.objects.in_tier(tier2).filter(name=name):
            if bare_tier(entry.tier1) == bare_tier(tier1):
                raise ValidationError(_already_known(entry))
        entry = LibraryIndicator(
            tier1=tier1, tier2=tier2, name=name, state=LibraryState.PROPOSED, proposed_by=by
        )
        entry.full_clean()
        entry.save()
        record(Verb.CREATE, by=by, obj=entry, note="申请入库")
    return entry


def accept_proposal(*, entry: LibraryIndicator, by) -> bool:
    """Take a proposed name into the library. False when somebody has decided before."""
    return _decide(entry, state=LibraryState.IN_USE, decided_by=by)


def decline_proposal(*, entry: LibraryIndicator, by, note: str) -> bool:
    """Leave a proposed name out and say why. False when somebody has decided before."""
    return _decide(entry, state=LibraryState.DECLINED, decided_by=by, decision_note=note)


def _decide(entry: LibraryIndicator, *, state: LibraryState, decided_by, **changes) -> bool:
    with transaction.atomic():
        proposed = LibraryIndicator.objects.proposed().filter(pk=entry.pk)
        decided = proposed.update(state=state, decided_by=decided_by, **changes)
        if decided:
            record(Verb.CHANGE, by=decided_by, obj=entry, after={"状态": state.label, **changes})
    return bool(decided)


def _already_known(entry: LibraryIndicator) -> str:
    if entry.state == LibraryState.PROPOSED:
        return f"{quoted(entry.name)}已有人申请入库，请等待系统管理员办理。"
    if entry.state == LibraryState.DECLINED:
        return f"{quoted(entry.name)}曾申请入库，未采纳：{entry.decision_note or '未说明原因'}。"
    if entry.state == LibraryState.RETIRED:
        return f"{quoted(entry.name)}已停用，请改用同类别的其他指标，或请系统管理员恢复。"
    return f"{quoted(entry.name)}已在指标库的“{entry.category_label}”中，可直接选用。"


class _Use:
    """One name under one category: how often, and with which values."""

    def __init__(self, tier1: str, tier2: str, name: str):
        self.tier1, self.tier2, self.name = tier1, tier2, name
        self.times = 0
        self.values: Counter = Counter()
        self.measures: Counter = Counter()

    def add(self, times: int, period: str, annual: str, sign: str, unit: str) -> None:
        self.times += times
        if period or annual:
            self.values[period, annual] += times
            self.measures[sign, unit] += times

    def typical_values(self) -> list[dict]:
        """The most frequent pairs, short ones first among equals; a whole calculation is no typical value."""
        short = [pair for pair in self.values if max(map(len, pair)) <= LONGEST_TYPICAL]
        short.sort(key=lambda pair: (-self.values[pair], len(pair[1]), pair))
        return [
            {"period": period, "annual": annual, "times": self.values[period, annual]}
            for period, annual in short[:TYPICAL_VALUES]
        ]

    def entry(self) -> LibraryIndicator:
        sign, unit = self.measure()
        return LibraryIndicator(
            tier1=self.tier1, tier2=self.tier2, name=self.name, initials=pinyin_initials(self.name),
            times_used=self.times, typical_values=self.typical_values(), sign=sign, unit=unit,
        )  # fmt: skip

    def measure(self) -> tuple[str, str]:
        """The most frequent sign and unit."""
        return min(self.measures, key=lambda m: (-self.measures[m], m), default=("", ""))


def _key(tier1: str, tier2: str, name: str) -> tuple[str, str, str]:
    return bare_tier(tier1), bare_tier(tier2), name


def _uses(indicators) -> dict[tuple, _Use]:
    """Uses of every name among these rows, in one query; the database counts equal rows together."""
    tiers = ("category__parent__name", "category__name", "name")
    values = ("period_target", "annual_target", "annual_sign", "annual_unit")
    rows = indicators.filter(not_applicable=False).order_by(*tiers, *values).values_list(*tiers, *values)
    found: dict[tuple, _Use] = {}
    for tier1, tier2, typed, period, annual, sign, unit, times in rows.annotate(times=Count("pk")):
        name = " ".join(typed.split("\n")).strip()
        if name and len(name) <= LONGEST_NAME:
            use = found.setdefault(_key(tier1, tier2, name), _Use(tier1, tier2, name))
            use.add(times, period, annual, sign, unit)
    return found


def _count_uses() -> int:
    uses, measured = _uses(Indicator.objects.all()), _measured()
    entries = list(LibraryIndicator.objects.all())
    for entry in entries:
        key = _key(entry.tier1, entry.tier2, entry.name)
        entry.times_measured, entry.times_met = measured.get(key, (0, 0))
        use = uses.get(key)
        entry.times_used = use.times if use else 0
        if use and use.values:  # else the values it was seeded with are better than none
            entry.typical_values = use.typical_values()
            entry.sign, unit = use.measure()
            entry.unit = entry.unit or unit
    LibraryIndicator.objects.bulk_update(
        entries,
        ["times_used", "times_measured", "times_met", "typical_values", "sign", "unit"],
        batch_size=500,
    )
    return len(entries)


def _measured() -> dict[tuple, tuple[int, int]]:
    """Name under its category → (results that say whether the target was reached, those that reached it)."""
    known = {key: result.met for key, result in results_of().items() if result.met is not None}
    columns = ("pk", "category__parent__name", "category__name", "name")
    found: dict[tuple, tuple[int, int]] = {}
    for pk, tier1, tier2, typed in Indicator.objects.filter(pk__in=known).values_list(*columns):
        key = _key(tier1, tier2, " ".join(typed.split("\n")).strip())
        times, met = found.get(key, (0, 0))
        found[key] = times + 1, met + known[pk]
    return found


def subjects_of(indicators) -> list[tuple[str, int]]:
    """Functional subjects under which these rows stand, the most frequent first: (code and name, times)."""
    column = "goal__project__functional_subject__"
    rows = indicators.order_by().values_list(f"{column}code", f"{column}name").annotate(times=Count("pk"))
    labelled = ((f"{code} {name}" if code else "未填功能科目", times) for code, name, times in rows)
    return sorted(labelled, key=lambda row: (-row[1], row[0]))
