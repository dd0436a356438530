"""二级指标对应: the tree changes once, and every copied project follows."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from indicators.models import CategoryMapping, Indicator, IndicatorCategory, IndicatorScheme
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.language.tiers import tier_key
from projects.models import BudgetCycle

from .entry.resettling import start_resettling


@dataclass(frozen=True)
class MappedCategory:
    """One 二级指标 of the old tree, how many rows of the old cycle stand under it, and what it becomes."""

    category: IndicatorCategory
    rows: int
    target: IndicatorCategory | None
    is_decided: bool


def mapped_categories(*, source: BudgetCycle, target: BudgetCycle) -> list[MappedCategory]:
    """Every 二级指标 of the source's tree in its order; undecided ones with a proposal by name."""
    old, new = source.rules.scheme, target.rules.scheme
    stored = {m.category_id: m for m in CategoryMapping.objects.filter(scheme=new).select_related("target")}
    used = Indicator.objects.filter(goal__project__cycle=source).order_by().values_list("category")
    rows = dict(used.annotate(n=Count("pk")))
    found = list(IndicatorCategory.objects.second_tier().filter(scheme=new))
    return [
        MappedCategory(
            category=category,
            rows=rows.get(category.pk, 0),
            target=stored[category.pk].target if category.pk in stored else _proposal(category, found),
            is_decided=category.pk in stored,
        )
        for category in IndicatorCategory.objects.second_tier().filter(scheme=old)
    ]


def _proposal(category: IndicatorCategory, found: list[IndicatorCategory]) -> IndicatorCategory | None:
    """The same names; else the same 二级; else the first of the 一级 that it became (成本)."""
    own = tier_key(category.parent.name), tier_key(category.name)
    same = [c for c in found if (tier_key(c.parent.name), tier_key(c.name)) == own]
    by_name = [c for c in found if tier_key(c.name) == own[1]]
    became_a_tier = [c for c in found if tier_key(c.parent.name) == own[1]]
    return next(iter([*same, *by_name, *became_a_tier]), None)


def map_categories(*, scheme: IndicatorScheme, targets: dict[int, int | None], by) -> None:
    """Decide what the categories (key → key in `scheme`, None: each unit chooses) become; rows that wait
    for a category follow in the background."""
    with transaction.atomic():
        keys = set(targets)
        old = {m.category_id: m for m in CategoryMapping.objects.filter(scheme=scheme, category__in=keys)}
        before = {str(m.category): str(m.target or "由单位选") for m in _named(scheme, keys)}
        for category, target in targets.items():
            mapping = old.get(category) or CategoryMapping(category_id=category, scheme=scheme)
            mapping.target_id = target
            mapping.save()
        after = {str(m.category): str(m.target or "由单位选") for m in _named(scheme, keys)}
        record(Verb.CHANGE, by=by, obj=scheme, before=before, after=after, note="二级指标对应")
    start_resettling(by=by)


def _named(scheme: IndicatorScheme, keys: set[int]):
    mappings = CategoryMapping.objects.filter(scheme=scheme, category__in=keys).order_by("category")
    return mappings.select_related("category__parent", "target__parent")
