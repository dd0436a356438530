"""部门整体支出绩效目标表 as a kind of table that is handed in, on the way of the goal tables."""

from dataclasses import asdict, replace
from decimal import Decimal

from filings.kinds import Kind, Route
from filings.models import Filing
from filings.workflow import Need
from indicators.domain.review.deadlines import route_of_goals
from indicators.workflow import WORKFLOW as OF_GOALS

from ..checks import DepartmentFinding, findings_of
from ..enums import Place
from ..models import DEPARTMENT, DepartmentGoal
from ..record import AMOUNTS, DepartmentRecord, IndicatorRecord, ObjectiveRecord, TaskRecord, record_of
from .saving import projects_amount

SCHEMA = 1
# That of the goal without the 审核表, whose questions are about projects.
WORKFLOW = OF_GOALS.without(Need.PASSING_SHEET)


def load(filing: Filing) -> DepartmentGoal:
    """The table of a filing with everything that checks and snapshot read."""
    goal = DepartmentGoal.objects.with_all().get(filing=filing)
    goal.filing = filing
    return goal


def checked_record(goal: DepartmentGoal) -> DepartmentRecord:
    """The table as the checks see it, with what its projects come to; one query more."""
    return record_of(goal, projects=projects_amount(goal))


def findings(goal: DepartmentGoal) -> list[DepartmentFinding]:
    return findings_of(checked_record(goal))


def snapshot(goal: DepartmentGoal) -> dict:
    """The table as plain values; amounts as text."""
    cycle = goal.cycle
    values = _plain(asdict(record_of(goal)))
    values.pop("projects")
    return {
        "schema": SCHEMA,
        "version_number": goal.filing.version_number,
        "cycle": {
            "code": cycle.code, "title": cycle.title, "fiscal_year": cycle.fiscal_year,
            "region": cycle.region, "level": cycle.level,
        },
        "table": values,
    }  # fmt: skip


def frozen_record(content: dict) -> DepartmentRecord:
    """A frozen table as a record."""
    table = dict(content["table"])
    rows = {"tasks": TaskRecord, "objectives": ObjectiveRecord, "indicators": IndicatorRecord}
    for name, make in rows.items():
        table[name] = tuple(make(**_amounts(row)) for row in table[name])
    return DepartmentRecord(**_amounts(table))


def _amounts(row: dict) -> dict:
    known = {name: None if row[name] is None else Decimal(row[name]) for name in AMOUNTS if name in row}
    tasks = {"tasks": tuple(row["tasks"])} if isinstance(row.get("tasks"), list) else {}
    return row | known | tasks


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _in_words(found: list[DepartmentFinding]) -> str:
    return "；".join(finding.message.rstrip("。") for finding in found) + "。"


def _route(filing: Filing) -> Route:
    goals = route_of_goals(filing.cycle)
    return replace(goals, kind=filing.kind)


DEPARTMENT_KIND = Kind(
    key=DEPARTMENT,
    label="部门整体绩效目标表",
    noun="部门整体表",
    accessor="department_goal",
    object_type="departmentgoal",
    workflow=WORKFLOW,
    schema=SCHEMA,
    load=load,
    snapshot=snapshot,
    findings=findings,
    in_words=_in_words,
    route=_route,
    place_label=lambda place: Place(place).label,
    joins=("cycle__rules",),
    row_places=tuple(Place.of_row()),
)
