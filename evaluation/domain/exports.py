"""Self-evaluations as plain data for other programs."""

from monitoring.domain.exports import number

from ..scoring import Points
from ..subject import EvaluatedProject, EvaluatedRow


def as_dict(project: EvaluatedProject) -> dict:
    """One self-evaluation: amounts in 元, points as numbers, None for what is undecided."""
    scored = project.scored
    return {
        "unit": project.unit_code,
        "project": project.name,
        "budget": number(project.total.budget),
        "executed": number(project.total.executed),
        "execution_score": number(scored.execution.score),
        "indicators": [_row(row, points) for row, points in project.with_points],
        "deduction": number(scored.deduction),
        "total": number(project.total_points),
        "grade": project.grade.label if project.grade else None,
    }


def _row(row: EvaluatedRow, points: Points) -> dict:
    return {
        "tier1": row.tier1,
        "tier2": row.tier2,
        "name": row.name,
        "target": row.target,
        "actual": row.actual,
        "weight": number(points.weight),
        "score": number(points.score),
        "outcome": points.outcome.label,
        "explanation": points.explanation,
    }
