"""A department's table of our own, as a record and as a browser posts it."""

from dataclasses import replace
from decimal import Decimal

from departments.record import DepartmentRecord, IndicatorRecord, ObjectiveRecord, TaskRecord


def record(**changes) -> DepartmentRecord:
    """Two tasks of 230 万元, two goals, three indicators: nothing is wrong with it."""
    sound = DepartmentRecord(
        unit_code="130001", unit_name="某某局", fiscal_year=2024,
        tasks=(
            TaskRecord(number=1, name="道路建设", content="新建下立交一座", amount=Decimal(2_000_000),
                       fiscal_amount=Decimal(1_800_000), other_amount=Decimal(200_000)),
            TaskRecord(number=2, name="道路养护", content="日常养护", amount=Decimal(300_000),
                       fiscal_amount=Decimal(300_000), other_amount=Decimal(0)),
        ),
        objectives=(
            ObjectiveRecord(text="改善出行条件。", share="60%", tasks=(1,)),
            ObjectiveRecord(text="道路完好。", share="40%", tasks=(1, 2)),
        ),
        indicators=(
            IndicatorRecord(tier1="产出指标", tier2="数量指标", name="建设长度", target="985米", weight="30",
                            task=1),
            IndicatorRecord(tier1="产出指标", tier2="质量指标", name="养护合格率", target="≥95%", weight="30",
                            task=2),
            IndicatorRecord(tier1="满意度指标", name="居民满意度", target="≥90%", weight="40"),
        ),
        amount=Decimal(2_300_000), fiscal_amount=Decimal(2_100_000), other_amount=Decimal(200_000),
    )  # fmt: skip
    return replace(sound, **changes)


def posted(table: DepartmentRecord, revision: int, **changes) -> dict:
    """What the browser sends for this table."""
    data = {"revision": revision, "amount": table.amount, "fiscal_amount": table.fiscal_amount}
    data["other_amount"] = table.other_amount
    lists = {
        "tasks": ("name", "content", "amount", "fiscal_amount", "other_amount"),
        "objectives": ("text", "share", "tasks"),
        "indicators": ("tier1", "tier2", "name", "target", "weight", "task"),
    }
    for prefix, names in lists.items():
        rows = getattr(table, prefix)
        data |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            for name in names:
                value = getattr(row, name)
                text = "、".join(map(str, value)) if isinstance(value, tuple) else value
                data[f"{prefix}-{place}-{name}"] = "" if text is None else str(text)
            data[f"{prefix}-{place}-pk"] = row.key or ""
    return {name: "" if value is None else value for name, value in (data | changes).items()}
