"""Stored self-evaluations as plain data for points, checks, forms and exports."""

from collections.abc import Iterable

from indicators.tables.source import standing_of
from monitoring.domain.approved import approved_of
from monitoring.domain.subjects import money_of
from monitoring.enums import Outcome
from monitoring.subject import ApprovedRow
from projects.models import BudgetCycle

from ..models import Evaluation, EvaluationIndicator
from ..scoring_rules import DEFAULT_RULES, ScoringRules
from ..subject import EvaluatedProject, EvaluatedRow


def evaluated_projects(evaluations: Iterable[Evaluation]) -> list[EvaluatedProject]:
    """Self-evaluations, loaded `with_all()`, as plain data, in the same order; one query more."""
    evaluations = list(evaluations)
    approved = approved_of(evaluations)
    return [_project(evaluation, approved[evaluation.project_id]) for evaluation in evaluations]


def scoring_rules(cycle: BudgetCycle) -> ScoringRules:
    """The rules of a cycle; the defaults where nobody has set any."""
    rules = getattr(cycle, "evaluation_rules", None)
    return rules.value() if rules else DEFAULT_RULES


def _rules_for(evaluation: Evaluation) -> ScoringRules:
    """Those of the submission while the table lies with the reviewers and after it, else the cycle's."""
    kept = evaluation.rules_at_submission
    return scoring_rules(evaluation.project.cycle) if kept is None else ScoringRules.from_dict(kept)


def _project(evaluation: Evaluation, approved: tuple[ApprovedRow, ...] | None) -> EvaluatedProject:
    project = evaluation.project
    unit = project.department
    return EvaluatedProject(
        key=evaluation.pk,
        unit_code=unit.code,
        unit_name=unit.name,
        name=project.name,
        supervisor=unit.supervisor.label,
        fiscal_year=project.cycle.fiscal_year,
        objective=evaluation.annual_objective,
        money=money_of(evaluation),
        stated_rate=evaluation.stated_rate,
        approved=approved,
        bound=evaluation.version_id is not None,
        standing=standing_of(evaluation.filing),
        rules=_rules_for(evaluation),
        result=evaluation.objective_result,
        stated_execution=evaluation.stated_execution,
        stated_total=evaluation.stated_total,
        rate_reason=evaluation.rate_reason,
        conclusion=evaluation.conclusion,
        problems=evaluation.problems,
        improvements=evaluation.improvements,
        is_public=evaluation.is_public,
        rows=tuple(_row(row) for row in evaluation.indicators.all()),
    )


def _row(row: EvaluationIndicator) -> EvaluatedRow:
    return EvaluatedRow(
        key=row.pk,
        tier1=row.tier1,
        tier2=row.tier2,
        name=row.name,
        target=row.target,
        actual=row.actual,
        evidence=row.evidence,
        approved_key=row.approved_key,
        outcome=Outcome(row.outcome) if row.outcome else None,
        weight=row.weight,
        score=row.score,
        reason=row.reason,
    )
