"""A new cycle begins with the 监控规则 of the year before, and with those of its rounds that are wanted."""

from collections.abc import Iterable

from django.db import transaction

from projects.domain.new_year import carried_over, copy_rows, next_year
from projects.models import BudgetCycle

from ..models import MonitoringRound, MonitoringRules
from .rounds import open_round


@carried_over("监控规则")
def carry_rules(source: BudgetCycle, target: BudgetCycle) -> int:
    return copy_rows(MonitoringRules.objects.filter(cycle=source), target=target)


def repeatable_rounds(source: BudgetCycle) -> list[MonitoringRound]:
    """The rounds that a new cycle may have again; not one whose units are all closed by now."""
    rounds = MonitoringRound.objects.filter(cycle=source).prefetch_related("units")
    return [one for one in rounds if not (units := one.units.all()) or any(unit.active for unit in units)]


def repeat_rounds(*, rounds: Iterable[MonitoringRound], target: BudgetCycle, by) -> int:
    """The same rounds for another cycle, their dates as many years later as it is; returns how many."""
    count = 0
    with transaction.atomic():
        for one in rounds:
            years = target.fiscal_year - one.cycle.fiscal_year
            open_round(
                cycle=target, by=by, units=[unit for unit in one.units.all() if unit.active],
                title=one.title.replace(str(one.cycle.fiscal_year), str(target.fiscal_year)),
                last_month=one.last_month, due_on=next_year(one.due_on, years),
                review_due_on=next_year(one.review_due_on, years), key_from=one.key_from,
            )  # fmt: skip
            count += 1
    return count
