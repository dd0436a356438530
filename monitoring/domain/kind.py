"""监控表 as a kind of table that is handed in."""

from collections.abc import Sequence

from filings.kinds import Kind
from filings.models import Filing

from ..checks import CHECKS, TableFinding
from ..enums import MonitoringPlace
from ..models import MonitoringReport
from ..models.report import MONITORING
from ..workflow import WORKFLOW
from .handing_in import GOAL_ROUTE, in_words, route_of, tables_of
from .snapshots import SCHEMA, snapshot
from .subjects import light_rules, monitored_projects


def load(filing: Filing) -> MonitoringReport:
    """The table of a filing with everything that lights and checks read."""
    return load_many([filing])[filing.pk]


def load_many(filings: Sequence[Filing]) -> dict[int, MonitoringReport]:
    """The tables of these filings, by the filing's key."""
    return tables_of(MonitoringReport, filings)


def findings_of(report: MonitoringReport) -> tuple[TableFinding, ...]:
    """What the checks say of the table as it stands, the 强制 ones first."""
    (subject,) = monitored_projects([report])
    return CHECKS.run(subject)


def _freeze_rules(report: MonitoringReport, findings) -> None:
    """The limits of today count for this submission, whatever the cycle says tomorrow."""
    report.frozen_rules = light_rules(report.round).as_dict()
    report.save(update_fields=["frozen_rules"])


MONITORING_KIND = Kind(
    key=MONITORING,
    label="监控表",
    noun="监控表",
    accessor="monitoringreport",
    object_type="monitoringreport",
    workflow=WORKFLOW,
    schema=SCHEMA,
    load=load,
    load_many=load_many,
    snapshot=snapshot,
    findings=findings_of,
    in_words=in_words,
    route=lambda filing: route_of(
        filing,
        due_on=filing.monitoringreport.round.due_on,
        review_due_on=filing.monitoringreport.round.review_due_on,
    ),
    place_label=lambda place: MonitoringPlace(place).label,
    on_submit=_freeze_rules,
    joins=(*GOAL_ROUTE, "monitoringreport__round"),
    row_places=tuple(MonitoringPlace.of_row()),
    computed=frozenset({"lights"}),
)
