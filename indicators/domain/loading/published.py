"""Loading a published table that was read into JSON (see fixtures/read_published_table.py)."""

from decimal import Decimal

from django.db import transaction

from indicators.models import CycleRules, Indicator, IndicatorCategory, IndicatorScheme, PerformanceGoal
from indicators.models.goal import filing_for
from projects.enums import CycleState
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project


def load_published_table(*, table: dict) -> BudgetCycle:
    """Make the cycle of `table` with its units, projects, goals and indicators, all or nothing.

    A cycle that exists already is returned as it is: people may have worked in it.
    """
    existing = BudgetCycle.objects.filter(code=str(table["fiscal_year"])).first()
    if existing:
        return existing
    with transaction.atomic():
        cycle = _make_cycle(table)
        loader = _Loader(cycle)
        for position, entry in enumerate(table["projects"], start=1):
            loader.add(entry, position)
    return cycle


def _make_cycle(table: dict) -> BudgetCycle:
    cycle = BudgetCycle(
        code=str(table["fiscal_year"]), fiscal_year=table["fiscal_year"], region=table["region"],
        level=table["level"], state=CycleState.OPEN,
    )  # fmt: skip
    cycle.full_clean()
    cycle.save()
    CycleRules.objects.create(cycle=cycle, scheme=IndicatorScheme.objects.get(code=table["scheme"]))
    return cycle


class _Loader:
    """Keeps the code list entries and categories already seen, so that each is looked up once."""

    def __init__(self, cycle: BudgetCycle):
        self.cycle = cycle
        categories = IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme)
        self.categories = {(c.parent.name, c.name): c for c in categories}
        self.seen: dict[tuple[type, str], object] = {}

    def entry(self, model, code: str, name: str):
        if (model, code) not in self.seen:
            self.seen[model, code] = model.objects.get_or_create(code=code, defaults={"name": name})[0]
        return self.seen[model, code]

    def add(self, entry: dict, position: int) -> None:
        project = Project(
            cycle=self.cycle,
            department=self.entry(Department, entry["unit_code"], entry["unit_name"]),
            name=entry["name"],
            fund_source=self.entry(FundSource, entry["fund_code"], entry["fund_name"]),
            functional_subject=self.entry(FunctionalSubject, entry["subject_code"], entry["subject_name"]),
            amount=None if entry["amount"] is None else Decimal(entry["amount"]),
            amount_note=entry["amount_note"],
            justification=entry["justification"],
            position=position,
        )
        project.full_clean()
        project.save()
        filing = filing_for(project)
        filing.save()
        goal = PerformanceGoal(
            project=project,
            filing=filing,
            overall_objective=entry["overall_objective"],
            annual_objective=entry["annual_objective"],
        )
        goal.full_clean()
        goal.save(force_insert=True)
        for row, indicator in enumerate(entry["indicators"], start=1):
            self.add_indicator(goal, indicator, row)

    def add_indicator(self, goal: PerformanceGoal, entry: dict, position: int) -> None:
        indicator = Indicator(
            goal=goal,
            category=self.categories[entry["tier1"], entry["tier2"]],
            position=position,
            name=entry["name"],
            period_target=entry["period_target"],
            annual_target=entry["annual_target"],
        )
        indicator.full_clean()
        indicator.save()
