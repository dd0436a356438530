"""Code lists and categories of one cycle, read once, for settling thousands of goals in a row."""

from functools import cached_property

from indicators.models import IndicatorCategory
from perfgoals.language.tiers import tier_key
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project

from ..entry.entries import References, leaves_out, mapped_to


class CodeBook:
    """All that the texts of a file may name. `planned` (see `setup`) adds entries not yet stored."""

    def __init__(self, cycle: BudgetCycle, *, planned=None):
        self.cycle = cycle
        self.year = cycle.fiscal_year
        self.units = {unit.code: unit for unit in Department.objects.all()}
        self.funds = {fund.code: fund for fund in FundSource.objects.all()}
        self.subjects = {subject.code: subject for subject in FunctionalSubject.objects.all()}
        if planned:
            self.units |= {unit.code: unit for unit in planned.units}
            self.funds |= {fund.code: fund for fund in planned.funds}
            self.subjects |= {subject.code: subject for subject in planned.subjects}
        self.categories = planned.categories if planned else _categories(cycle)
        self.category_by_text: dict[str, IndicatorCategory | None] = {}  # see References.category_named

    @cached_property
    def leaves_out(self) -> frozenset[str]:
        return leaves_out(self.cycle)

    @cached_property
    def active_funds(self) -> dict[str, FundSource]:
        return {code: fund for code, fund in self.funds.items() if fund.is_usable_in(self.year)}

    @cached_property
    def unit_named(self) -> dict[str, Department]:
        """Units by names that only one has."""
        return _only_one((unit.name, unit) for unit in self.units.values() if unit.active)

    @cached_property
    def retired_unit_named(self) -> dict[str, Department]:
        """Units no longer in use by names that no unit in use has."""
        retired = _only_one((unit.name, unit) for unit in self.units.values() if not unit.active)
        return {name: unit for name, unit in retired.items() if name not in self.unit_named}

    @cached_property
    def item_named(self) -> dict[str, FunctionalSubject]:
        """Active subjects of the lowest level by names that only one has."""
        items = self.subjects.values()
        return _only_one((s.name, s) for s in items if s.is_usable_in(self.year) and len(s.code) == 7)

    @cached_property
    def categories_by_key(self) -> dict[tuple[str, str], IndicatorCategory]:
        return {(tier_key(c.parent.name), tier_key(c.name)): c for c in self.categories.values()}

    @cached_property
    def mapped_categories(self) -> dict[tuple[str, str], IndicatorCategory]:
        return mapped_to(self.categories)

    def subject(self, code: str, name: str) -> FunctionalSubject | None:
        """By its code, when that may be used in the year; without one by the whole name."""
        if not code:
            return self.item_named.get(name)
        found = self.subjects.get(code)
        return found if found and found.is_usable_in(self.year) else None

    def funds_beside(self, chosen: FundSource | None) -> dict[str, FundSource]:
        """Those of the year, with the one already chosen even if it is so no longer."""
        if chosen is None or chosen.active:
            return self.active_funds
        return self.active_funds | {chosen.code: chosen}


class BookReferences(References):
    """What a form would offer for a goal, out of a CodeBook: no query."""

    def __init__(self, project: Project, book: CodeBook, shared: dict):
        self.project = project
        self.book = book
        self.funds = book.funds_beside(project.fund_source)
        self.categories = book.categories
        self._subjects = shared
        self._named = book.category_by_text

    @cached_property
    def leaves_out(self) -> frozenset[str]:
        return self.book.leaves_out

    @cached_property
    def categories_by_key(self) -> dict[tuple[str, str], IndicatorCategory]:
        return self.book.categories_by_key

    @cached_property
    def mapped_categories(self) -> dict[tuple[str, str], IndicatorCategory]:
        return self.book.mapped_categories

    def _find_subject(self, code: str, name: str) -> FunctionalSubject | None:
        return self.book.subject(code, name)


def empty_project(book: CodeBook, *, unit: Department, name: str) -> Project:
    return Project(cycle=book.cycle, department=unit, name=name)


def _categories(cycle: BudgetCycle) -> dict[int, IndicatorCategory]:
    second = IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme_id)
    return {category.pk: category for category in second}


def _only_one(pairs) -> dict:
    found, twice = {}, set()
    for name, entry in pairs:
        if name in found:
            twice.add(name)
        found[name] = entry
    return {name: entry for name, entry in found.items() if name not in twice}
