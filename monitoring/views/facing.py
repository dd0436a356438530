"""What the common pages show of 监控表 and 自评表 alike: findings with their cells, money, dates of a row."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from filings.faces import Found
from filings.sections import Section, SectionCell
from indicators.enums import CheckOutcome
from perfgoals.common.money import format_amount
from perfgoals.common.text import quoted

from ..checks import TableFinding
from ..enums import MoneySource
from ..subject import MONEY_LABELS

# Fields of the checks → places of the table, where they are not called the same.
PLACES = {
    "executed": "money", "expected": "money", "budget": "money", "stated_rate": "money",
    "stated_execution": "money", "name": "indicator", "target": "indicator", "weight": "score",
    "result": "objective_result", "cause_note": "causes",
}  # fmt: skip


def found_of(findings: Iterable[TableFinding], rows, *, places, url: str) -> list[Found]:
    """Findings as the pages show them; `rows` are the stored rows, `places` the enum of the kind."""
    keys = {row.pk: (row.approved_key or -row.position, row.name) for row in rows}
    return [_found(finding, keys, places, url) for finding in findings]


def _found(finding: TableFinding, keys: Mapping, places, url: str) -> Found:
    hit = finding.hit
    key, name = keys.get(hit.indicator, (None, ""))
    place = hit.field if key is not None and hit.field in places.values else PLACES.get(hit.field, hit.field)
    if place not in places.values or (key is None) == (places(place) in places.of_row()):
        place = ""
    label = places(place).label if place else "整张表"
    undecided = hit.outcome == CheckOutcome.UNDECIDED
    return Found(
        message=hit.message,
        level="无法判断" if undecided else finding.level.label,
        blocks=finding.blocks,
        where=f"{quoted(name)}的{label}" if key is not None and place else name or label,
        proposal=hit.proposal or "",
        place=place,
        row_key=key if place else None,
        url=url,
    )


def money_section(money: Mapping[str, Mapping[str, str | None]], place: str) -> Section:
    """项目资金 of a frozen table; a remark is pinned to the sum row's name."""
    columns = [name for name in MONEY_LABELS if any(name in amounts for amounts in money.values())]
    lines = [
        (
            SectionCell(MoneySource(source).label, place if number == 0 else ""),
            *(SectionCell(amount_text(amounts.get(name)), is_number=True) for name in columns),
        )
        for number, (source, amounts) in enumerate(money.items())
    ]
    if not lines:
        lines, columns = [(SectionCell("没有填写", place),)], []
    return Section("项目资金（元）", ("资金来源", *(MONEY_LABELS[name] for name in columns)), lines)


def amount_text(amount: str | None) -> str:
    """A frozen amount as people read it; "" for one that is not filled in."""
    return "" if amount is None else format_amount(Decimal(amount))
