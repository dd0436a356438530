"""按上年新建: the cycle with its settings and the rounds of monitoring that were ticked, as one step."""

from collections.abc import Iterable

from django.db import transaction

from indicators.domain.cycles import create_cycle
from indicators.models import CycleRules
from monitoring.domain.new_year import repeat_rounds
from monitoring.models import MonitoringRound
from projects.models import BudgetCycle


def begin_cycle(
    *,
    cycle: BudgetCycle,
    rules: CycleRules,
    source: BudgetCycle | None,
    rounds: Iterable[MonitoringRound] = (),
    by,
) -> dict[str, int]:
    """Store the cycle, what it takes over and its rounds; returns what it took over, counted.

    Raises ValidationError when another cycle took the code meanwhile.
    """
    with transaction.atomic():
        taken = create_cycle(cycle=cycle, rules=rules, source=source, by=by)
        repeated = repeat_rounds(rounds=rounds, target=cycle, by=by)
    return taken | ({"监控批次": repeated} if repeated else {})
