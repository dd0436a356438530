"""What the commands do with 监控表, and what they do alike with 自评表: import, export, check."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.core.management.base import CommandError

from indicators.domain.imports.setup import CannotPlan, carry_out
from indicators.enums import CheckLevel, CheckOutcome
from perfgoals.common.table_kinds import TableKind
from perfgoals.sheets.conversion import convert, is_installed
from projects.models import BudgetCycle, Department
from reading.blocks import Consent

from .checks import CHECKS, CheckList, TableFinding
from .domain.books import write_book
from .domain.exports import as_dict
from .domain.imports import TableStore, compare_with_stored, has_confirmed, report, write_tables
from .domain.matching import TableMatcher, ask_titles, plan_site
from .domain.storing import store_of
from .domain.subjects import monitored_projects
from .models import MonitoringReport, MonitoringRound
from .reading import ReadFile, read_tables, recognised_kind
from .reading.blocks import MeasuredKind
from .subject import MeasuredProject

APPROVED, STORED = "approved", "stored"
AGAINST = {APPROVED: "批复的版本", STORED: "系统中现有的目标表"}
Progress = Callable[[int, int], None]


def run_import(
    path: Path, kind: MeasuredKind, store_in: Callable[[BudgetCycle, ReadFile], TableStore], *,
    cycle: str, region: str, unit: Department | None, against: str, commit: bool,
    progress: Progress | None = None, accept_unread: bool = False, accept_title: bool = False, **_options,
) -> dict:  # fmt: skip
    """Read, compare and, with `commit`, store. `store_in(cycle, file)` says where the values go.

    What needs a confirmation is stored with `accept_unread` or `accept_title` only.
    """
    if against not in AGAINST:
        raise CommandError(f"不认识的 --against “{against}”。请用 --against approved 或 --against stored。")
    converter = convert if is_installed() else None
    read = read_tables(path, filename=path.name, kind=kind, progress=progress, convert=converter)
    accepted = {Consent.UNREAD: accept_unread, Consent.TITLE: accept_title}
    consents = [consent for consent, said in accepted.items() if said]
    known, plan = BudgetCycle.objects.filter(code=cycle).first(), None
    if against == STORED and read.tables:
        try:
            plan = plan_site(read, cycle_code=cycle, region=region, unit=unit)
        except CannotPlan as error:
            raise CommandError(str(error)) from error
        known = plan.cycle
    if known is None:
        raise CommandError(f"没有批次“{cycle}”。请先导入并批复绩效目标，或加上 --against stored。")

    store = store_in(known, read)
    planned = plan.units if plan else []
    matcher = TableMatcher(known, against_stored=against == STORED, own=unit, planned=planned)
    items = matcher.match(read.tables)
    ask_titles(items, read, known)
    compare_with_stored(items, store)
    writes = commit and has_confirmed(items, consents)
    created = plan.created() if plan and (writes or not commit) else {}
    if writes:
        if plan:
            carry_out(plan)  # cycle and units of what gets in; the round is stored with its first report
        write_tables(
            items, store, cycle=known, by=None, source=read.filename, progress=progress, accepted=consents
        )
    return report(read, items, created=created, written=commit, against=AGAINST[against])


def recognises(kind: MeasuredKind, path: Path) -> bool:
    """Whether the file holds this kind; old formats are converted to see."""
    return recognised_kind(path, convert=convert if is_installed() else None) == kind


def write_json(entries: list[dict], output: Path) -> None:
    output.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def findings_of(projects: Iterable[MeasuredProject], checks: CheckList) -> list[dict]:
    """What the checks say, project by project, as plain data in the shape of the checks of goals."""
    projects = list(projects)
    by_key = {project.key: project for project in projects}
    between: dict[object, list[TableFinding]] = {}
    for finding in checks.run_between(projects):
        between.setdefault(finding.project, []).append(finding)
    return [
        _finding_as_dict(by_key[finding.project], finding)
        for project in projects
        for finding in [*checks.run(project), *between.get(project.key, [])]
    ]


def _finding_as_dict(project: MeasuredProject, finding: TableFinding) -> dict:
    rows = {row.key: row.name for row in project.rows}
    found = finding.hit.outcome == CheckOutcome.FINDING
    return {
        "unit": project.unit_code,
        "project": project.name,
        "field": finding.hit.field,
        "indicator": rows.get(finding.hit.indicator),
        "check": finding.check.id,
        "title": finding.check.title,
        "level": CheckLevel(finding.level).label,
        "outcome": "finding" if found else CheckOutcome.UNDECIDED.label,
        "message": finding.hit.message,
        "proposal": finding.hit.proposal,
        "why": finding.check.explanation,
        "source": finding.check.source,
    }


def find_round(cycle: BudgetCycle, month: int | None) -> MonitoringRound:
    """The round that ends with `month`, without one the latest of the cycle."""
    rounds = MonitoringRound.objects.filter(cycle=cycle)
    found = rounds.filter(last_month=month).first() if month else rounds.order_by("last_month").last()
    if found is None:
        known = "、".join(f"{other.last_month}" for other in rounds) or "（还没有）"
        raise CommandError(f"没有这个监控批次。已有的截至月份：{known}。请用 --month 指定，例如 --month 6。")
    return found


def _stored(cycle: BudgetCycle, unit: Department | None, month: int | None):
    reports = MonitoringReport.objects.filter(round=find_round(cycle, month))
    if unit:
        reports = reports.filter(project__department=unit)
    return monitored_projects(reports.with_all().in_table_order())


def import_monitoring(path: Path, *, month: int | None = None, **options) -> dict:
    def store_in(cycle: BudgetCycle, read: ReadFile) -> TableStore:
        return store_of(_round_for(cycle, month or read.month))

    return run_import(path, MeasuredKind.MONITORING, store_in, **options)


def _round_for(cycle: BudgetCycle, month: int | None) -> MonitoringRound:
    """The round of the file, not yet stored where it is missing: the command line opens it."""
    if month is None:
        raise CommandError("表中看不出是几月的监控（例如 1-6月执行数）。请用 --month 指定，例如 --month 6。")
    if not 1 <= month <= 12:
        raise CommandError("--month 应在 1 到 12 之间。")
    found = MonitoringRound.objects.filter(cycle=cycle.pk, last_month=month).first() if cycle.pk else None
    return found or MonitoringRound(cycle=cycle, last_month=month)


def export_monitoring(
    *, cycle: BudgetCycle, unit: Department | None, month: int | None, format: str, output: Path,
    progress: Progress | None = None,
) -> tuple[int, list[str]]:  # fmt: skip
    projects = _stored(cycle, unit, month)
    if format == "json":
        write_json([as_dict(project) for project in projects], output)
    else:
        write_book(projects, cycle=cycle, unit=unit, format=format, path=output, progress=progress)
    return len(projects), []


def check_monitoring(*, cycle: BudgetCycle, unit: Department | None, month: int | None) -> list[dict]:
    return findings_of(_stored(cycle, unit, month), CHECKS)


MONITORING = TableKind(
    "monitoring",
    "绩效运行监控表",
    partial(recognises, MeasuredKind.MONITORING),
    import_monitoring,
    export_monitoring,
    check_monitoring,
)
