"""A new cycle begins with the 自评规则 of the year before."""

from projects.domain.new_year import carried_over, copy_rows
from projects.models import BudgetCycle

from ..models import EvaluationRules


@carried_over("自评规则")
def carry_rules(source: BudgetCycle, target: BudgetCycle) -> int:
    return copy_rows(EvaluationRules.objects.filter(cycle=source), target=target)
