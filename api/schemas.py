"""The shapes of the answers; amounts are texts in 元, so that no program rounds them."""

from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema


class CycleOut(Schema):
    """申报批次."""

    code: str = Field(description="批次编码")
    fiscal_year: int = Field(description="预算年度")
    title: str = Field(description="表名")
    state: str = Field(description="准备中、开放申报或已结束", alias="get_state_display")
    closes_on: date | None = Field(description="申报截止")


class GoalLine(Schema):
    """One project of the list."""

    key: int = Field(description="绩效目标表的编号")
    unit_code: str = Field(description="单位编码")
    unit_name: str = Field(description="单位名称")
    name: str = Field(description="二级项目名称")
    amount: Decimal | None = Field(description="当年项目金额，元；空表示缺失")
    status: str = Field(description="状态")
    version_number: int = Field(description="第几版")
    updated_at: datetime = Field(description="更新时间")


class GoalPage(Schema):
    """A page of the list; `count` is of all pages."""

    count: int = Field(description="项目总数")
    page: int
    pages: int
    items: list[GoalLine]


class RowOut(Schema):
    """三级指标."""

    tier1: str = Field(description="一级指标")
    tier2: str = Field(description="二级指标")
    name: str = Field(description="三级指标")
    period_target: str = Field(description="实施周期值")
    annual_target: str = Field(description="年度指标值")
    not_applicable: bool = Field(description="不适用")
    note: str = Field(description="备注")


class GoalOut(GoalLine):
    """One whole table."""

    cycle: str = Field(description="批次编码")
    fund_code: str = Field(description="资金类型编码")
    fund_name: str = Field(description="资金类型")
    subject_code: str = Field(description="功能科目编码")
    subject_name: str = Field(description="功能科目")
    amount_note: str = Field(description="金额说明")
    justification: str = Field(description="设立依据及申报理由")
    overall_objective: str = Field(description="整体绩效")
    annual_objective: str = Field(description="年度绩效")
    indicators: list[RowOut] = Field(description="绩效指标，按填报顺序")


class VersionLine(Schema):
    """版本: what was frozen at a step."""

    key: int = Field(description="版本的编号")
    serial: int = Field(description="第几次存档")
    version_number: int = Field(description="第几版")
    action: str = Field(description="因何存档")
    sha256: str = Field(description="内容的校验值")
    frozen_at: datetime = Field(description="时间")


class VersionOut(VersionLine):
    """A version with its content, exactly as it was frozen."""

    goal: int = Field(description="绩效目标表的编号")
    content: dict = Field(description="存档的内容")


class FindingOut(Schema):
    """One thing that the checks say of a table as it stands now."""

    check: str = Field(description="检查的代号")
    title: str = Field(description="检查")
    level: str = Field(description="强制或提示")
    outcome: str = Field(description="finding 或 无法判断")
    field: str = Field(description="字段")
    spot: str = Field(description="指标行")
    message: str = Field(description="问题")
    proposal: str = Field(description="建议")


class Refusal(Schema):
    """Why nothing is answered."""

    detail: str
