"""A self-evaluation in and out of the database as plain values, for imports and pages."""

from collections.abc import Mapping, Sequence

from filings.models import Filing
from monitoring.comparing import outcome_of
from monitoring.domain.approved import approved_rows
from monitoring.domain.filed import store_table, with_approved_keys
from monitoring.domain.imports import TableStore, common_values, replace_money
from monitoring.domain.subjects import money_of
from monitoring.enums import Outcome
from monitoring.reading import ReadRow, ReadTable
from monitoring.reading.values import PUBLIC
from monitoring.subject import Money
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target

from ..models import Evaluation, EvaluationIndicator, EvaluationMoney
from ..models.evaluation import EVALUATION

FIELDS = (
    "annual_objective", "stated_rate", "objective_result", "stated_execution", "stated_total", "rate_reason",
    "conclusion", "problems", "improvements", "is_public",
)  # fmt: skip
ROW_FIELDS = (
    "tier1", "tier2", "name", "target", "actual", "outcome", "weight", "score", "reason", "evidence",
)  # fmt: skip


def values_of(table: ReadTable) -> dict:
    """What a read table stores."""
    numbers = table.numbers
    return common_values(table, EvaluationMoney.AMOUNTS) | {
        "objective_result": table.text("result"),
        "stated_execution": numbers.get("execution_score"),
        "stated_total": numbers.get("total"),
        "rate_reason": table.text("rate_reason"),
        "conclusion": table.text("conclusion"),
        "problems": table.text("problems"),
        "improvements": table.text("improvements"),
        "is_public": PUBLIC.get(table.text("is_public")),
        "rows": [_row_values(row) for row in table.rows],
    }


def _row_values(row: ReadRow) -> dict:
    values = {
        "tier1": row.text("tier1"),
        "tier2": row.text("tier2"),
        "name": row.text("indicator"),
        "target": row.text("target"),
        "actual": row.text("actual"),
        "weight": row.numbers.get("weight"),
        "score": row.numbers.get("score"),
        "reason": "；".join(text for text in (row.text("reason"), row.text("note")) if text),
        "evidence": row.text("evidence"),
    }
    return values | {"outcome": outcome_in(values["target"], values["actual"])}


def outcome_in(target: str, actual: str) -> str:
    """The class that the words of a qualitative result name; "" for a quantity or other words."""
    if parse_target(target).number is not None or parse_target(target).kind == TargetKind.NOT_APPLICABLE:
        return ""
    found = outcome_of(actual)
    return found.value if found in Outcome.classes() else ""


def stored(projects: Sequence[int]) -> Mapping[int, dict]:
    """The values of the projects that have an evaluation, in the shape of `values_of`."""
    evaluations = Evaluation.objects.filter(pk__in=projects).prefetch_related("money", "indicators")
    return {evaluation.pk: stored_values(evaluation) for evaluation in evaluations}


def stored_values(evaluation: Evaluation) -> dict:
    return {name: getattr(evaluation, name) for name in FIELDS} | {
        "version": evaluation.version_id,
        "money": {source: _amounts(money) for source, money in money_of(evaluation).items()},
        "rows": [{name: getattr(row, name) for name in ROW_FIELDS} for row in evaluation.indicators.all()],
    }


def _amounts(money: Money) -> dict:
    return {name: getattr(money, name) for name in EvaluationMoney.AMOUNTS}


def write(*, project: int, values: dict, by) -> Evaluation:
    """Store the values of a project, instead of those it has; inside a transaction. Raises TableLocked."""
    fields = {name: values[name] for name in FIELDS} | {"version_id": values["version"]}
    evaluation = store_table(Evaluation, kind=EVALUATION, project=project, fields=fields, by=by)
    replace_money(evaluation.money, values["money"])
    evaluation.indicators.all().delete()
    rows = [
        EvaluationIndicator(evaluation=evaluation, position=position, **row)
        for position, row in enumerate(with_approved_keys(values["rows"], approved_rows(evaluation)), start=1)
    ]
    EvaluationIndicator.objects.bulk_create(rows)
    return evaluation


def filings(projects: Sequence[int]) -> Mapping[int, Filing]:
    """The filings of the evaluations that there are, by project."""
    evaluations = Evaluation.objects.filter(pk__in=projects).select_related("filing")
    return {evaluation.pk: evaluation.filing for evaluation in evaluations}


STORE = TableStore(values_of, stored, write, filings)
