"""A project that no check objects to, to be spoilt in one place by each test; and the seed's projects."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from indicators.checks import CHECKS, CheckedIndicator, CheckedProject, CheckSettings
from indicators.checks.registry import Finding
from indicators.checks.running import run_cycle_checks, run_project_checks

SEED = Path(__file__).parents[3] / "fixtures" / "qujiang_2023.json"
REQUIRED = frozenset({"数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度"})

ROWS = (
    ("产出指标", "数量指标", "举办养老护理员培训班", "≥2次"),
    ("产出指标", "质量指标", "学员考核通过率", "≥90%"),
    ("产出指标", "时效指标", "培训完成时间", "2023年11月底前"),
    ("产出指标", "成本指标", "培训成本", "25000元/次"),
    ("效益指标", "社会效益", "新增持证护理员", "≥60人"),
    ("满意度指标", "服务对象满意度", "学员满意度", "≥95%"),
)


def row(key, tier2, name, period_target, annual_target=None, **changes):
    """One row; the annual value is the period's unless given."""
    tier1 = next((tiers[0] for tiers in ROWS if tiers[1] == tier2), "产出指标")
    annual = period_target if annual_target is None else annual_target
    return CheckedIndicator(
        key=key, tier1=tier1, tier2=tier2, name=name, period_target=period_target, annual_target=annual,
        **changes,
    )  # fmt: skip


def project(*rows, key="p", **changes):
    """The sound project with `changes`; each of `rows` takes the place of those of the same 二级."""
    replaced = {given.tier2 for given in rows}
    kept = [
        row(number, tier2, name, value)
        for number, (_, tier2, name, value) in enumerate(ROWS)
        if tier2 not in replaced
    ]
    sound = CheckedProject(
        key=key,
        unit_code="130001",
        unit_name="区民政局",
        name="养老护理员培训经费",
        fund_code="1111",
        fund_name="预算安排拨款",
        subject_code="2082199",
        subject_name="其他特困人员救助供养支出",
        amount=Decimal(50_000),
        justification="根据《养老服务条例》（民发〔2022〕5号）要求设立。",
        overall_objective="用三期培训使全区养老护理员持证上岗，提高照护水平。",
        annual_objective="举办两次养老护理员培训，新增六十名持证护理员。",
        fiscal_year=2023,
        rows=(*kept, *rows),
    )
    return replace(sound, **changes)


def found(check_id, checked, settings=None) -> list[Finding]:
    """What one check says about one project or about a list of projects, alone or merged with another."""
    settings = settings or CheckSettings(required_categories=REQUIRED)
    if CHECKS[check_id].spans_projects:
        findings = run_cycle_checks(checked, settings)
    else:
        findings = run_project_checks(checked, settings)
    return [finding for finding in findings if check_id in finding.ids]


@cache
def seed_projects() -> tuple[CheckedProject, ...]:
    """The 54 published projects, keys 1–54; rows have the keys (project, row), counted from 1 and from 0."""
    table = json.loads(SEED.read_text("utf-8"))
    return tuple(_seed_project(key, dict(data), table) for key, data in enumerate(table["projects"], start=1))


def _seed_project(key, data, table):
    rows = data.pop("indicators")
    amount = data.pop("amount")
    return CheckedProject(
        key=key,
        fiscal_year=table["fiscal_year"],
        amount=None if amount is None else Decimal(amount),
        rows=tuple(CheckedIndicator(key=(key, place), **cells) for place, cells in enumerate(rows)),
        **data,
    )
