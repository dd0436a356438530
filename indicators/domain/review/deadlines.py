"""Where goal tables go in a cycle and until when: the cycle's dates and its 绩效要求."""

from filings.domain.deadlines import Term
from filings.enums import Stage
from filings.kinds import Route
from indicators.models import CycleRules
from indicators.models.goal import GOAL


def route_of_goals(cycle) -> Route:
    rules = _rules(cycle)
    return Route(
        GOAL,
        supervised=rules is None or rules.has_supervisor_step,
        last_days={
            Stage.DECLARATION: cycle.closes_on,
            Stage.REVIEW: rules.review_closes_on if rules else None,
        },
    )


def review_term(cycle) -> Term | None:
    """Until when the tables of the cycle are to be judged, extensions apart."""
    last = route_of_goals(cycle).last_days[Stage.REVIEW]
    return Term(Stage.REVIEW.label, last) if last else None


def _rules(cycle) -> CycleRules | None:
    return getattr(cycle, "rules", None)
