"""A frozen self-evaluation as plain data again, to be printed as it was handed in."""

from filings.models import FilingVersion
from monitoring.domain.approved import frozen_rows
from monitoring.domain.frozen import measured_values, number_of, row_values
from monitoring.enums import Outcome
from monitoring.subject import ApprovedRow

from ..models import Evaluation
from ..scoring_rules import ScoringRules
from ..subject import EvaluatedProject, EvaluatedRow
from .snapshots import TEXTS
from .subjects import scoring_rules


def frozen_project(content: dict, evaluation: Evaluation) -> EvaluatedProject:
    """What `snapshots.snapshot` gave, with the rules that counted then; points follow from it."""
    rules, texts = content["rules"], {name: content[name] for name in TEXTS}
    return EvaluatedProject(
        **measured_values(content, evaluation),
        result=texts.pop("objective_result"),
        **texts,
        is_public=content["is_public"],
        stated_execution=number_of(content["stated_execution"]),
        stated_total=number_of(content["stated_total"]),
        approved=_approved(content, evaluation),
        rules=scoring_rules(evaluation.project.cycle) if rules is None else ScoringRules.from_dict(rules),
        rows=tuple(_row(row) for row in content["indicators"]),
    )


def _approved(content: dict, evaluation: Evaluation) -> tuple[ApprovedRow, ...] | None:
    """The goal version that was measured: weights come from it where the table states none."""
    known = content["goal_version"]
    if known is None:
        return None
    versions = FilingVersion.objects.filter(filing__goal=evaluation.project_id, sha256=known["sha256"])
    found = versions.first()
    return frozen_rows(found) if found else None


def _row(row: dict) -> EvaluatedRow:
    return EvaluatedRow(
        **row_values(row, "reason"),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        weight=number_of(row["weight"]),
        score=number_of(row["score"]),
    )
