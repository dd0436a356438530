"""A self-evaluation as plain values to freeze: what was typed, the rules that counted, and its points."""

from monitoring.domain.handing_in import common_values, text_of

from ..models import Evaluation, EvaluationIndicator
from ..scoring import Points
from ..subject import EvaluatedProject
from .subjects import evaluated_projects

SCHEMA = 1
TEXTS = ("objective_result", "rate_reason", "conclusion", "problems", "improvements")


def snapshot(evaluation: Evaluation) -> dict:
    """Everything of the table, loaded `with_all()`; `points` follow from the rest (docs/adr/0016)."""
    (subject,) = evaluated_projects([evaluation])
    return {
        "schema": SCHEMA,
        **common_values(evaluation),
        **{name: getattr(evaluation, name) for name in TEXTS},
        "is_public": evaluation.is_public,
        "stated_execution": text_of(evaluation.stated_execution),
        "stated_total": text_of(evaluation.stated_total),
        "indicators": [_row(row) for row in evaluation.indicators.all()],
        "points": _points(subject),
    }


def _row(row: EvaluationIndicator) -> dict:
    return {
        "key": row.approved_key or -row.position,
        **{name: getattr(row, name) for name in ("tier1", "tier2", "name", "target", "actual")},
        "outcome": row.outcome,
        "weight": text_of(row.weight),
        "score": text_of(row.score),
        "reason": row.reason,
        "evidence": row.evidence,
    }


def _points(subject: EvaluatedProject) -> dict:
    scored = subject.scored
    return {
        "execution": _one(scored.execution),
        "indicators": [_one(points) for points in scored.indicators],
        "deduction": text_of(scored.deduction),
        "total": text_of(subject.total_points),
        "grade": subject.grade.label if subject.grade else None,
        "explanation": scored.explanation,
    }


def _one(points: Points) -> dict:
    return {
        "weight": text_of(points.weight),
        "score": text_of(points.score),
        "explanation": points.explanation,
    }
