"""A site of any size, made from the published table: for benchmarks and for tests of query counts."""

import itertools
import json
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from filings.enums import FilingStatus
from filings.models import Filing
from indicators.domain.library.catalogue import build_library
from indicators.models import CycleRules, Indicator, IndicatorCategory, IndicatorScheme, PerformanceGoal
from indicators.models.goal import filing_for
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project

PER_UNIT = 50
MORE_THAN_A_PAGE = 60
BATCH = 1000
FIRST_DAY = date(2023, 10, 8)


def make_site(projects: int, *, year: int = 2024, full_pages: bool = False) -> BudgetCycle:
    """A cycle with `projects` goals in units of 50, some 10 rows each, in all statuses; needs the code lists
    and schemes. People: preparer (of the first unit), supervisor (of its parent), approver, administrator.

    With `full_pages` also a small site has at least a page of units with projects and of units without: there
    half of the projects are in units of 50, the others in the rest.
    """
    table = json.loads((settings.BASE_DIR / "fixtures" / "qujiang_2023.json").read_text(encoding="utf-8"))
    cycle = BudgetCycle.objects.create(
        code=str(year), fiscal_year=year, region="某区", level="区级", state="open"
    )
    scheme = IndicatorScheme.objects.get(code="2015")
    CycleRules.objects.create(cycle=cycle, scheme=scheme)
    least = MORE_THAN_A_PAGE if full_pages else 0
    units = _make_units(max(-(-projects // PER_UNIT), least), idle=least)
    _make_people(units)
    patterns = [_pattern(entry, scheme) for entry in table["projects"]]
    of_each = _unit_of_each(projects, units)
    for start in range(0, projects, BATCH):
        numbers = range(start, min(start + BATCH, projects))
        _make_goals(numbers, cycle, of_each, patterns)
    build_library(cycle=cycle)
    return cycle


def session_of(user: User) -> str:
    """Key of a session in which this person is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "perfgoals.accounts.backends.RoleBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def _unit_of_each(projects: int, units: list[Department]) -> list[Department]:
    full = projects if projects > PER_UNIT * (len(units) - 1) else projects // 2
    rest = itertools.cycle(units[-(-full // PER_UNIT) :] or units)
    return [*(units[number // PER_UNIT] for number in range(full)), *itertools.islice(rest, projects - full)]


def _make_units(count: int, *, idle: int) -> list[Department]:
    """Units with projects, and their superiors; at least `idle` units without any, superiors among them."""
    parents = [Department(code=f"{600 + n}", name=f"第{n + 1}主管部门") for n in range(-(-count // 20))]
    Department.objects.bulk_create(parents)
    units = [
        Department(code=f"{600 + n // 20}{n % 20 + 1:03}", name=f"第{n + 1}预算单位", parent=parents[n // 20])
        for n in range(count)
    ]
    Department.objects.bulk_create(
        Department(code=f"9{n:05}", name=f"第{n + 1}未申报单位") for n in range(idle - len(parents))
    )
    return Department.objects.bulk_create(units)


def _make_people(units: list[Department]) -> None:
    roles = {
        "preparer": (Role.PREPARER, units[0]),
        "supervisor": (Role.SUPERVISOR, units[0].parent),
        "approver": (Role.APPROVER, None),
        "administrator": (Role.ADMINISTRATOR, None),
    }
    for name, (role, unit) in roles.items():
        user, _ = User.objects.update_or_create(
            username=name, defaults={"full_name": name, "password": "!", "must_change_password": False}
        )
        Membership.objects.get_or_create(user=user, role=role, department=unit)
    staff = [User(username=f"staff{n}", full_name=f"填报员{n}", password="!") for n in range(len(units))]
    User.objects.bulk_create(staff)
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.PREPARER, department=unit)
        for user, unit in zip(staff, units, strict=True)
    )


def _pattern(entry: dict, scheme: IndicatorScheme) -> dict:
    """What one published project gives to the made-up ones; its rows are parsed once."""
    fund, _ = FundSource.objects.get_or_create(code=entry["fund_code"], defaults={"name": entry["fund_name"]})
    subject, _ = FunctionalSubject.objects.get_or_create(
        code=entry["subject_code"], defaults={"name": entry["subject_name"]}
    )
    categories = {c.name: c for c in IndicatorCategory.objects.second_tier().filter(scheme=scheme)}
    rows = []
    for position, row in enumerate(entry["indicators"], start=1):
        texts = {key: row[key] for key in ("name", "period_target", "annual_target")}
        indicator = Indicator(category=categories[row["tier2"]], position=position, **texts)
        indicator.read_targets()
        rows.append(indicator)
    return {"entry": entry, "fund": fund, "subject": subject, "rows": rows}


def _make_goals(numbers, cycle: BudgetCycle, of_each: list[Department], patterns: list[dict]) -> None:
    chosen = [(number, patterns[number % len(patterns)]) for number in numbers]
    projects = Project.objects.bulk_create(
        Project(
            cycle=cycle, department=of_each[number], name=f"{pattern['entry']['name']}（{number}）",
            fund_source=pattern["fund"], functional_subject=pattern["subject"],
            amount=pattern["entry"]["amount"] and 1000 + number, position=number,
            justification=pattern["entry"]["justification"],
        )
        for number, pattern in chosen
    )  # fmt: skip
    statuses, days = itertools.cycle(FilingStatus), itertools.cycle(range(60))
    filings = [filing_for(project) for project in projects]
    for filing in filings:
        filing.status = next(statuses)
        if not filing.is_editable:
            filing.handed_on = FIRST_DAY + timedelta(days=next(days))
    Filing.objects.bulk_create(filings)
    PerformanceGoal.objects.bulk_create(
        PerformanceGoal(
            project=project, filing=filing,
            overall_objective=pattern["entry"]["overall_objective"],
            annual_objective=pattern["entry"]["annual_objective"],
        )
        for project, filing, (_, pattern) in zip(projects, filings, chosen, strict=True)
    )  # fmt: skip
    fields = [f.attname for f in Indicator._meta.fields if f.attname not in ("id", "goal_id")]
    Indicator.objects.bulk_create(
        (
            Indicator(goal_id=project.pk, **{name: getattr(row, name) for name in fields})
            for project, (_, pattern) in zip(projects, chosen, strict=True)
            for row in pattern["rows"]
        ),
        batch_size=2000,
    )
