"""What a goal table says of one project, free of database and paper."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One 三级指标 with its two values as typed, under its 一级 and 二级 names."""

    tier1: str
    tier2: str
    name: str
    period_target: str
    annual_target: str


@dataclass(frozen=True, slots=True)
class ProjectBlock:
    """One 二级项目 and its indicator rows in the order of entry; rows may be empty.

    `key` identifies the project for links and caches (the primary key as text). `amount` is in 元; None means
    unknown, and `amount_note` then says why ("原表金额不可读").
    """

    key: str
    unit_code: str
    unit_name: str
    name: str
    fund_code: str
    fund_name: str
    amount: Decimal | None
    amount_note: str
    subject_code: str
    subject_name: str
    justification: str
    overall_objective: str
    annual_objective: str
    rows: tuple[IndicatorRow, ...] = ()

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
