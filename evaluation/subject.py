"""One self-evaluation as plain data, with its points computed when asked for. Amounts in 元."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from monitoring.enums import Outcome
from monitoring.subject import MeasuredProject, MeasuredRow

from .enums import Grade
from .scoring import Points, Scored, grade_of, score
from .scoring_rules import DEFAULT_RULES, ScoringRules
from .weights import Row


@dataclass(frozen=True)
class EvaluatedRow(MeasuredRow):
    """`weight` and `score` are those that the table states."""

    outcome: Outcome | None = None
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""

    @property
    def scoring_row(self) -> Row:
        return Row(self.tier1, self.tier2, self.target, self.actual, self.weight, self.score, self.outcome)


@dataclass(frozen=True)
class EvaluatedProject(MeasuredProject):
    rules: ScoringRules = DEFAULT_RULES
    result: str = ""
    stated_execution: Decimal | None = None
    stated_total: Decimal | None = None
    rate_reason: str = ""
    conclusion: str = ""
    problems: str = ""
    improvements: str = ""
    is_public: bool | None = None
    rows: tuple[EvaluatedRow, ...] = ()

    @cached_property
    def scored(self) -> Scored:
        return score(
            self._scoring_rows, budget=self.total.budget, executed=self.total.executed,
            stated_execution=self.stated_execution, rules=self.rules,
        )  # fmt: skip

    @property
    def _scoring_rows(self) -> list[Row]:
        """The rows with their weights; a table that states none is scored with those of the approved goal."""
        rows = [row.scoring_row for row in self.rows]
        if self.has_weights or not self.approved:
            return rows
        approved = {row.key: row.weight for row in self.approved}
        given = [approved.get(row.approved_key) for row in self.rows]
        return [replace(row, weight=weight) for row, weight in zip(rows, given, strict=True)]

    @property
    def total_points(self) -> Decimal | None:
        """总分: computed from the rows; of a table without rows the one that it states."""
        return self.scored.total if self.rows else self.stated_total

    @property
    def grade(self) -> Grade | None:
        points = self.total_points
        return None if points is None else grade_of(points, self.rules)

    @property
    def with_points(self) -> Iterator[tuple[EvaluatedRow, Points]]:
        return zip(self.rows, self.scored.indicators, strict=True)

    @property
    def has_weights(self) -> bool:
        """Whether the table states weights at all."""
        return any(row.weight is not None for row in self.rows)
