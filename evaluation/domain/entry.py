"""Filling in a self-evaluation by hand: what the form begins with, its points, storing it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from filings.models import Filing, FilingVersion
from monitoring.domain.approved import approved_versions, frozen_rows, rebound
from monitoring.domain.entry import approved_rows_of
from monitoring.enums import MoneySource, Outcome
from monitoring.models import MonitoringIndicator
from monitoring.subject import ApprovedRow, Money
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import Project

from ..models import Evaluation, EvaluationMoney
from ..subject import EvaluatedProject, EvaluatedRow
from . import storing
from .subjects import scoring_rules

TEXTS = ("objective_result", "rate_reason", "conclusion", "problems", "improvements")
CELLS = ("actual", "outcome", "score", "reason", "evidence")


class StaleEvaluation(Exception):
    """Somebody has stored the table since the form was opened; the text says who and when."""


class NotApproved(Exception):
    """The project has no approved goal table, and so nothing to measure."""


@dataclass(frozen=True)
class Opened:
    """A table as the form begins with it. `values` are as `storing.values_of` gives them, each row with its
    `approved_key`; `revision` is 0 for one that is not stored yet."""

    project: Project
    values: dict
    revision: int
    filing: Filing | None = None
    said: str = ""
    """What came of a change of the goal since the table was stored, or where a new one's values are from."""

    @property
    def is_editable(self) -> bool:
        """Whether the table lies with the unit: a new one, a draft, or one that was sent back."""
        return self.filing is None or self.filing.is_editable


def open_evaluation(project: Project) -> Opened:
    """The stored table, or a new one of the approved rows with what is known already. Raises NotApproved."""
    found = Evaluation.objects.filter(pk=project.pk).select_related("filing")
    stored = found.prefetch_related("money", "indicators").first()
    if stored is not None:
        values = storing.stored_values(stored)
        keys = [row.approved_key for row in stored.indicators.all()]
        rows = [row | {"approved_key": key} for row, key in zip(values["rows"], keys, strict=True)]
        known = _values_of(_last_measured(project))
        found = rebound(stored, rows, lambda row: _new_row(row, known))
        values |= {"version": found.version, "rows": found.rows}
        return Opened(project, values, stored.revision, stored.filing, found.said)
    version = approved_versions([project.pk]).get(project.pk)
    if version is None:
        raise NotApproved
    last = _last_measured(project)
    return Opened(project, _new_values(project, version, last), 0, said=_said_of(last))


def _new_values(project: Project, version: int, last: Sequence[MonitoringIndicator]) -> dict:
    frozen = FilingVersion.objects.get(pk=version)
    blank = dict.fromkeys(storing.FIELDS, "") | dict.fromkeys(
        ("stated_rate", "stated_execution", "stated_total", "is_public")
    )
    known = _values_of(last)
    amounts = dict.fromkeys(EvaluationMoney.AMOUNTS) | {
        "initial_budget": project.amount, "budget": project.amount,
    }  # fmt: skip
    return blank | {
        "version": version,
        "annual_objective": project.goal.annual_objective,
        "money": {MoneySource.TOTAL: amounts},
        "rows": [_new_row(row, known) for row in frozen_rows(frozen)],
    }


def _new_row(row: ApprovedRow, known: dict[int, str]) -> dict:
    blank = dict.fromkeys(storing.ROW_FIELDS, "") | {"weight": row.weight, "score": None}
    texts = {"tier1": row.tier1, "tier2": row.tier2, "name": row.name, "target": row.target}
    return blank | texts | {"actual": known.get(row.key, ""), "approved_key": row.key}


def _last_measured(project: Project) -> list[MonitoringIndicator]:
    """The rows of all rounds of monitoring, the last round's at the end."""
    rows = MonitoringIndicator.objects.filter(report__project=project, approved_key__isnull=False)
    return list(rows.select_related("report__round").order_by("report__round__last_month"))


def _values_of(measured: Sequence[MonitoringIndicator]) -> dict[int, str]:
    """Row of the goal table → its value in the last round of monitoring."""
    return {row.approved_key: row.actual for row in measured}


def _said_of(measured: Sequence[MonitoringIndicator]) -> str:
    """That a new table begins with values which are not yet those of the whole year."""
    if not any(row.actual for row in measured):
        return ""
    period = measured[-1].report.round.period
    return f"“实际完成值”先带出{period}监控填的数，请逐项核对，改为全年的实际完成值。"


def evaluated(opened: Opened, values: dict) -> EvaluatedProject:
    """The values of the form as plain data, to be scored and checked before anything is stored."""
    project = opened.project
    rows = tuple(_evaluated_row(place, row) for place, row in enumerate(values["rows"]))
    return EvaluatedProject(
        key=project.pk,
        unit_code=project.department.code,
        unit_name=project.department.name,
        name=project.name,
        supervisor=project.department.supervisor.label,
        fiscal_year=project.cycle.fiscal_year,
        objective=values["annual_objective"],
        money={source: Money(**amounts) for source, amounts in values["money"].items()},
        approved=approved_rows_of(values),
        bound=values["version"] is not None,
        rules=scoring_rules(project.cycle),
        rows=rows,
        result=values["objective_result"],
        **{name: values[name] for name in ("rate_reason", "conclusion", "problems", "improvements")},
    )


def _evaluated_row(place: int, row: dict) -> EvaluatedRow:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return EvaluatedRow(**row | {"key": place, "outcome": outcome})


def save_evaluation(*, opened: Opened, values: dict, revision: int, by) -> Evaluation:
    """Store the values of the form as it was opened at `revision`. Raises StaleEvaluation, TableLocked."""
    with transaction.atomic():
        # The project is locked, because the table itself may not be there yet: one at a time.
        Project.objects.select_for_update().get(pk=opened.project.pk)
        stored = Evaluation.objects.filter(pk=opened.project.pk).select_related("filing__updated_by").first()
        if (stored.revision if stored else 0) != revision:
            who = stored.filing.updated_by if stored else None
            raise StaleEvaluation(f"{who or '他人'}刚刚保存过这张自评表。")
        evaluation = storing.write(project=opened.project.pk, values=values, by=by)
        record(Verb.CHANGE, by=by, obj=evaluation, after={"修订号": evaluation.revision})
    return evaluation


def with_posted(opened: Opened, cleaned: dict) -> dict:
    """The values that the form begins with, changed by what was posted; targets and weights stay.

    Rate, points and total that an imported table stated are given up: here they are computed.
    """
    rows = [
        row | {cell: cleaned[f"row{place}_{cell}"] for cell in CELLS if f"row{place}_{cell}" in cleaned}
        for place, row in enumerate(opened.values["rows"])
    ]
    money = {}
    for source in MoneySource:
        amounts = {name: cleaned.get(f"{source}_{name}") for name in EvaluationMoney.AMOUNTS}
        if any(amount is not None for amount in amounts.values()):
            money[source] = amounts
    computed = dict.fromkeys(("stated_rate", "stated_execution", "stated_total"))
    texts = {name: cleaned[name] for name in TEXTS}
    return opened.values | computed | texts | {"rows": rows, "money": money}
