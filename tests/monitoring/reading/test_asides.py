"""Lines around the tables: titles, signatures in one cell or several, notes of several lines."""

import pytest

from monitoring.reading.asides import Asides, is_signed
from perfgoals.sheets import Cell
from reading.ledger import Fate

pytestmark = pytest.mark.pure


def line(*texts: str) -> list[tuple[int, Cell]]:
    return list(enumerate(map(Cell, texts), start=1))


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("附件2", Fate.HEADING),
        ("项 目 支 出 绩 效 自 评 表", Fate.HEADING),
        ("曲江区2023年项目支出绩效监控情况表", Fate.HEADING),
        ("（2023年1—7月）", Fate.HEADING),
        ("金额单位：万元", Fate.HEADING),
        ("填表人：张某  联系电话：1", Fate.MARK),
        ("注：得分不超过分值。", Fate.MARK),
        ("合计", None),
        ("项目名称", None),
        ("2.定性指标分三档。", None),
        ("培训工作按计划推进。", None),
    ],
)
def test_what_a_text_alone_in_its_row_is(text, fate):
    assert Asides().fate_of_line(line(text)) is fate


def test_numbered_lines_go_on_with_a_note_until_something_else_comes():
    asides = Asides()
    said = ["注：1.得分不超过分值。", "    2.定性指标分三档。", "（三）其他。", "别的内容", "4.又一条"]
    assert [asides.fate_of_line(line(text)) for text in said] == [Fate.MARK] * 3 + [None, None]


@pytest.mark.parametrize(
    ("texts", "signed"),
    [
        (("填表人", "周洁", "联系电话", "6656789"), True),
        (("填表人：张某", "电话：1"), True),
        (("单位负责人（签字）", "王某"), True),
        (("备注", "资金另行申请"), False),
        (("主要问题", "进度慢"), False),
    ],
)
def test_a_row_that_only_signs(texts, signed):
    assert is_signed(line(*texts)) is signed
