"""The corpus put to the product: cases become tables of a site, `check_goals --json` says what it finds.

Every case has a unit of its own, so that nothing is compared between cases. It needs a migrated database and
leaves its cycles in it: run it in a test's transaction or on a site of its own.
"""

import io
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from django.core.management import call_command

from filings.models import Filing
from indicators.models import Indicator, IndicatorCategory, PerformanceGoal
from indicators.models.goal import GOAL
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project
from tests import factories

from .cases import Case
from .tables import CATEGORY_WORDS, FOLDER, Row, Table

YEAR = 2025
BLOCKING = "强制"


@dataclass(frozen=True)
class Said:
    """One finding of the product on a case: the check, its level, where it stands and its words."""

    check: str
    level: str
    field: str
    row: str | None
    text: str
    also: tuple[str, ...] = ()
    """Checks that object to the same value for the same reason; the finding speaks for them too."""

    @property
    def topics(self) -> frozenset[str]:
        return frozenset().union(*map(topics_of, (self.check, *self.also)))

    @property
    def blocks(self) -> bool:
        return self.level == BLOCKING


@dataclass(frozen=True)
class Outcome:
    """What the product says on a case. A 无法判断 is no finding."""

    case: Case
    said: tuple[Said, ...]

    @cached_property
    def expected(self) -> list[Said]:
        """The findings at the right place that speak about the injected fault."""
        return [said for said in self.said if said.topics & self.case.fits and self._stands_right(said)]

    @cached_property
    def unexpected(self) -> list[Said]:
        """False alarms: neither expected nor a consequence of the fault."""
        return [said for said in self.said if said not in self.expected and not said.topics & self.case.also]

    @property
    def found(self) -> bool:
        return bool(self.expected)

    @property
    def at_level(self) -> bool:
        """Found, and as severely as expected."""
        return self.found and (self.case.level != BLOCKING or any(said.blocks for said in self.expected))

    @property
    def right_value_given(self) -> bool:
        """The words or the proposal of an expected finding hold the right value, as it stands or in 元."""
        right = {self.case.right, f"{Decimal(self.case.right) * 10_000:.0f}"}
        return any(value in said.text.replace(",", "") for said in self.expected for value in right)

    def _stands_right(self, said: Said) -> bool:
        place = self.case.place
        if said.row is None:
            return place.whole_table or said.field in place.fields
        return said.row in place.rows


@cache
def topics_of(check: str) -> frozenset[str]:
    """The kinds of fault a check speaks about. KeyError: the check is not in checks.toml."""
    known = tomllib.loads((FOLDER / "checks.toml").read_text("utf-8"))
    if check not in known:
        raise KeyError(f"tests/corpus/checks.toml 没有写明检查 {check} 说的是哪一类问题")
    return frozenset(known[check])


def run(cases: Iterable[Case]) -> list[Outcome]:
    """Every case with the findings of `check_goals`."""
    cases = list(cases)
    units = {f"{index:06}": case for index, case in enumerate(cases, start=300001)}
    said = defaultdict(list)
    for tree in sorted(CATEGORY_WORDS):
        of_tree = {code: case for code, case in units.items() if case.tree == tree}
        if of_tree:
            for finding in _findings(_store(tree, of_tree)):
                said[finding["unit"]] += [_said(finding | row) for row in finding["rows"]]
    return [Outcome(case, tuple(said[code])) for code, case in units.items()]


def _findings(cycle: BudgetCycle) -> list[dict]:
    answer = io.StringIO()
    call_command("check_goals", cycle=cycle.code, json=True, stdout=answer)
    return [finding for finding in json.loads(answer.getvalue()) if finding["outcome"] == "finding"]


def _said(finding: dict) -> Said:
    return Said(
        check=finding["check"],
        level=finding["level"],
        field=finding["field"],
        row=finding["indicator"],
        text=f"{finding['message']} {finding['proposal']}".strip(),
        also=tuple(finding.get("also", ())),
    )


def _store(tree: str, cases: dict[str, Case]) -> BudgetCycle:
    """A cycle with this tree and the projects of these cases, by the code of their unit."""
    cycle = factories.BudgetCycleFactory(
        code=f"corpus-{tree}", fiscal_year=YEAR, region="安南县", level="县级", rules__scheme=tree
    )
    units = _units(cases)
    tables = [(units[code], table) for code, case in cases.items() for table in case.tables]
    subjects, funds = _subjects(), _funds()
    projects = Project.objects.bulk_create(
        Project(
            cycle=cycle,
            department=unit,
            position=position,
            name=table.texts["名称"],
            fund_source=funds[table.texts["资金"]],
            functional_subject=subjects[table.texts["科目"]],
            amount=table.amount,
            justification=table.texts["依据"],
        )
        for position, (unit, table) in enumerate(tables)
    )
    filings = Filing.objects.bulk_create(
        Filing(kind=GOAL, cycle=cycle, department=project.department) for project in projects
    )
    goals = PerformanceGoal.objects.bulk_create(
        PerformanceGoal(
            project=project,
            filing=filing,
            overall_objective=table.texts["整体"],
            annual_objective=table.texts["年度"],
        )
        for project, filing, (_, table) in zip(projects, filings, tables, strict=True)
    )
    _store_rows(tree, zip(goals, (table for _, table in tables), strict=True))
    return cycle


def _store_rows(tree: str, goals: Iterable[tuple[PerformanceGoal, Table]]) -> None:
    second = {
        category.name: category
        for category in IndicatorCategory.objects.second_tier().filter(scheme=factories.scheme(tree))
    }
    rows = [
        _indicator(goal, second[CATEGORY_WORDS[tree][row.category]], position, row)
        for goal, table in goals
        for position, row in enumerate(table.rows, start=1)
    ]
    for row in rows:
        row.read_targets()
    Indicator.objects.bulk_create(rows)


def _indicator(goal: PerformanceGoal, category: IndicatorCategory, position: int, row: Row) -> Indicator:
    return Indicator(
        goal=goal,
        category=category,
        position=position,
        name=row.name,
        period_target=row.period,
        annual_target=row.annual,
    )


def _codes() -> dict:
    return tomllib.loads((FOLDER / "codes.toml").read_text("utf-8"))


def _units(cases: dict[str, Case]) -> dict[str, Department]:
    names = _codes()["units"]
    made = Department.objects.bulk_create(
        Department(code=code, name=names[case.trade]) for code, case in cases.items()
    )
    return {unit.code: unit for unit in made}


def _subjects() -> dict[str, FunctionalSubject]:
    for code, name in _codes()["subjects"].items():
        factories.FunctionalSubjectFactory(code=code, name=name)
    return {subject.code: subject for subject in FunctionalSubject.objects.all()}


def _funds() -> dict[str, FundSource]:
    for code, name in _codes()["funds"].items():
        factories.FundSourceFactory(code=code, name=name)
    return {fund.code: fund for fund in FundSource.objects.all()}
