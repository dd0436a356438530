"""What the checks look at: one project as plain data, the same from the form, the command and an import."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from perfgoals.language.enums import TargetKind
from perfgoals.language.lexicon import normalise
from perfgoals.language.targets import parse_target

TARGET_LABELS = {"period_target": "实施周期值", "annual_target": "年度指标值"}

# 效率, 频率, 汇率 … are no shares of a whole.
_RATE_NAME = re.compile(r"(?<![效频汇税利费比功速])率(?:\([^()]*\))?$|\(\s*%\s*\)$")

_COST_WITHOUT_MONEY = re.compile("社会成本|环境成本")


def category_name(tier: str) -> str:
    """The name of a 一级 or 二级 indicator without what places add to it: 社会效益指标 → 社会效益."""
    return "".join(tier.split()).removesuffix("指标")


@dataclass(frozen=True)
class CheckedIndicator:
    """One row of the indicator table (三级指标); the key is its primary key or its row number."""

    key: Hashable
    tier1: str
    tier2: str
    name: str
    period_target: str
    annual_target: str
    note: str = ""
    not_applicable: bool = False

    @cached_property
    def applies(self) -> bool:
        """False for a row that is marked 不适用, by its mark or by its value."""
        kinds = {parse_target(text).kind for _, text in self.targets}
        return not (self.not_applicable or TargetKind.NOT_APPLICABLE in kinds)

    @cached_property
    def category(self) -> str:
        return category_name(self.tier2)

    @cached_property
    def names_rate(self) -> bool:
        """The name ends in 率 or (%)."""
        return bool(_RATE_NAME.search(normalise(self.name).strip()))

    @cached_property
    def targets(self) -> tuple[tuple[str, str], ...]:
        """(field, text) of both values; one pair when they are equal, none for an empty one."""
        pairs = [("period_target", self.period_target.strip()), ("annual_target", self.annual_target.strip())]
        first, second = pairs[0][1], pairs[1][1]
        if first == second or normalise(first) == normalise(second):  # １００％ is 100%
            pairs.pop()
        return tuple(pair for pair in pairs if pair[1])


@dataclass(frozen=True)
class CheckedProject:
    """One project with its goal; the key is its primary key or its place in the file. Amounts in 元."""

    key: Hashable
    unit_code: str
    unit_name: str
    name: str
    fund_code: str
    fund_name: str
    subject_code: str
    subject_name: str
    amount: Decimal | None
    justification: str
    overall_objective: str
    annual_objective: str
    fiscal_year: int
    indicators: tuple[CheckedIndicator, ...] = ()
    amount_note: str = ""
    one_year: bool = True

    @cached_property
    def objectives(self) -> tuple[tuple[str, str], ...]:
        """(field, text) of both objectives; one pair when they are equal, none for an empty one."""
        pairs = [("overall_objective", self.overall_objective), ("annual_objective", self.annual_objective)]
        if pairs[0][1] == pairs[1][1]:
            pairs.pop()
        return tuple(pair for pair in pairs if pair[1].strip())

    @cached_property
    def cost_rows(self) -> tuple[CheckedIndicator, ...]:
        """The rows whose value is a cost in money: 成本 and 经济成本, not 社会成本 and 生态环境成本."""
        return tuple(row for row in self.rows("成本") if not _COST_WITHOUT_MONEY.search(row.category))

    def rows(self, *categories: str) -> tuple[CheckedIndicator, ...]:
        """The rows that apply and whose 二级 name contains one of `categories` (成本 finds 经济成本 too)."""
        found = self._rows.get(categories)
        if found is None:
            found = self._rows[categories] = tuple(
                row
                for row in self.indicators
                if row.applies and any(category in row.category for category in categories)
            )
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, ...], tuple[CheckedIndicator, ...]]:
        """What `rows` has answered; several checks ask for the same categories."""
        return {}
