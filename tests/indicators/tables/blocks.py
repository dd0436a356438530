"""Synthetic blocks for the table tests."""

from datetime import date
from decimal import Decimal

from indicators.record import GoalRecord, IndicatorRecord
from indicators.tables.columns import GoalTable

TREE = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)


def printed_row(tier1, tier2, name="名称", period_target="1", annual_target="1"):
    """A row with what the table prints of it."""
    return IndicatorRecord(
        tier1=tier1, tier2=tier2, name=name, period_target=period_target, annual_target=annual_target
    )


def indicator_rows(count=7, **texts):
    given = {"name": "下乡慰问困难党员人次", "period_target": "≥100人次", "annual_target": "≥100人次"} | texts
    places = sorted(index % len(TREE) for index in range(count))
    return tuple(printed_row(*TREE[place], **given) for place in places)


def project(key="1", *, rows=None, **changes):
    given = {
        "unit_code": "130001",
        "unit_name": "中共韶关市曲江区委组织部",
        "name": "“大组工网”网络维护费",
        "fund_code": "1111",
        "fund_name": "预算安排拨款",
        "amount": Decimal("50000.00"),
        "amount_note": "",
        "subject_code": "2013299",
        "subject_name": "其他组织事务支出",
        "justification": "该网络为全省统一建设，所需经费由各县（市、区）自行承担。",
        "overall_objective": "“大组工网”整网是保障机关网络信息安全、提升组织工作信息化水平的一项重要工作。",
        "annual_objective": "按照省、市要求做好“大组工网”日常维护，保障网络正常运行。",
    } | changes
    return GoalRecord(key=key, rows=indicator_rows() if rows is None else rows, **given)


def table(*blocks, **changes):
    given = {
        "title": "韶关市曲江区2023年区级项目绩效目标表",
        "printed_on": date(2023, 3, 1),
        "scope_label": "130001-中共韶关市曲江区委组织部",
    } | changes
    return GoalTable(blocks=tuple(blocks), **given)
