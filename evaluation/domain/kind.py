"""自评表 as a kind of table that is handed in."""

from collections.abc import Sequence

from filings.kinds import Kind, Route
from filings.models import Filing
from monitoring.checks import TableFinding
from monitoring.domain.handing_in import GOAL_ROUTE, in_words, route_of, tables_of
from monitoring.workflow import WORKFLOW

from ..checks import CHECKS
from ..enums import EvaluationPlace
from ..models import Evaluation
from ..models.evaluation import EVALUATION
from .snapshots import SCHEMA, snapshot
from .subjects import evaluated_projects, scoring_rules


def load(filing: Filing) -> Evaluation:
    """The table of a filing with everything that points and checks read."""
    return load_many([filing])[filing.pk]


def load_many(filings: Sequence[Filing]) -> dict[int, Evaluation]:
    """The tables of these filings, by the filing's key."""
    return tables_of(Evaluation, filings)


def findings_of(evaluation: Evaluation) -> tuple[TableFinding, ...]:
    """What the checks say of the table as it stands, the 强制 ones first."""
    (subject,) = evaluated_projects([evaluation])
    return CHECKS.run(subject)


def _route(filing: Filing) -> Route:
    rules = getattr(filing.cycle, "evaluation_rules", None)
    return route_of(
        filing,
        due_on=rules.closes_on if rules else None,
        review_due_on=rules.review_closes_on if rules else None,
    )


def _freeze_rules(evaluation: Evaluation, findings) -> None:
    """The rules of today count for this submission, whatever the cycle says tomorrow."""
    evaluation.frozen_rules = scoring_rules(evaluation.project.cycle).as_dict()
    evaluation.save(update_fields=["frozen_rules"])


EVALUATION_KIND = Kind(
    key=EVALUATION,
    label="自评表",
    noun="自评表",
    accessor="evaluation",
    object_type="evaluation",
    workflow=WORKFLOW,
    schema=SCHEMA,
    load=load,
    load_many=load_many,
    snapshot=snapshot,
    findings=findings_of,
    in_words=in_words,
    route=_route,
    place_label=lambda place: EvaluationPlace(place).label,
    on_submit=_freeze_rules,
    joins=(*GOAL_ROUTE, "cycle__evaluation_rules"),
    row_places=tuple(EvaluationPlace.of_row()),
    computed=frozenset({"points"}),
)
