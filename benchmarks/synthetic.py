"""Tables for benchmarks and tests: the published table of 2023, and any number of projects made from it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path

from indicators.record import GoalRecord, IndicatorRecord
from indicators.tables.columns import GoalTable
from printing.content import ALL_UNITS

SEED = Path(__file__).resolve().parent.parent / "fixtures" / "qujiang_2023.json"
PRINTED_ON = date(2023, 3, 1)
PROJECTS_A_UNIT = 50


def seed_table(path: Path = SEED, paper: str = "A4") -> GoalTable:
    """The published table as the fixture holds it."""
    given = json.loads(path.read_text(encoding="utf-8"))
    blocks = tuple(_block(str(number), project) for number, project in enumerate(given["projects"], 1))
    return GoalTable(given["title"], blocks, PRINTED_ON, blocks[0].unit, paper)


def synthetic_table(count: int, paper: str = "A4") -> GoalTable:
    """`count` projects in units of 50: the seed's texts, told apart by number and amount."""
    blocks = tuple(islice(_projects(seed_table().blocks), count))
    return GoalTable("韶关市曲江区2023年区级项目绩效目标表", blocks, PRINTED_ON, ALL_UNITS, paper)


def _projects(seed: tuple[GoalRecord, ...]) -> Iterator[GoalRecord]:
    for number, block in enumerate(cycle(seed)):
        unit = number // PROJECTS_A_UNIT
        yield replace(
            block,
            key=str(number + 1),
            unit_code=f"{130001 + unit}",
            unit_name=block.unit_name if not unit else f"{block.unit_name}第{unit + 1}分部",
            name=f"{block.name}{number + 1}",
            amount=Decimal(1000 + number * 137) + Decimal(number % 100) / 100,
        )


def _block(key: str, project: dict) -> GoalRecord:
    given = {name: value for name, value in project.items() if name not in ("indicators", "amount")}
    amount = project["amount"]
    rows = tuple(IndicatorRecord(**indicator) for indicator in project["indicators"])
    return GoalRecord(key=key, amount=None if amount in (None, "") else Decimal(amount), rows=rows, **given)
