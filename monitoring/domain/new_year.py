"""A new cycle begins with the 监控规则 of the year before."""

from projects.domain.new_year import carried_over, copy_rows
from projects.models import BudgetCycle

from ..models import MonitoringRules


@carried_over("监控规则")
def carry_rules(source: BudgetCycle, target: BudgetCycle) -> int:
    return copy_rows(MonitoringRules.objects.filter(cycle=source), target=target)
