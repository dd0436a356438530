"""Filling in a monitoring report by hand: what the form begins with, its lights, storing it."""

from dataclasses import dataclass

from django.db import transaction

from filings.models import Filing, FilingVersion
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from projects.models import Project

from ..enums import MoneySource, Possibility
from ..models import MonitoringIndicator, MonitoringMoney, MonitoringReport, MonitoringRound
from ..subject import ApprovedRow, Money, MonitoredProject, MonitoredRow
from . import storing
from .approved import approved_versions, frozen_rows, rebound
from .subjects import light_rules

CELLS = ("actual", "expected", "planned_month", "possibility", "causes", "cause_note", "note", "evidence")


class StaleReport(Exception):
    """Somebody has stored the table since the form was opened; the text says who."""


class NotApproved(Exception):
    """The project has no approved goal table, and so nothing to watch."""


@dataclass(frozen=True)
class Opened:
    """A table as the form begins with it. `values` are as `storing.values_of` gives them, each row with its
    `approved_key` and `before`, the value of the last round; `revision` is 0 for one not stored yet."""

    round: MonitoringRound
    project: Project
    values: dict
    revision: int
    report: MonitoringReport | None = None
    said: str = ""
    """What came of a change of the goal since the table was stored."""

    @property
    def filing(self) -> Filing | None:
        return self.report.filing if self.report else None

    @property
    def is_editable(self) -> bool:
        """Whether the table lies with the unit: a new one, a draft, or one that was sent back."""
        return self.report is None or self.report.is_editable


def open_report(round: MonitoringRound, project: Project) -> Opened:
    """The stored table, or a new one of the approved rows with what is known already. Raises NotApproved."""
    before = last_rows(round, project)
    found = MonitoringReport.objects.filter(round=round, project=project).select_related("filing", "version")
    stored = found.prefetch_related("money", "indicators").first()
    if stored is not None:
        values = storing.stored_values(stored)
        keys = [row.approved_key for row in stored.indicators.all()]
        rows = [
            row | {"approved_key": key, "before": _value(before, key)}
            for row, key in zip(values["rows"], keys, strict=True)
        ]
        found = rebound(stored, rows, lambda row: _new_row(row, before))
        values |= {"version": found.version, "rows": found.rows}
        return Opened(round, project, values, stored.filing.revision, stored, found.said)
    version = approved_versions([project.pk]).get(project.pk)
    if version is None:
        raise NotApproved
    return Opened(round, project, _new_values(project, version, before), 0)


def last_rows(round: MonitoringRound, project: Project) -> dict[int, MonitoringIndicator]:
    """Row of the goal table → its row in the latest earlier round of the cycle that has it."""
    rows = MonitoringIndicator.objects.filter(
        report__project=project, report__round__cycle=round.cycle_id, approved_key__isnull=False,
        report__round__last_month__lt=round.last_month,
    )  # fmt: skip
    return {row.approved_key: row for row in rows.order_by("report__round__last_month")}


def _value(before: dict[int, MonitoringIndicator], key: int | None) -> str:
    return before[key].actual if key in before else ""


def _new_values(project: Project, version: int, before: dict[int, MonitoringIndicator]) -> dict:
    frozen = FilingVersion.objects.get(pk=version)
    amounts = dict.fromkeys(MonitoringMoney.AMOUNTS) | {
        "initial_budget": project.amount, "budget": project.amount,
    }  # fmt: skip
    return {
        "version": version,
        "annual_objective": project.goal.annual_objective,
        "stated_rate": None,
        "money": {MoneySource.TOTAL: amounts},
        "rows": [_new_row(row, before) for row in frozen_rows(frozen)],
    }


def _new_row(row: ApprovedRow, before: dict[int, MonitoringIndicator]) -> dict:
    """The planned month stays what it was in the round before."""
    planned = before[row.key].planned_month if row.key in before else None
    blank = dict.fromkeys(storing.ROW_FIELDS, "") | {"planned_month": planned, "causes": []}
    texts = {"tier1": row.tier1, "tier2": row.tier2, "name": row.name, "target": row.target}
    return blank | texts | {"approved_key": row.key, "before": _value(before, row.key)}


def monitored(opened: Opened, values: dict) -> MonitoredProject:
    """The values of the form as plain data, to be lit and checked before anything is stored."""
    project = opened.project
    return MonitoredProject(
        key=project.pk,
        unit_code=project.department.code,
        unit_name=project.department.name,
        name=project.name,
        supervisor=project.department.supervisor.label,
        fiscal_year=project.cycle.fiscal_year,
        objective=values["annual_objective"],
        money={source: Money(**amounts) for source, amounts in values["money"].items()},
        stated_rate=values["stated_rate"],
        approved=approved_rows_of(values),
        bound=values["version"] is not None,
        month=opened.round.last_month,
        rules=light_rules(opened.round),
        rows=tuple(_monitored_row(place, row) for place, row in enumerate(values["rows"])),
    )


def approved_rows_of(values: dict) -> tuple[ApprovedRow, ...] | None:
    """The frozen rows that the values are bound to: a table that was imported may lack some of them."""
    if values["version"] is None:
        return None
    return frozen_rows(FilingVersion.objects.get(pk=values["version"]))


def _monitored_row(place: int, row: dict) -> MonitoredRow:
    possibility = Possibility(row["possibility"]) if row["possibility"] else None
    return MonitoredRow(**row | {"key": place, "possibility": possibility, "causes": tuple(row["causes"])})


def save_report(*, opened: Opened, values: dict, revision: int, by) -> MonitoringReport:
    """Store the values of the form as it was opened at `revision`. Raises StaleReport, TableLocked."""
    round, project = opened.round, opened.project
    rows = [{name: value for name, value in row.items() if name != "before"} for row in values["rows"]]
    with transaction.atomic():
        # The project is locked, because the table itself may not be there yet: one at a time.
        Project.objects.select_for_update().get(pk=project.pk)
        found = MonitoringReport.objects.filter(round=round, project=project)
        stored = found.select_related("filing__updated_by").first()
        if (stored.filing.revision if stored else 0) != revision:
            who = stored.filing.updated_by if stored else None
            raise StaleReport(f"{who or '他人'}刚刚保存过这张监控表。")
        report = storing.write(project=project.pk, values=values | {"rows": rows}, by=by, round=round)
        record(Verb.CHANGE, by=by, obj=report, after={"修订号": report.filing.revision})
    return report


def with_posted(opened: Opened, cleaned: dict) -> dict:
    """The values that the form begins with, changed by what was posted; targets stay.

    A rate that an imported table stated is given up: here it is computed.
    """
    rows = [
        row | {cell: cleaned[f"row{place}_{cell}"] for cell in CELLS if f"row{place}_{cell}" in cleaned}
        for place, row in enumerate(opened.values["rows"])
    ]
    money = {}
    for source in MoneySource:
        amounts = {name: cleaned.get(f"{source}_{name}") for name in MonitoringMoney.AMOUNTS}
        if any(amount is not None for amount in amounts.values()):
            money[source] = amounts
    return opened.values | {"stated_rate": None, "rows": rows, "money": money}
