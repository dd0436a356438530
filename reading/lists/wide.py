"""Lists with one project a row: 二级指标 are columns, and a cell names the indicator with its value.

Names and values may stand in two columns each, 三级指标 beside 指标值 under 数量指标, or together:
养护里程≥620公里 under 数量指标 is the indicator 养护里程 with the value ≥620公里; a cell that only holds a
value (≥90% under 服务对象满意度) takes the name of its column. Both are said: the table does not say it.
"""

import re
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from perfgoals.language.tiers import is_tier1, is_tier2, parent_of
from perfgoals.sheets import MergedAreas, Row

from ..blocks import FileFinding, ImportedBlock, ImportedIndicator
from ..cleaning import trimmed
from ..fields import FIELD, PROJECT_KEYS, Whose, field_of_title, is_group_title
from ..findings import SheetFindings
from ..headers import Header
from ..indicator_columns import Period, period_of
from ..indicator_rows import IndicatorRows
from ..ledger import Fate, Ledger
from ..money_units import MoneyUnit, unit_of_note
from ..raw_blocks import RawBlock, Value
from ..side_rows import is_aside, is_column_numbers, is_heading, is_total
from ..titles import is_title
from .totals import StatedTotals

_SIGN = r"(?:[≥≤><=＝＞＜≧≦]{1,2}|不少于|不低于|不高于|不超过|不大于|不小于|达到)"
_VALUE = rf"{_SIGN}?\s*[0-9][0-9,.]*\s*(?:[%％]|[^0-9，。；;:：]{{0,10}})"
_NAMED = re.compile(
    rf"(?P<name>[^0-9≥≤><=＝＞＜≧≦]*[^0-9≥≤><=＝＞＜≧≦\s:：不达])\s*[:：]?\s*(?P<value>{_VALUE})"
)
_WITH_COLON = re.compile(r"(?P<name>[^:：\n]{2,40})[:：]\s*(?P<value>\S[^\n]*)")
_ONLY_VALUE = re.compile(rf"{_VALUE}|[0-9]{{4}}年[^，。；;:：]{{0,20}}")
_ENTRY_NUMBER = re.compile(r"\s*(?:[（(]?[0-9]{1,2}[)）、]|[0-9]{1,2}[.．](?![0-9])|[\u2460-\u2473])\s*")
_BETWEEN = re.compile(r"[；;]|\n")
_FEWEST_TIERS = 2


class TierColumn(NamedTuple):
    """`value` is the column of the values where they stand apart from the names."""

    column: int
    tier1: str
    tier2: str
    value: int | None
    period: Period


def tier_columns(header: Header) -> list[TierColumn]:
    """The columns that are 二级指标: below 产出指标, or known by their own name."""
    found = []
    titles = sorted(header.titles.items())
    for place, (column, path) in enumerate(titles):
        own = [title for title in path if field_of_title(title) is None and not is_group_title(title)]
        tiers = [title for title in own if is_tier1(title) or is_tier2(title)]
        is_other = header.assigned.get(column, "indicator") != "indicator"
        if is_other or not tiers or path == (titles[place - 1][1] if place else ()):
            continue
        tier2 = tiers[-1] if is_tier2(tiers[-1]) else next((t for t in path if is_tier2(t)), tiers[-1])
        tier1 = tiers[0] if len(tiers) > 1 else parent_of(tier2) or tiers[0]
        after = titles[place + 1] if place + 1 < len(titles) else (0, ())
        is_value = header.assigned.get(after[0]) in ("value", *Period)
        period = period_of("".join(path)) or Period.YEAR
        found.append(TierColumn(column, tier1, tier2, after[0] if is_value else None, period))
    return found


def is_wide(header: Header) -> bool:
    names, tiers = header.fields.keys(), tier_columns(header)
    named = {column for column, key in header.assigned.items() if key == "indicator"}
    return (
        "name" in names
        and "tier2" not in names
        and named <= {tier.column for tier in tiers}
        and len(tiers) >= _FEWEST_TIERS
    )


def split_entries(text: str) -> list[tuple[str, str]]:
    """(name, value) of each indicator in a cell; "" where a part is missing.

    >>> split_entries("1.养护里程≥620公里；2.优良路率不低于85%"), split_entries("≥90%")
    ([('养护里程', '≥620公里'), ('优良路率', '不低于85%')], [('', '≥90%')])
    """
    parts = (_ENTRY_NUMBER.sub("", part, count=1).strip() for part in _BETWEEN.split(text))
    return [_split(part.rstrip("。，,")) for part in parts if part.strip("。，, ")]


def _says_its_value(row: Row, tier: TierColumn) -> bool:
    """Whether the column of the names holds only a value: what stands beside it is another one."""
    return _ONLY_VALUE.fullmatch(row.text(tier.column).strip()) is not None


def _split(text: str) -> tuple[str, str]:
    if match := _WITH_COLON.fullmatch(text) or _NAMED.fullmatch(text):
        return match["name"].strip(), match["value"].strip()
    return ("", text) if _ONLY_VALUE.fullmatch(text) else (text, "")


class WideReader:
    """Reads the rows under one header into `ledger`, as ListReader does."""

    def __init__(
        self, sheet: str, header: Header, merges: MergedAreas, ledger: Ledger, *, default_unit: str = ""
    ) -> None:
        self.notes: list[FileFinding] = []
        self.unit_below = MoneyUnit("")
        self.amount_unit = "元"
        self.titles = {column: "·".join(path) for column, path in header.titles.items()}
        self._findings = SheetFindings(sheet)
        self._header = header
        self._ledger = ledger
        self._default_unit = default_unit
        self._totals = StatedTotals(sheet, header.fields)
        self._project_columns = {key: n for key, n in header.fields.items() if key in PROJECT_KEYS}
        self._tiers = tier_columns(header)
        self._read = set(self._project_columns.values())
        self._read |= {n for tier in self._tiers for n in (tier.column, tier.value) if n}
        self._marks = {n for n, key in header.assigned.items() if FIELD[key].whose is Whose.NOBODY}
        self._raw: list[tuple[RawBlock, list[ImportedIndicator]]] = []

    def read(self, rows: Iterable[Row]) -> None:
        """All rows of the sheet; those to the end of the header are headings."""
        for row in rows:
            if row.number < self._header.first_row:
                self._take_heading(row)
            elif row.number <= self._header.last_row or self._header.repeated_by(row):
                self._ledger.take(Fate.HEADING, row)
            elif self._is_aside(row):
                self._ledger.take(Fate.MARK, row)
                self._totals.take(row, len(self._raw))
            else:
                self._take(row)

    def blocks(self, amount_unit: MoneyUnit) -> list[ImportedBlock]:
        for block, found in self._raw:
            block.indicators.found = found
        blocks = [block.finish(amount_unit) for block, _ in self._raw]
        self.notes += self._totals.compared(blocks, amount_unit)
        return blocks

    def _take_heading(self, row: Row) -> None:
        for column, cell in row.cells.items():
            if is_title(cell.text) or is_heading(cell.text):
                self._ledger.counts[Fate.HEADING] += 1
            else:
                self._ledger.leave_cell(row.number, column, cell, key="表头上方", title="表头上方")

    def _is_aside(self, row: Row) -> bool:
        column, first = next(iter(row.cells.items()))
        if is_total(first.text) or is_total(row.text(self._project_columns["name"])):
            return True
        if len(row.cells) == 1 and (unit := unit_of_note(first.text)):
            place = f"{get_column_letter(column)}{row.number}"
            self.unit_below = MoneyUnit(unit, f"{place}“{' '.join(first.text.split())[:30]}”")
            return True
        return is_column_numbers(c.text for c in row.cells.values()) or is_aside(
            first.text, alone=len(row.cells) == 1
        )

    def _take(self, row: Row) -> None:
        name = self._project_columns["name"]
        if not row.text(name).strip():
            self._ledger.leave_row(row, "不属于任何项目的行")
            column, cell = next(iter(row.cells.items()))
            place = (row.number, get_column_letter(column), "", cell.text)
            reason = "这一行没有项目名称，没有读入"
            self.notes.append(self._findings.warning(reason, "请核对这一行", *place))
            return
        values = {
            key: Value(row.cells[n], row.number, n)
            for key, n in self._project_columns.items()
            if n in row.cells and not row.cells[n].text.isspace()
        }
        letters = {key: get_column_letter(n) for key, n in self._header.fields.items()}
        block = RawBlock(self._findings, row.number, IndicatorRows(self._findings), None)
        block.default_unit, block.columns, block.values = self._default_unit, letters, values
        block.last_row = row.number
        block.units = self._header.units_of_sums
        found = [indicator for tier in self._tiers for indicator in self._indicators(row, tier, block)]
        self._raw.append((block, found))
        doubled = {tier.value for tier in self._tiers if tier.value and _says_its_value(row, tier)}
        self._account(row, block, self._read - doubled)

    def _account(self, row: Row, block: RawBlock, read: Set[int]) -> None:
        for column in row.cells:
            if column in read:
                self._ledger.counts[Fate.READ] += 1
                block.read += 1
            elif column in self._marks:
                self._ledger.counts[Fate.MARK] += 1
            else:
                title = self.titles.get(column, "")
                self._ledger.leave(row, [column], {column: title})
                if column not in self._header.ignored:
                    block.leave(row, column, title)
                    if self._header.assigned.get(column) in ("value", *Period):
                        block.asked.append(get_column_letter(column))

    def _indicators(self, row: Row, tier: TierColumn, block: RawBlock) -> Iterable[ImportedIndicator]:
        text = row.text(tier.column)
        if tier.value is not None and not _says_its_value(row, tier):
            if text.strip() or row.text(tier.value).strip():
                yield self._indicator(row, tier, trimmed(text) or tier.tier2, trimmed(row.text(tier.value)))
            return
        for name, value in split_entries(text):
            yield self._indicator(row, tier, name or tier.tier2, value)
            self._say_split(row, tier, block, name, value)

    def _indicator(self, row: Row, tier: TierColumn, name: str, value: str) -> ImportedIndicator:
        columns: Mapping[str, str] = {
            "tier1": get_column_letter(tier.column),
            "tier2": get_column_letter(tier.column),
            "indicator": get_column_letter(tier.column),
            tier.period.value: get_column_letter(tier.value or tier.column),
        }
        return ImportedIndicator(
            row=row.number, tier1=tier.tier1, tier2=tier.tier2, name=name, columns=columns,
            **{tier.period.value: value},
        )  # fmt: skip

    def _say_split(self, row: Row, tier: TierColumn, block: RawBlock, name: str, value: str) -> None:
        """What the table does not say itself: where the name ends, or what it is."""
        place = (row.number, get_column_letter(tier.column), "indicator", row.text(tier.column))
        if name and value:
            reason, action = (
                f"读作三级指标“{name}”，指标值“{value}”",
                "名称和值写在一格里，请核对分得是否正确",
            )
        elif value:
            reason = f"只有指标值“{value}”，没有三级指标名称"
            action = f"名称暂用“{tier.tier2}”，请在导入后改成具体的指标"
        else:
            reason, action = "看不出哪一部分是指标值", "全文读作三级指标，请在导入后补填指标值"
        block.notes.append(self._findings.warning(reason, action, *place))
