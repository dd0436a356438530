"""The official forms of one project, one layout function a style (see indicators.printed_form).

A style that is known from the rules alone, never seen filled in, says 参考样式 in its title.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from printing.grids.draft import FormDraft
from printing.grids.grid import Form, Sort, wan

from ..printed_form import DRAWN_FROM_RULES, FormStyle, PrintedForm
from ..record import GoalRecord, IndicatorRecord
from .targets import target_parts

LABEL, TEXT, CENTER, NUMBER, PLAIN = Sort.LABEL, Sort.TEXT, Sort.CENTER, Sort.NUMBER, Sort.PLAIN
TITLES = {
    FormStyle.DECLARATION: "项目支出绩效目标申报表",
    FormStyle.TARGET: "项目支出绩效目标表",
    FormStyle.SHANGHAI: "财政项目支出绩效目标申报表",
}
SIDE_LABEL = "绩\n效\n指\n标"
EXECUTION_POINTS = Decimal(10)
_SIGN, _VALUE = 0.26, 0.46  # of the room of a value, for its sign and number where it is split
_TERM = re.compile(r"(.*?[0-9年月日])\s*(?:—|－|-|–|~|～|至|到)+\s*((?:19|20)[0-9]{2}.*)")


@dataclass(frozen=True, slots=True)
class FormData:
    """One project as its form shows it; `mark` is at the foot of each page, `weight_total` is 90 or 100."""

    record: GoalRecord
    printed: PrintedForm
    year: int
    supervisor: str = ""
    mark: str = ""
    weight_total: int = 90


def single_form(data: FormData) -> Form:
    """The form of one project in the style of its cycle."""
    draft = FormDraft()
    fill = {
        FormStyle.DECLARATION: _declaration,
        FormStyle.TARGET: _target,
        FormStyle.SHANGHAI: _shanghai,
    }[data.printed.style]
    head = fill(draft, data)
    last = draft.row + 1
    if data.printed.switches.foot:
        _foot(draft)
    known = "" if data.printed.style is FormStyle.SHANGHAI else DRAWN_FROM_RULES
    return draft.form(
        data.record.name,
        f"{TITLES[data.printed.style]}{known}\n（{data.year}年度）",
        section=data.record.unit,
        mark=data.mark,
        repeats=head,
        list_end=last,
        together=draft.row + 2 - last,
        landscape=data.printed.switches.split_value and data.printed.switches.side_by_side,
    )


def term_edges(duration: str) -> tuple[str, str]:
    """The beginning and the end of a term: 2026/1/1—2027/12/31; one date or year alone is the beginning."""
    match = _TERM.fullmatch(duration.strip())
    return (match[1].strip(), match[2].strip()) if match else (duration.strip(), "")


# --- the three styles ---------------------------------------------------------------------------------------


def _declaration(draft: FormDraft, data: FormData) -> tuple[int, int]:
    """项目支出绩效目标申报表 of 财预〔2015〕88号 [参考样式]."""
    record = data.record
    _names(draft, data, 18, 52, 66)
    draft.line((0, 18, "项目属性", LABEL), (18, 52, record.attribute, TEXT), (52, 66, "项目期", LABEL),
               (66, 100, record.duration, TEXT))  # fmt: skip
    money = _Money(draft, data, (0, 18), ((18, 36), (36, 56), (56, 78), (78, 100)))
    money.line("中期资金总额：", "period_amount", "年度资金总额：", "amount")
    money.line("其中：财政拨款", "period_fiscal_amount", "其中：财政拨款", "fiscal_amount")
    money.line("其他资金", "period_other_amount", "其他资金", "other_amount")
    money.close()
    start, end = term_edges(record.duration)
    period = f"中期目标（{start}—{end}）" if end else "中期目标"
    draft.line((6, 53, period, LABEL), (53, 100, "年度目标", LABEL))
    draft.put(0, 6, "总体目标", LABEL, rows=2)
    draft.line((6, 53, record.overall_objective, TEXT), (53, 100, record.annual_objective, TEXT))
    if data.printed.switches.side_by_side:
        return _two_lists(draft, data)
    return _list(draft, data, (6, 20, 36, 64, 100), ("实施周期值", "年度值"))


def _target(draft: FormDraft, data: FormData) -> tuple[int, int]:
    """项目支出绩效目标表 of 财预〔2021〕101号 [参考样式]."""
    record = data.record
    _names(draft, data, 18, 52, 66)
    money = _Money(draft, data, (0, 18), ((18, 38), (38, 100)))
    shares = data.printed.switches.weight and data.weight_total < 100
    if shares:
        money.edges = ((18, 38), (38, 62))
    money.line("年度资金总额：", "amount")
    if shares:
        draft.put(62, 84, f"执行率分值（{EXECUTION_POINTS}）", LABEL)
        draft.put(84, 100, str(EXECUTION_POINTS), CENTER)
    money.edges = ((18, 38), (38, 100))
    money.line("其中：财政拨款", "fiscal_amount")
    money.line("上年结转", "carried_over")
    money.line("其他资金", "other_amount")
    money.close()
    draft.line((0, 18, "年度总体目标", LABEL), (18, 100, record.annual_objective, TEXT))
    both = ("实施周期值", "年度值") if data.printed.switches.side_by_side else ("指标值",)
    head = _list(draft, data, (6, 18, 33, 66 if len(both) == 1 else 56, 100), both)
    if data.printed.switches.weight:
        points = [row.points for row in record.rows if row.points is not None]
        total = sum(points, Decimal(0))
        draft.line((0, 88, "合计", LABEL), (88, 100, f"{total.normalize():f}" if points else "", CENTER))
    return head


def _shanghai(draft: FormDraft, data: FormData) -> tuple[int, int]:
    """财政项目支出绩效目标申报表 as published in 上海 for 2026."""
    record = data.record
    start, end = term_edges(record.duration)
    draft.line(
        (0, 20, "项目名称", LABEL), (20, 44, record.name, TEXT), (44, 56, "项目性质", LABEL),
        (56, 68, record.attribute, TEXT), (68, 80, "项目类别", LABEL), (80, 100, record.project_class, TEXT),
    )  # fmt: skip
    draft.line((0, 20, "主管部门", LABEL), (20, 44, data.supervisor, TEXT), (44, 56, "实施单位", LABEL),
               (56, 100, record.unit, TEXT))  # fmt: skip
    draft.line((0, 20, "计划开始日期", LABEL), (20, 44, start, CENTER), (44, 56, "计划完成日期", LABEL),
               (56, 100, end, CENTER))  # fmt: skip
    money = _Money(draft, data, (0, 10), ((10, 32), (32, 50), (50, 74), (74, 100)))
    money.line("项目资金总额", "period_amount", "年度资金申请总额", "amount")
    money.line("其中：财政资金", "period_fiscal_amount", "其中：当年财政拨款", "fiscal_amount")
    money.line("", "", "上年结转资金", "carried_over")
    money.line("其他资金", "period_other_amount", "其他资金", "other_amount")
    money.close()
    objectives = draft.line((10, 50, "项目总目标", LABEL), (50, 100, "年度总体目标", LABEL))
    draft.line((10, 50, record.overall_objective, TEXT), (50, 100, record.annual_objective, TEXT))
    both = ("项目指标值", "年度指标值") if data.printed.switches.side_by_side else ("年度(/项目)指标值",)
    head = _list(draft, data, (10, 24, 40, 72 if len(both) == 1 else 60, 100), both, label="")
    draft.put(0, 10, "项目\n绩效\n目标", LABEL, row=objectives, rows=draft.row + 1 - objectives)
    return head


# --- what the styles share ----------------------------------------------------------------------------------


def _names(draft: FormDraft, data: FormData, label: float, middle: float, right: float) -> None:
    record = data.record
    if record.project_code:
        draft.line((0, label, "项目名称", LABEL), (label, middle, record.name, TEXT),
                   (middle, right, "项目编码", LABEL), (right, 100, record.project_code, TEXT))  # fmt: skip
    else:
        draft.line((0, label, "项目名称", LABEL), (label, 100, record.name, TEXT))
    draft.line((0, label, "主管部门及代码", LABEL), (label, middle, data.supervisor, TEXT),
               (middle, right, "实施单位", LABEL), (right, 100, record.unit, TEXT))  # fmt: skip


class _Money:
    """The block of sums: its label at the side, then rows of a label and a sum, once or twice."""

    def __init__(self, draft: FormDraft, data: FormData, side: tuple[float, float], edges: Sequence) -> None:
        self.draft, self.data, self.side, self.edges = draft, data, side, edges
        self.first = draft.row + 1

    def line(self, *pairs: str) -> None:
        """(label, field) for each pair of edges; a field without a name is empty."""
        self.draft.row += 1
        labels, keys = pairs[::2], pairs[1::2]
        places = zip(self.edges[::2], self.edges[1::2], labels, keys, strict=True)
        for (start, middle), (_, end), label, key in places:
            self.draft.put(start, middle, label, LABEL)
            self.draft.put(middle, end, *self._shown(key))

    def _shown(self, key: str) -> tuple[str | Decimal, Sort]:
        record = self.data.record
        value = getattr(record, key) if key else ""
        if isinstance(value, Decimal):
            return (wan(value) if self.data.printed.switches.in_wan else value), NUMBER
        return (record.amount_note if key == "amount" else ""), CENTER

    def close(self) -> None:
        unit = "万元" if self.data.printed.switches.in_wan else "元"
        start, end = self.side
        rows = self.draft.row + 1 - self.first
        self.draft.put(start, end, f"项目资金\n（{unit}）", LABEL, row=self.first, rows=rows)


def _list(
    draft: FormDraft,
    data: FormData,
    edges: Sequence[float],
    values: Sequence[str],
    *,
    label: str = SIDE_LABEL,
) -> tuple[int, int]:
    """One list of indicators: tiers, name, one or two values, the weight. Returns the rows of its head."""
    tier1, tier2, name, value, end = edges
    switches = data.printed.switches
    until = end - 12 if switches.weight else end
    rooms = _rooms(value, until, len(values))
    head = draft.line((tier1, tier2, "一级指标", LABEL), (tier2, name, "二级指标", LABEL),
                      (name, value, "三级指标", LABEL))  # fmt: skip
    for room, title in zip(rooms, values, strict=True):
        _value_heads(draft, room, title, switches.split_value)
    if switches.weight:
        draft.put(until, end, f"分值权重\n（{data.weight_total}）", LABEL)
    keys = ("period_target", "annual_target")[-len(values) :]
    for row in data.record.rows:
        draft.row += 1
        draft.put(name, value, row.name, TEXT)
        for room, key in zip(rooms, keys, strict=True):
            _value(draft, room, _target_of(row, key, alone=len(keys) == 1), switches.split_value)
        if switches.weight:
            draft.put(until, end, row.weight, CENTER)
    _tiers(draft, data.record.rows, head + 1, ((tier1, tier2), (tier2, name)))
    if label:
        draft.put(0, tier1, label, LABEL, row=head, rows=draft.row + 1 - head)
    return head, head


def _two_lists(draft: FormDraft, data: FormData) -> tuple[int, int]:
    """The list of the whole term left of that of the year; a row stands on the side where it has a value."""
    switches, until = data.printed.switches, 92 if data.printed.switches.weight else 100
    sides = (((15, 25, 41, 53), "period_target"), ((53, 63, 80, until), "annual_target"))
    head = draft.line((6, 15, "一级指标", LABEL))
    for (tier2, name, value, end), _ in sides:
        draft.put(tier2, name, "二级指标", LABEL)
        draft.put(name, value, "三级指标", LABEL)
        _value_heads(draft, (value, end), "指标值", switches.split_value)
    if switches.weight:
        draft.put(until, 100, "权重", LABEL)
    rows = data.record.rows
    there = {key: [_stands_in(row, key) for row in rows] for _, key in sides}
    for place, row in enumerate(rows):
        draft.row += 1
        for (_, name, value, end), key in sides:
            draft.put(name, value, row.name if there[key][place] else "", TEXT)
            _value(draft, (value, end), getattr(row, key), switches.split_value)
        if switches.weight:
            draft.put(until, 100, row.weight, CENTER)
    _tiers(draft, rows, head + 1, ((6, 15), None))
    for (tier2, name, *_), key in sides:
        texts = [row.tier2 if is_there else "" for row, is_there in zip(rows, there[key], strict=True)]
        keyed = list(zip((row.tier1 for row in rows), texts, strict=True))
        for start, count, text in _runs(keyed):
            draft.put(tier2, name, text[1], CENTER, row=head + 1 + start, rows=count)
    draft.put(0, 6, SIDE_LABEL, LABEL, row=head, rows=draft.row + 1 - head)
    return head, head


def _stands_in(row: IndicatorRecord, key: str) -> bool:
    """Whether a row has a value of this period, or none of either: then it stands in both lists."""
    return bool(getattr(row, key)) or not (row.period_target or row.annual_target)


def _target_of(row: IndicatorRecord, key: str, *, alone: bool) -> str:
    """A form with one value column shows the year's, or that of the whole term where there is no other."""
    return getattr(row, key) or (row.period_target if alone else "")


def _rooms(start: float, end: float, count: int) -> list[tuple[float, float]]:
    width = (end - start) / count
    return [(start + place * width, start + (place + 1) * width) for place in range(count)]


def _split_edges(room: tuple[float, float]) -> tuple[float, float, float, float]:
    start, end = room
    width = end - start
    return start, start + _SIGN * width, start + (_SIGN + _VALUE) * width, end


def _value_heads(draft: FormDraft, room: tuple[float, float], title: str, split: bool) -> None:
    if not split:
        draft.put(*room, title, LABEL)
        return
    start, sign, number, end = _split_edges(room)
    draft.put(start, sign, "符号", LABEL)
    draft.put(sign, number, title, LABEL)
    draft.put(number, end, "计量单位", LABEL)


def _value(draft: FormDraft, room: tuple[float, float], text: str, split: bool) -> None:
    if not split:
        draft.put(*room, text, CENTER if len(text) <= 12 else TEXT)
        return
    start, sign, number, end = _split_edges(room)
    parts = target_parts(text)
    draft.put(start, sign, parts.sign, CENTER)
    draft.put(sign, number, parts.value, CENTER)
    draft.put(number, end, parts.unit, CENTER)


def _tiers(draft: FormDraft, rows: Sequence[IndicatorRecord], first: int, edges: Sequence) -> None:
    """The merged 一级 and 二级 beside their rows; edges None leaves that tier out."""
    keys = ([row.tier1 for row in rows], [(row.tier1, row.tier2) for row in rows])
    for room, tiers in zip(edges, keys, strict=True):
        for start, count, tier in _runs(tiers) if room else ():
            text = tier if isinstance(tier, str) else tier[1]
            draft.put(*room, text, CENTER, row=first + start, rows=count)


def _runs(keys: Sequence) -> Iterator[tuple[int, int, object]]:
    """(first, how many, key) of what stands together under one key."""
    for key, group in groupby(enumerate(keys), key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        yield places[0], len(places), key


def _foot(draft: FormDraft) -> None:
    draft.line((0, 34, "填报人：", PLAIN), (34, 66, "单位负责人：", PLAIN), (66, 100, "填报日期：", PLAIN))
    draft.line((0, 66, "", PLAIN), (66, 100, "填报单位（盖章）：\n\n", PLAIN))
