"""复制上年: last year's projects as this year's drafts."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.models import CategoryMapping, Indicator, IndicatorCategory, PerformanceGoal
from indicators.models.goal import GOAL_FACTS, filing_for
from indicators.record import ROW_TEXTS
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.money import format_amount
from projects.models import BudgetCycle, Project

from .drafts import next_position, save_named
from .entries import kept_row, row_entry


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one project: its copy, or the reason why there is none.

    `unmatched` rows need a new 二级指标, because this cycle's scheme lacks theirs.
    """

    source: PerformanceGoal
    goal: PerformanceGoal | None
    reason: str = ""
    unmatched: int = 0


def previous_cycle(cycle: BudgetCycle) -> BudgetCycle | None:
    """The newest cycle of an earlier year at the same level."""
    earlier = BudgetCycle.objects.filter(fiscal_year__lt=cycle.fiscal_year, level=cycle.level)
    return earlier.order_by("-fiscal_year", "-pk").first()


def copy_goals(*, goals, cycle: BudgetCycle, by) -> list[Copied]:
    """Copy each of `goals` (with project and indicators) into `cycle` as a draft, all or nothing.

    Texts and codes are taken over unchanged, years in them included: the form points them out. The amount is
    left empty and says so in its note, because last year's amount is never this year's. `previous` links the
    source. The copy of a unit that was merged into another one is that one's.
    """
    categories = _Categories(cycle)
    with transaction.atomic():
        copied = [_copy(goal, cycle=cycle, by=by, categories=categories) for goal in goals]
        for copy in copied:
            if copy.goal is not None:
                record(Verb.CREATE, by=by, obj=copy.goal, note=f"复制自 {copy.source.project.cycle}")
    return copied


def _copy(goal: PerformanceGoal, *, cycle: BudgetCycle, by, categories: "_Categories") -> Copied:
    source = goal.project
    unit = source.department.current
    if unit is None:
        return Copied(goal, None, "单位已停用，没有并入别的单位")
    here = Project.objects.filter(cycle=cycle, department=unit)
    if here.filter(previous=source).exists():
        return Copied(goal, None, "已经复制过")
    if here.filter(name=source.name).exists():
        return Copied(goal, None, "本批次已有同名项目")
    project = Project(
        cycle=cycle,
        department=unit,
        fund_source=_usable(source.fund_source, cycle),
        functional_subject=_usable(source.functional_subject, cycle),
        amount=None,
        amount_note=_amount_note(source),
        previous=source,
        secret=source.secret,
        secret_note=source.secret_note,
        position=next_position(cycle, unit),
        **{name: text for name, text in goal.texts().items() if name not in GOAL_FACTS},
    )
    try:
        save_named(project)
    except ValidationError:
        return Copied(goal, None, "刚刚有人建立了同名项目")
    copy = PerformanceGoal(
        project=project,
        filing=filing_for(project, by=by),
        **{name: text for name, text in goal.texts().items() if name in GOAL_FACTS},
    )
    rows = _copy_rows(goal, copy, categories)
    copy.filing.save()
    copy.filing = copy.filing  # takes its key
    copy.save(force_insert=True)
    Indicator.objects.bulk_create(rows)
    return Copied(goal, copy, unmatched=len(copy.unfinished.get("rows", ())))


def _copy_rows(goal: PerformanceGoal, copy: PerformanceGoal, categories: "_Categories") -> list[Indicator]:
    """Rows whose category this year's scheme lacks are kept unfinished, with the old category's name."""
    rows, unmatched = [], []
    for place, row in enumerate(goal.indicators.all()):
        category = categories.like(row.category)
        if category is None:
            entry = row_entry(row)
            unmatched.append(
                kept_row(entry, place) | {"pk": None, "category": None, "category_text": str(row.category)}
            )
            continue
        twin = Indicator(goal=copy, category=category, position=len(rows) + 1)
        for cell in ROW_TEXTS:
            setattr(twin, cell, getattr(row, cell))
        twin.read_targets()
        rows.append(twin)
    if unmatched:
        copy.unfinished = {"rows": unmatched}
    return rows


def _usable(entry, cycle: BudgetCycle):
    """A code that is not valid this year is not taken over; the form says that it is missing."""
    return entry if entry is not None and entry.is_usable_in(cycle.fiscal_year) else None


def _amount_note(source: Project) -> str:
    if source.amount is None:
        return "复制自上年，金额待填"
    return f"复制自上年（{format_amount(source.amount)} 元），金额待填"


class _Categories:
    """Finds the category of another scheme: as the office mapped it, else by its name without 指标."""

    def __init__(self, cycle: BudgetCycle):
        self.scheme_id = cycle.rules.scheme_id
        found = IndicatorCategory.objects.second_tier().filter(scheme=self.scheme_id)
        self.by_names = {(_stem(c.parent.name), _stem(c.name)): c for c in found}
        mapped = CategoryMapping.objects.filter(scheme=self.scheme_id).select_related("target__parent")
        self.mapped = {mapping.category_id: mapping.target for mapping in mapped}

    def like(self, category: IndicatorCategory) -> IndicatorCategory | None:
        if category.scheme_id == self.scheme_id:
            return category
        if category.pk in self.mapped:
            return self.mapped[category.pk]
        return self.by_names.get((_stem(category.parent.name), _stem(category.name)))


def _stem(name: str) -> str:
    return name.removesuffix("指标")
