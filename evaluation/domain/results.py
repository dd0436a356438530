"""What self-evaluations know of targets, for next year's goal and for the indicator library."""

from collections.abc import Iterable, Mapping

from indicators.domain.results import Result
from monitoring.comparing import compare
from monitoring.enums import Outcome

from ..models import EvaluationIndicator


def known_results(projects: Iterable[int] | None) -> Mapping[int, Result]:
    """Indicator of the goal table → its result in the self-evaluation; one query."""
    rows = EvaluationIndicator.objects.filter(approved_key__isnull=False)
    if projects is not None:
        rows = rows.filter(evaluation__in=list(projects))
    columns = ("approved_key", "target", "actual", "outcome")
    return {key: _result(*said) for key, *said in rows.values_list(*columns)}


def _result(target: str, actual: str, outcome: str) -> Result:
    found = compare(target, actual)
    if outcome and not found.is_number:
        return Result(actual or Outcome(outcome).label, outcome == Outcome.MET)
    if found.is_number:
        return Result(actual, found.reached)
    return Result(actual, found.outcome == Outcome.MET if found.outcome in Outcome.classes() else None)
