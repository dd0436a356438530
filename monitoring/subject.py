"""What checks, forms and exports look at: one measuring table as plain data. Amounts in 元."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from perfgoals.common.text import quoted
from perfgoals.language.tiers import tier_key
from projects.models.labels import unit_label

from .comparing import Comparison, compare
from .enums import Light, MoneySource, Possibility
from .lights import DEFAULT_RULES, LightRules, Lit, indicator_light, money_light, worst


@dataclass(frozen=True, slots=True)
class Money:
    """One row of 项目资金; None is not filled in. `expected` only in monitoring."""

    initial_budget: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    expected: Decimal | None = None


MONEY_LABELS = {
    "initial_budget": "年初预算数", "budget": "全年预算数",
    "executed": "执行数", "expected": "全年预计执行数",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApprovedRow:
    """A row of the goal table that is measured."""

    key: int
    tier1: str
    tier2: str
    name: str
    target: str
    weight: Decimal | None = None

    @property
    def place(self) -> tuple[str, str]:
        return tier_key(self.tier2), "".join(self.name.split())


@dataclass(frozen=True)
class MeasuredRow:
    """One indicator as the table states it; `key` is its primary key or its row in the file."""

    key: Hashable
    tier1: str = ""
    tier2: str = ""
    name: str = ""
    target: str = ""
    actual: str = ""
    evidence: str = ""
    approved_key: int | None = None

    @cached_property
    def compared(self) -> Comparison:
        return compare(self.target, self.actual)

    @property
    def place(self) -> tuple[str, str]:
        return tier_key(self.tier2), "".join(self.name.split())

    @property
    def label(self) -> str:
        return (
            f"指标{quoted(self.name)}" if self.name else f"{quoted(self.tier2 or self.tier1)}下没有名称的指标"
        )


@dataclass(frozen=True)
class MeasuredProject:
    """One measuring table. `approved` are the rows of the goal table it measures, None where there is none;
    `bound` says whether they are a frozen version."""

    key: Hashable
    unit_code: str
    unit_name: str
    name: str
    supervisor: str = ""
    project_code: str = ""
    fiscal_year: int = 0
    objective: str = ""
    money: Mapping[MoneySource, Money] = field(default_factory=dict)
    stated_rate: Decimal | None = None
    approved: tuple[ApprovedRow, ...] | None = None
    bound: bool = False
    standing: str = ""
    """Of a stored table: 草稿，未经批复 and the like, for its print."""
    rows: tuple[MeasuredRow, ...] = ()

    @property
    def unit(self) -> str:
        return unit_label(self.unit_code, self.unit_name)

    @cached_property
    def total(self) -> Money:
        """The sum row; without one the sum of its parts, as far as they are filled in."""
        if MoneySource.TOTAL in self.money:
            return self.money[MoneySource.TOTAL]
        parts = [self.money[source] for source in MoneySource.parts() if source in self.money]
        return Money(*(_sum(getattr(part, name) for part in parts) for name in MONEY_LABELS))

    @property
    def rate(self) -> Decimal | None:
        """执行率 in %, not rounded; None without a budget."""
        total = self.total
        if not total.budget or total.executed is None:
            return None
        return total.executed * 100 / total.budget


def _sum(amounts) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True)
class MonitoredRow(MeasuredRow):
    expected: str = ""
    planned_month: int | None = None
    possibility: Possibility | None = None
    causes: tuple[str, ...] = ()
    cause_note: str = ""
    note: str = ""
    before: str = ""
    """The value of the round before."""

    @property
    def has_cause(self) -> bool:
        return bool(self.causes) or bool(self.cause_note.strip())


@dataclass(frozen=True)
class MonitoredProject(MeasuredProject):
    """A project in a round that ends with `month`; the lights are computed when asked for."""

    month: int = 12
    rules: LightRules = DEFAULT_RULES
    is_key: bool = True
    rows: tuple[MonitoredRow, ...] = ()

    @cached_property
    def lights(self) -> tuple[Lit, ...]:
        return tuple(
            indicator_light(
                row.target, row.actual, month=self.month, planned_month=row.planned_month, rules=self.rules
            )
            for row in self.rows
        )

    @cached_property
    def money_light(self) -> Lit:
        return money_light(self.total.budget, self.total.executed, month=self.month, rules=self.rules)

    @property
    def is_behind(self) -> bool:
        return self.light in (Light.RED, Light.YELLOW)

    @property
    def impossible(self) -> list[MonitoredRow]:
        """The indicators that can not be reached any more: these call for 调整."""
        return [row for row in self.rows if row.possibility == Possibility.IMPOSSIBLE]

    @cached_property
    def light(self) -> Light:
        """The worst of its lights, that of the money among them."""
        return worst([self.money_light.light, *(lit.light for lit in self.lights)])
