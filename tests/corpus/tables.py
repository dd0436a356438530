"""The projects the cases are made of: texts and rows as a unit would hand them in, read from `clean/`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path

FOLDER = Path(__file__).parent
TRADES = [
    "education", "health", "water", "roads", "agriculture", "policing",
    "culture", "elderly_care", "it", "environment", "party", "urban",
]  # fmt: skip

# The words of the data for the fields of a project, and the field's name in a finding.
FIELDS = {
    "名称": "name",
    "资金": "fund_source",
    "科目": "functional_subject",
    "金额": "amount",
    "依据": "justification",
    "整体": "overall_objective",
    "年度": "annual_objective",
}
TIERS = {
    "效益": {"经济", "社会", "生态", "可持续"},
    "成本": {"成本", "经济成本", "社会成本", "环境成本"},
}
# The short words of the data and the 二级指标 of each tree.
CATEGORY_WORDS = {
    "2015": {
        "数量": "数量指标",
        "质量": "质量指标",
        "时效": "时效指标",
        "成本": "成本指标",
        "经济": "经济效益",
        "社会": "社会效益",
        "生态": "生态效益",
        "可持续": "可持续影响",
        "满意": "服务对象满意度",
    },
    "2021": {
        "经济成本": "经济成本指标",
        "社会成本": "社会成本指标",
        "环境成本": "生态环境成本指标",
        "数量": "数量指标",
        "质量": "质量指标",
        "时效": "时效指标",
        "经济": "经济效益指标",
        "社会": "社会效益指标",
        "生态": "生态效益指标",
        "满意": "服务对象满意度指标",
    },
}


@dataclass(frozen=True)
class Row:
    """A 三级指标. `category` is the short word of the 二级指标."""

    category: str
    name: str
    period: str
    annual: str


@dataclass(frozen=True)
class Table:
    """A project with its goal; `texts` by the words of FIELDS, the amount in 元."""

    id: str
    trade: str
    tree: str
    texts: dict = field(hash=False)
    rows: tuple[Row, ...]

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.texts["金额"]) if self.texts["金额"] else None

    @property
    def values(self) -> Iterator[str]:
        return chain.from_iterable((row.period, row.annual) for row in self.rows)

    def with_text(self, word: str, change: str) -> "Table":
        """`old → new` in a field; without `old` the whole text."""
        old, new = (part.strip() for part in change.split("→"))
        text = self.texts[word]
        if old and text.count(old) != 1:
            raise ValueError(f"{self.id}：“{old}”在{word}中须恰好出现一次")
        return replace(self, texts=self.texts | {word: text.replace(old, new) if old else new})

    def with_row(self, name: str, column: str, value: str) -> "Table":
        """The row of this name with another value in a column."""
        rows = [_changed(row, column, value) if row.name == name else row for row in self.rows]
        if tuple(rows) == self.rows:
            raise ValueError(f"{self.id}：“{name}”没有改变")
        return replace(self, rows=tuple(rows))

    def without(self, word: str) -> "Table":
        """Without the rows of a 二级, of a tier, or the row of this name."""
        gone = TIERS.get(word, set()) | {word}
        rows = tuple(row for row in self.rows if not gone & {row.category, row.name})
        if rows == self.rows:
            raise ValueError(f"{self.id}：没有“{word}”")
        return replace(self, rows=rows)


def _changed(row: Row, column: str, value: str) -> Row:
    first, _, second = (part.strip() for part in value.partition("//"))
    match column:
        case "值":
            return replace(row, period=first, annual=second or first)
        case "周期值":
            return replace(row, period=first)
        case "年度值":
            return replace(row, annual=first)
        case "二级指标":
            return replace(row, category=first)
        case "三级指标":
            both = {"period": second, "annual": second} if second else {}
            return replace(row, name=first, **both)
    raise ValueError(f"没有“{column}”这一栏")


@cache
def clean_tables(*, companions: bool = False) -> dict[str, Table]:
    """The clean projects by id; with the second projects that only pairs use."""
    names = [*TRADES, "companions"] if companions else TRADES
    return {table.id: table for name in names for table in _read_tables(FOLDER / "clean" / f"{name}.toml")}


def _read_tables(path: Path) -> Iterator[Table]:
    data = tomllib.loads(path.read_text("utf-8"))
    for entry in data["project"]:
        yield Table(
            id=entry["id"],
            trade=data["trade"],
            tree=entry.get("tree", "2015"),
            texts={
                "名称": entry["name"],
                "资金": entry.get("fund", "1111"),
                "科目": entry["subject"],
                "金额": entry["amount"],
                "依据": entry["basis"],
                "整体": entry["overall"],
                "年度": entry["annual"],
            },
            rows=tuple(_row(line) for line in entry["rows"]),
        )


def _row(line: str) -> Row:
    category, name, period, *annual = (part.strip() for part in line.split(" | "))
    return Row(category, name, period, *(annual or [period]))
