"""What the checks look at: one project as plain data, the same from the form, the command and an import."""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache

# Without the lock of functools.cached_property: a project is checked by one thread.
from django.utils.functional import cached_property

from perfgoals.language.citations import find_years
from perfgoals.language.terms import Term, find_term, find_term_in_grounds, read_duration

from ..fields import FIELD
from ..record import GoalRecord, IndicatorRecord
from .row_reading import RowReading, reading_of

TARGET_LABELS = {key: FIELD[key].label for key in ("period_target", "annual_target")}

_COST_WITHOUT_MONEY = re.compile("社会成本|环境成本")


@lru_cache(maxsize=1024)
def _is_one_of(name: str, categories: tuple[str, ...]) -> bool:
    return any(category in name for category in categories)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 24 else line[:22] + "……"


_ONE_YEAR = Term(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIndicator(IndicatorRecord):
    """One row of the indicator table (三级指标); the key is its primary key or its row number."""

    _reading: RowReading | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def reading(self) -> RowReading:
        """What the row says by itself, shared by all rows that say the same."""
        reading = self._reading
        if reading is None:
            cells = (self.tier2, self.name, self.period_target, self.annual_target, self.note)
            reading = reading_of(*cells, self.not_applicable)
            object.__setattr__(self, "_reading", reading)
        return reading

    @property
    def applies(self) -> bool:
        """False for a row that is marked 不适用, by its mark or by its value."""
        return self.reading.applies

    @property
    def said_why(self) -> bool:
        return self.reading.said_why

    @property
    def category(self) -> str:
        return self.reading.category

    @property
    def names_rate(self) -> bool:
        return self.reading.names_rate

    @property
    def values_agree(self) -> bool:
        return self.reading.values_agree

    @property
    def targets(self) -> tuple[tuple[str, str], ...]:
        """(field, text) of both values; one pair when they are equal, none for an empty one."""
        return self.reading.targets


def _those(rows: tuple[CheckedIndicator, ...], wanted: Callable) -> tuple[CheckedIndicator, ...]:
    """The rows that are wanted; the same tuple where all are, as nearly always."""
    found = [row for row in rows if wanted(row)]
    return rows if len(found) == len(rows) else tuple(found)


@dataclass(frozen=True, kw_only=True)
class CheckedProject(GoalRecord):
    """One project with its goal and CheckedIndicators; its key is a primary key or a place in a file."""

    term_years: int | None = None
    """项目期 in years as the form says it; None where it does not, then the texts are read (`term`)."""

    @cached_property
    def term(self) -> Term:
        """How long the project runs, as the form or the texts say; one year where none does."""
        if self.term_years:
            return Term(self.term_years)
        return (
            self.stated_term
            or find_term(self.name, self.fiscal_year)
            or find_term(self.overall_objective, self.fiscal_year)
            or find_term_in_grounds(self.justification, self.fiscal_year)
            or self._term_of_deadlines()
            or _ONE_YEAR
        )

    @cached_property
    def stated_term(self) -> Term | None:
        """What 项目期 of the form says, None where it is empty or says no number of years."""
        return read_duration(self.duration)

    def _term_of_deadlines(self) -> Term | None:
        """A row that is due in a later year over the term, and in the table's year for the year."""
        for row in self.rows_of("时效"):
            if len(row.targets) == 2:
                period, annual = ({found.year for found in find_years(text)} for _, text in row.targets)
                last = max(period, default=0)
                if annual == {self.fiscal_year} and self.fiscal_year < last <= self.fiscal_year + 30:
                    return Term(last - self.fiscal_year + 1, self.fiscal_year, last)
        return None

    @property
    def one_year(self) -> bool:
        return self.term.years == 1

    @cached_property
    def objectives(self) -> tuple[tuple[str, str], ...]:
        """(field, text) of both objectives; one pair when they are equal, none for an empty one."""
        pairs = [("overall_objective", self.overall_objective), ("annual_objective", self.annual_objective)]
        if pairs[0][1] == pairs[1][1]:
            pairs.pop()
        return tuple(pair for pair in pairs if pair[1].strip())

    @cached_property
    def grounds(self) -> tuple[str, ...]:
        """The texts that give the reasons: the justification and the objectives."""
        return (self.justification, *(text for _, text in self.objectives))

    @cached_property
    def cost_rows(self) -> tuple[CheckedIndicator, ...]:
        """The rows whose value is a cost in money: 成本 and 经济成本, not 社会成本 and 生态环境成本."""
        return _those(self.rows_of("成本"), lambda row: not _COST_WITHOUT_MONEY.search(row.reading.category))

    def text_at(self, field: str, indicator: Hashable | None) -> str:
        """What stands in the place of a finding: the whole row, or the field of the project."""
        if indicator is None:
            return str(getattr(self, field, "")) if field not in ("indicators", "rows") else ""
        row = self._by_key.get(indicator)
        return "\n".join((row.tier2, row.name, row.period_target, row.annual_target, row.note)) if row else ""

    def spot_of(self, field: str, indicator: Hashable | None) -> str:
        """The row of a finding in a few words: its name and the value that is meant."""
        row = self._by_key.get(indicator) if indicator is not None else None
        if row is None:
            return ""
        name = f"“{_short(row.name)}”"
        if field not in TARGET_LABELS:
            return name
        value = getattr(row, field)
        return f"{name}：{_short(value)}" if value else f"{name}的{TARGET_LABELS[field]}"

    @cached_property
    def _by_key(self) -> dict[Hashable, CheckedIndicator]:
        return {row.key: row for row in self.rows}

    @cached_property
    def applying(self) -> tuple[CheckedIndicator, ...]:
        """The rows that apply."""
        return _those(self.rows, lambda row: row.reading.applies)

    @cached_property
    def accounted_for(self) -> tuple[CheckedIndicator, ...]:
        """The rows that apply, and those that say why they do not."""
        return _those(self.rows, lambda row: row.reading.applies or row.reading.said_why)

    def rows_of(self, *categories: str) -> tuple[CheckedIndicator, ...]:
        """The rows that apply and whose 二级 name contains one of `categories` (成本 finds 经济成本 too)."""
        found = self._rows_of.get(categories)
        if found is None:
            found = self._rows_of[categories] = tuple(
                row for row in self.applying if _is_one_of(row.reading.category, categories)
            )
        return found

    @cached_property
    def _rows_of(self) -> dict[tuple[str, ...], tuple[CheckedIndicator, ...]]:
        """What `rows_of` has answered; several checks ask for the same categories."""
        return {}
