"""The indicator part of a row, in lists and forms alike: tiers carried down, parts of a target joined."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from openpyxl.utils import get_column_letter

from perfgoals.common.twins import plain
from perfgoals.language.tiers import is_tier1, parent_of, tier_key, without_number
from perfgoals.language.weights import weight_of
from perfgoals.sheets import Cell

from .blocks import FileFinding, ImportedIndicator
from .cleaning import says_nothing, single_line, trimmed
from .fields import ROW_TEXTS
from .findings import SheetFindings
from .indicator_columns import COMPARISON, IndicatorColumns, Period
from .sameness import folded

PERIODS = tuple(period.value for period in Period)
CONTENT = frozenset({"indicator", *PERIODS})
SIGN = {period: f"{period}_sign" for period in PERIODS}
MEASURE = {period: f"{period}_measure" for period in PERIODS}
# A merged cell stands for each of its rows in these; a weight or a note counts once.
SPREAD_DOWN = CONTENT | {"tier1", "tier2", "direction", *SIGN.values(), *MEASURE.values()}
_MAY_BE_EMPTY = frozenset({"weight", "direction"})
_KIND_OF_TARGET = {"定性", "定量", "定性指标", "定量指标", "/", "-", "—", "无"}  # said by the target itself
_NO_MEASURE = {"", "/", "-", "—", "无"}
# 95 under 指标值（%）; 0.95 may be meant either way and stays as it is.
_SHARE = re.compile(r"[≥≤><=＝＞＜]{0,2}\s*(?:0|[1-9][0-9]*(?:\.[0-9]+)?)")
_PERCENT = {"百分比", "百分数", "%", "％"}
# What a form's template shows where nobody has written: 指标1：, ……, XX.
_PLACEHOLDER = re.compile(
    r"(?:指标\s*[0-9一二三四五六七八九十]*\s*[:：]?|[.…。·]{2,}|…|[xX×*＊]{2,}|[-－—–/]{1,4})\s*"
)
_DAYS = range(40_179, 51_136)  # 2010 to 2039 as spreadsheets count them
_ASKS_TIME = re.compile("时间|日期|时限|期限")
_LONGEST_TIER = 20
_NEEDED = {"tier1": "一级指标", "tier2": "二级指标", "indicator": "三级指标"}
_PARTS = frozenset({*SIGN.values(), *MEASURE.values()})
_NOTHING: frozenset[str] = frozenset()


def roles_of(columns: IndicatorColumns) -> dict[str, int]:
    """The columns of a list by what they are for: fields, each target's value, sign and unit."""
    roles = dict(columns.fields)
    if columns.shared_tier1 is not None:
        roles["tier1"] = columns.shared_tier1
    for target in columns.targets:
        roles[target.period.value] = target.value
        if target.sign is not None:
            roles[SIGN[target.period.value]] = target.sign
        if target.measure is not None:
            roles[MEASURE[target.period.value]] = target.measure
    return roles


def percents_of(columns: IndicatorColumns) -> frozenset[str]:
    """The targets, by field, whose column is titled %."""
    return frozenset(t.period.value for t in columns.targets if t.value in columns.percents)


def letters_of(roles: Mapping[str, int], shift: int = 0) -> dict[str, str]:
    """Column letters by role, in a row moved left by `shift`; the parts of a target also by their fields."""
    letters = {key: get_column_letter(max(column - shift, 1)) for key, column in roles.items()}
    for period in PERIODS:
        if SIGN[period] in letters or MEASURE[period] in letters:
            parts = {"value": period, "sign": SIGN[period], "measure": MEASURE[period]}
            letters |= {part: letters[key] for part, key in parts.items() if key in letters}
    return letters


@dataclass(slots=True)
class IndicatorRows:
    """Gathers the indicators of one project out of one list.

    A form may keep rows of its template that nobody filled in: `templates` counts them.
    """

    findings: SheetFindings
    found: list[ImportedIndicator] = field(default_factory=list)
    notes: list[FileFinding] = field(default_factory=list)
    in_form: bool = False
    templates: int = 0
    _tier1: str = ""
    _tier2: str = ""

    def add(
        self,
        row: int,
        cells: Mapping[str, Cell],
        columns: Mapping[str, str],
        percents: frozenset[str] = _NOTHING,
    ) -> frozenset[str]:
        """`cells` and `columns` by role; cells covered by a merged one count as that one. Bare numbers of the
        targets in `percents` count %.

        Returns the roles of those cells that say something and were not read.
        """
        tier1, tier2 = self._tiers(row, cells, columns)
        texts = {key: self._text(row, key, cell, columns) for key, cell in cells.items()}
        for key in percents & texts.keys():
            if _SHARE.fullmatch(texts[key]):
                texts[key] += "%"
        if not (texts.get("indicator") or any(texts.get(key) for key in CONTENT)):
            return self._left_out(row, texts, columns)
        if self.in_form and _is_template(texts):
            self.templates += 1
            return _NOTHING
        said = (tier1, tier2, texts.get("indicator"))
        if not all(said):
            for name, (key, label) in zip(said, _NEEDED.items(), strict=True):
                if not name:
                    self._refuse(row, key, columns, "", f"这一行缺少{label}", f"请填写{label}")
        self.found.append(self._indicator(row, tier1, tier2, texts, columns))
        return self._unread(row, texts, columns)

    def _left_out(self, row: int, texts: Mapping[str, str], columns: Mapping[str, str]) -> frozenset[str]:
        """A row of 一级指标 alone only names a group; anything else is worth a word."""
        left_out = [key for key, text in texts.items() if text and key != "tier1"]
        if left_out:
            key = left_out[0]
            self._warn(row, key, columns, texts[key], "没有三级指标和指标值", "这一行没有读入，请核对")
        return frozenset(left_out)

    def _unread(self, row: int, texts: Mapping[str, str], columns: Mapping[str, str]) -> frozenset[str]:
        """Parts of a target that are none."""
        if _PARTS.isdisjoint(texts):
            return _NOTHING
        unread: set[str] = set()
        for period in PERIODS:
            sign, measure = texts.get(SIGN[period], ""), texts.get(MEASURE[period], "")
            if not texts.get(period) and (COMPARISON.fullmatch(sign) or measure not in _NO_MEASURE):
                unread |= {SIGN[period], MEASURE[period]} & texts.keys()
                key = SIGN[period] if sign else MEASURE[period]
                self._warn(row, key, columns, sign or measure, "有符号或单位，没有指标值", "请补填指标值")
            elif sign and not COMPARISON.fullmatch(sign) and sign not in _KIND_OF_TARGET:
                unread.add(SIGN[period])
        return frozenset(unread)

    def _indicator(
        self, row: int, tier1: str, tier2: str, texts: Mapping[str, str], columns: Mapping[str, str]
    ) -> ImportedIndicator:
        targets, parts = {period: texts.get(period, "") for period in PERIODS}, ("", "", "")
        for period in () if _PARTS.isdisjoint(columns) else PERIODS:
            value = targets[period]
            sign, measure = texts.get(SIGN[period], ""), texts.get(MEASURE[period], "")
            targets[period] = join_target(sign, value, measure) if sign or measure else value
            if SIGN[period] in columns or MEASURE[period] in columns:
                parts = (sign, value, measure)
        for period, value in targets.items():
            if value.isdecimal() and (day := _day_of(tier2, texts.get("indicator", ""), value)):
                reason = f"像是没有设日期格式的日期：{value} 即 {day}"
                self._warn(row, period, columns, value, reason, "已按原样读入，请核对")
        return ImportedIndicator(
            row=row,
            tier1=tier1,
            tier2=tier2,
            name=texts.get("indicator", ""),
            sign=parts[0],
            value=parts[1],
            measure=parts[2],
            texts=self._others(row, texts, columns),
            columns=columns,
            **targets,
        )

    def _tiers(self, row: int, cells: Mapping[str, Cell], columns: Mapping[str, str]) -> tuple[str, str]:
        """The tiers of this row: its own, else those of the row above within the same group."""
        tier1 = _tier(cells["tier1"].text) if "tier1" in cells else ""
        tier2 = _tier(cells["tier2"].text) if "tier2" in cells else ""
        if tier1 and tier_key(tier1) != tier_key(self._tier1):
            self._tier2 = ""
        elif tier2 and not tier1 and (parent := self._other_parent(tier2)):
            self._warn(row, "tier1", columns, "", "一级指标空白", f"已按二级指标“{tier2}”补为“{parent}”")
            tier1 = parent
        self._tier1 = tier1 or self._tier1
        self._tier2 = tier2 or self._tier2
        return self._tier1, self._tier2

    def _other_parent(self, tier2: str) -> str | None:
        """The 一级指标 of a 二级指标 that cannot stand under the one above it."""
        parent = parent_of(tier2)
        if parent is None or (self._tier1 and tier_key(tier2) == "成本"):
            return None
        return parent if tier_key(parent) != tier_key(self._tier1) else None

    def _text(self, row: int, key: str, cell: Cell, columns: Mapping[str, str]) -> str:
        if key in _MAY_BE_EMPTY and says_nothing(cell.text):
            return ""
        if not cell.marks and not cell.problem and not cell.is_date and cell.text.isprintable():
            return plain(cell.text).strip()  # nearly every cell: one line with nothing odd in it
        if cell.marks and _is_whole_tier(key, cell.text):
            return single_line(cell.text)
        if notes := self.findings.of_cell(cell, key, row, columns.get(key)):
            self.notes += notes
        return trimmed(cell.text) if key in CONTENT or key == "note" else single_line(cell.text)

    def _others(self, row: int, texts: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
        weight = texts.get("weight", "")
        if weight and weight_of(weight) is None:
            self._warn(row, "weight", columns, weight, "权重不是数字", "已按原文存入，请改为数字，例如 10")
        return {key: texts[key] for key in ROW_TEXTS if texts.get(key)}

    def _warn(
        self, row: int, key: str, columns: Mapping[str, str], value: str, reason: str, action: str
    ) -> None:
        self.notes.append(self.findings.warning(reason, action, row, columns.get(key), _field(key), value))

    def _refuse(
        self, row: int, key: str, columns: Mapping[str, str], value: str, reason: str, action: str
    ) -> None:
        self.notes.append(self.findings.error(reason, action, row, columns.get(key), _field(key), value))


def _tier(text: str) -> str:
    return _known_tier(text) if len(text) <= _LONGEST_TIER else single_line(text)


@lru_cache(maxsize=1024)
def _known_tier(text: str) -> str:
    """A table names the same few tiers in each of its rows; their numbers are decoration."""
    return without_number(single_line(text))


def _field(role: str) -> str:
    return "sign" if role.endswith("_sign") else "measure" if role.endswith("_measure") else role


def _is_whole_tier(key: str, text: str) -> bool:
    """Whether a tier was printed in too small a cell and yet nothing of it is missing."""
    return (key == "tier1" and is_tier1(text)) or (key == "tier2" and parent_of(text) is not None)


def _day_of(tier2: str, name: str, value: str) -> date | None:
    """The day whose number stands where a time is asked for: 45291 is 2023-12-31."""
    if int(value) not in _DAYS or not ("时效" in tier2 or _ASKS_TIME.search(name)):
        return None
    return date(1899, 12, 30) + timedelta(int(value))


def _is_template(texts: Mapping[str, str]) -> bool:
    """Whether a row says no more than the empty template did."""
    said = [texts[key] for key in CONTENT if texts.get(key)]
    return all(_PLACEHOLDER.fullmatch(text) for text in said)


def join_target(sign: str, value: str, measure: str) -> str:
    """≥, 95, % → ≥95%. A sign that is no comparison (定性) and a measure already written are left out.

    >>> join_target("≥", "95", "%"), join_target("定性", "优良中低差", ""), join_target("=", "11个", "个")
    ('≥95%', '优良中低差', '=11个')
    """
    if not value:
        return ""
    before = sign if COMPARISON.fullmatch(sign) and not value.startswith(sign) else ""
    is_said = (
        measure in _NO_MEASURE
        or value.endswith(measure)
        or (measure in _PERCENT and value.endswith(("%", "％")))
    )
    return f"{before}{value}{'' if is_said else measure}"


def paired(whole: Sequence[ImportedIndicator], year: Sequence[ImportedIndicator]) -> list[ImportedIndicator]:
    """Two lists of one project as one: the same indicator has both values, the others keep their own.

    The order is that of the first list; what only the second one has follows what stands above it there.
    """
    result = list(whole)
    at = -1
    open_rows = {id(row) for row in whole}
    for row in year:
        match = next(
            (n for n, known in enumerate(result) if id(known) in open_rows and _same(known, row)), None
        )
        if match is None:
            at += 1
            result.insert(at, row)
            continue
        open_rows.discard(id(result[match]))
        result[match] = _with_both(result[match], row)
        at = match
    return result


def _same(one: ImportedIndicator, other: ImportedIndicator) -> bool:
    return _key(one) == _key(other)


def _key(row: ImportedIndicator) -> tuple[str, str]:
    return tier_key(row.tier2), folded(row.name)


def _with_both(one: ImportedIndicator, other: ImportedIndicator) -> ImportedIndicator:
    """`one` completed by what only `other` says; its cells are known by row and column."""
    taken = {key: getattr(other, key) for key in PERIODS if not getattr(one, key) and getattr(other, key)}
    more = {key: text for key, text in other.texts.items() if key not in one.texts}
    rows = dict(one.rows) | dict.fromkeys((*taken, *more), other.row)
    columns = dict(one.columns) | {key: other.columns[key] for key in (*taken, *more) if key in other.columns}
    return one._replace(rows=rows, columns=columns, texts=more | dict(one.texts), **taken)
