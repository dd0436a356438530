"""How a cycle has set its checks: read for a run, changed by the finance side."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from indicators.checks import CHECKS, CheckRule, CheckSettings
from indicators.enums import CheckLevel
from indicators.models import CheckSetting, IndicatorCategory
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle


def settings_of(cycle: BudgetCycle, *, categories: Iterable | None = None) -> CheckSettings:
    """The cycle's levels and thresholds, and what its scheme requires. Two queries; one with the `categories`
    (二级) of the scheme at hand."""
    rules = {
        setting.check_id: CheckRule(CheckLevel(setting.level), setting.enabled, setting.threshold)
        for setting in CheckSetting.objects.filter(cycle=cycle)
    }
    if categories is None:
        tree = tree_of(cycle)
    else:
        tree = [(category.parent.name, category.name, category.required) for category in categories]
    if tree is None:
        return CheckSettings(rules=rules)
    needs = cycle.rules
    asked = {tier for tier, _, required in tree if required}
    return CheckSettings(
        rules=rules,
        required_categories=frozenset(name for _, name, required in tree if required),
        required_tiers=frozenset(tier for tier, _, _ in tree) - asked,
        asks=needs.printed_form.asks,
        leaves_out=needs.printed_form.leaves_out,
        weight_total=Decimal(needs.weight_total),
    )


def tree_of(cycle: BudgetCycle) -> list[tuple[str, str, bool]] | None:
    """(一级, 二级, required) of the cycle's scheme, None without one."""
    rules = getattr(cycle, "rules", None)
    if rules is None:
        return None
    second = IndicatorCategory.objects.filter(scheme=rules.scheme_id, parent__isnull=False)
    return list(second.values_list("parent__name", "name", "required"))


@dataclass(frozen=True)
class ChosenRule:
    """What the finance side chose for one check."""

    check_id: str
    enabled: bool
    level: CheckLevel
    threshold: object = None


def change_settings(*, cycle: BudgetCycle, rules: Iterable[ChosenRule], by=None) -> None:
    """Keep the rules that differ from the checks' defaults; those equal to them are forgotten."""
    rules = list(rules)
    with transaction.atomic():
        CheckSetting.objects.filter(cycle=cycle).delete()
        CheckSetting.objects.bulk_create(
            CheckSetting(
                cycle=cycle,
                check_id=rule.check_id,
                enabled=rule.enabled,
                level=rule.level,
                threshold=rule.threshold,
            )
            for rule in rules
            if _deviates(rule)
        )
        after = {CHECKS[rule.check_id].title: _words(rule) for rule in rules if _deviates(rule)}
        record(Verb.CHANGE, by=by, obj=cycle, name=f"检查设置：{cycle}", after=after)


def _words(rule: ChosenRule) -> str:
    if not rule.enabled:
        return "停用"
    return CheckLevel(rule.level).label + (f"，界限 {rule.threshold}" if rule.threshold is not None else "")


def _deviates(rule: ChosenRule) -> bool:
    check = CHECKS[rule.check_id]
    return (rule.enabled, rule.level, rule.threshold) != (True, check.level, check.threshold)
