"""What a goal table says of one project, as plain data: print, checks and versions read this one record."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from decimal import Decimal

from perfgoals.common.money import format_amount
from perfgoals.language.weights import weight_of

from .fields import FACTS

# What a project says beyond the list of 13 columns.
FORM_FACTS = tuple(name for name, field in FACTS.items() if field.for_forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTexts:
    """What a row says of itself, as typed."""

    name: str = ""
    period_target: str = ""
    annual_target: str = ""
    not_applicable: bool = False
    note: str = ""
    weight: str = ""
    direction: str = ""

    @property
    def points(self) -> Decimal | None:
        """权重 as a number; None where none is given or it is none (a check says so)."""
        return weight_of(self.weight)


ROW_TEXTS = tuple(field.name for field in fields(RowTexts))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRecord(RowTexts):
    """One 三级指标 under its 一级 and 二级 names; `key` is its primary key, or what else tells rows apart."""

    key: Hashable = None
    tier1: str
    tier2: str

    @property
    def form_words(self) -> str:
        """What the row says beyond the list of 13 columns: 权重 10；正向指标."""
        weight = f"权重 {self.weight}" if self.weight else ""
        return "；".join(text for text in (weight, self.direction) if text)

    @property
    def indicator(self) -> str:
        """三级指标: the name, by the key of its field."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecord:
    """One 二级项目 with its goal, its rows in the order of entry; there may be none.

    `key` is the primary key. `amount` is in 元; None means unknown, and `amount_note` then says why
    ("原表金额不可读").
    """

    key: Hashable
    unit_code: str
    unit_name: str
    name: str
    fund_code: str
    fund_name: str
    subject_code: str
    subject_name: str
    amount: Decimal | None
    amount_note: str = ""
    justification: str
    overall_objective: str
    annual_objective: str
    project_code: str = ""
    supervisor: str = ""
    attribute: str = ""
    project_class: str = ""
    duration: str = ""
    period_amount: Decimal | None = None
    period_fiscal_amount: Decimal | None = None
    period_other_amount: Decimal | None = None
    fiscal_amount: Decimal | None = None
    carried_over: Decimal | None = None
    other_amount: Decimal | None = None
    fiscal_year: int = 0
    rows: tuple[IndicatorRecord, ...] = ()

    @property
    def unit(self) -> str:
        """申报单位 as the published table prints it: code, hyphen, name."""
        return "-".join(part for part in (self.unit_code, self.unit_name) if part)

    @property
    def fund(self) -> str:
        """资金类型: code directly followed by name."""
        return f"{self.fund_code}{self.fund_name}"

    @property
    def subject(self) -> str:
        """用途范围(功能科目): code directly followed by name."""
        return f"{self.subject_code}{self.subject_name}"

    @property
    def amount_text(self) -> str:
        return self.amount_note if self.amount is None else format_amount(self.amount)

    @property
    def form_facts(self) -> list[tuple[str, str]]:
        """(label, text) of what the project says beyond the list of 13 columns."""
        said = [(FACTS[name].label, self.text(FACTS[name].key)) for name in FORM_FACTS]
        return [(label, text) for label, text in said if text]

    def text(self, key: str) -> str:
        """What the table shows for a field of the project."""
        value = self.amount_text if key == "amount" else getattr(self, key)
        return format_amount(value) if isinstance(value, Decimal) or value is None else value


def record_of(goal, *, project_type=GoalRecord, row_type=IndicatorRecord):
    """A stored goal as a record, of these types of the family.

    Load it `with_project()` and `with_indicators()`: then this costs no query.
    """
    project = goal.project
    fund, subject = project.fund_source, project.functional_subject
    return project_type(
        key=project.pk,
        unit_code=project.department.code,
        unit_name=project.department.name,
        name=project.name,
        fund_code=fund.code if fund else "",
        fund_name=fund.name if fund else "",
        subject_code=subject.code if subject else "",
        subject_name=subject.name if subject else "",
        amount=project.amount,
        amount_note=project.amount_note,
        justification=project.justification,
        overall_objective=goal.overall_objective,
        annual_objective=goal.annual_objective,
        **{name: getattr(project, name) for name in FORM_FACTS},
        fiscal_year=project.cycle.fiscal_year,
        rows=tuple(_row_of(indicator, row_type) for indicator in goal.indicators.all()),
    )


def _row_of(indicator, row_type):
    texts = {name: getattr(indicator, name) for name in ROW_TEXTS}
    category = indicator.category
    return row_type(key=indicator.pk, tier1=category.parent.name, tier2=category.name, **texts)
