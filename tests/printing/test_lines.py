from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.lines import NEVER_FIRST, NEVER_LAST, LineBreaker

pytestmark = pytest.mark.pure


class Widths(dict):
    """Han characters and their marks are one em wide, all else half."""

    def __missing__(self, char):
        return 0.5 if char.isascii() else 1.0


def lines(text, width, **options):
    return LineBreaker(Widths()).lines(text, width, **options)


def width(line):
    return sum(Widths()[char] for char in line)


texts = st.text(st.sampled_from("中共韶关市，。、；：（）《》“”〔〕…—％%≥100aZ./*= \n"), max_size=80)
widths = st.floats(1, 30)


@given(texts, widths, st.booleans())
def test_no_character_is_lost_and_none_appears(text, room, balanced):
    assert "".join("".join(lines(text, room, balanced=balanced)).split()) == "".join(text.split())


@given(texts, widths, st.booleans())
def test_no_line_is_wider_than_the_column(text, room, balanced):
    assert all(width(line) <= room + 0.001 for line in lines(text, room, balanced=balanced) if len(line) > 1)


@given(st.lists(st.sampled_from(["中共", "韶关市", "，", "。", "（", "》"]), max_size=40), st.floats(4, 12))
def test_line_ends_obey_the_rules_where_marks_are_not_piled_up(words, room):
    text = "".join(words)
    if any(a in NEVER_FIRST | NEVER_LAST and b in NEVER_FIRST | NEVER_LAST for a, b in pairwise(text)):
        return
    broken = lines(text, room)
    assert not any(line[0] in NEVER_FIRST for line in broken[1:])
    assert not any(line[-1] in NEVER_LAST for line in broken[:-1])


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 5, ("",)),
        ("短文本", 5, ("短文本",)),
        ("下乡慰问困难党员，送温暖", 8, ("下乡慰问困难党", "员，送温暖")),
        ("根据《关于加强党建的通知》", 3, ("根据", "《关于", "加强党", "建的通", "知》")),
        ("共需1,234,567.89元整", 6, ("共需", "1,234,567.89", "元整")),
        ("参加人数≥1000人次", 5.5, ("参加人数", "≥1000人次")),
        ("需资金——约十万", 4, ("需资", "金——约", "十万")),
        ("第一段\n\n第二段", 10, ("第一段", "", "第二段")),
        ("see the plan of work", 4, ("see the", "plan of", "work")),
        ("见http://sgqj.gov.cn/zwgk/a.html页", 8, ("见http://sgqj.", "gov.cn/zwgk/a.", "html页")),
    ],
)
def test_lines_break_where_a_typesetter_would(text, room, expected):
    assert lines(text, room) == expected


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("年度预算3,518.85万元整", 9, ("年度预算", "3,518.85万元整")),
        ("共举办培训26人次以上", 6, ("共举办培训", "26人次以上")),
        ("提高5个百分点", 5, ("提高", "5个百分点")),
        ("平均浓度35微克/立方米", 8, ("平均浓度35微", "克/立方米")),
        ("补助标准元/年", 5, ("补助标准", "元/年")),
        ("新建道路120000㎡", 7, ("新建道路", "120000㎡")),
        ("时间为一月—三月", 5, ("时间为一", "月—三月")),
        ("每月1日～5日", 4, ("每月", "1日～5日")),
        ("买买提·艾力", 3, ("买买", "提·艾", "力")),
        ("共需1,234,567.89元整", 6, ("共需", "1,234,567.89", "元整")),
        ("1234567890123456789元，", 6, ("123456789012", "3456789元，")),
    ],
)
def test_no_line_begins_with_a_mark_and_a_number_keeps_its_unit(text, room, expected):
    assert lines(text, room) == expected


@pytest.mark.parametrize("mark", "，。、；：？！）》】”’/／-－–—～·%％‰℃㎡㎥㎏")
def test_a_mark_never_begins_a_line_whatever_the_width(mark):
    text = f"中共韶关市曲江区{mark}委组织部机关{mark}工作经费"
    for room in (3, 4, 5.5, 8, 9):
        assert not any(line.startswith(mark) for line in lines(text, room)), room


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("实施周期值（计划完成水平）", 7, ("实施周期值", "（计划完", "成水平）")),
        ("年度指标值（本年度完成计划）", 9, ("年度指标值", "（本年度完成计划）")),
        ("实施周期值（计划完成水平）", 14, ("实施周期值（计划完成水平）",)),
        ("用途范围", 5, ("用途范围",)),
    ],
)
def test_a_heading_is_parted_before_its_bracket(text, room, expected):
    assert LineBreaker(Widths()).heading(text, room) == expected


def test_a_string_without_any_break_is_cut_at_the_edge():
    broken = lines("x" * 300, 10)
    assert [len(line) for line in broken] == [20] * 15


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("满意度指标", 4, ("满意度", "指标")),
        ("服务对象满意度", 6, ("服务对象", "满意度")),
        ("用途范围(功能科目)", 6, ("用途范围", "(功能科目)")),
        ("一行就够", 4, ("一行就够",)),
    ],
)
def test_balanced_lines_are_about_equally_long(text, room, expected):
    assert lines(text, room, balanced=True) == expected


def test_balancing_never_breaks_a_number_that_fits():
    assert lines("支出1,234,567.00元", 7.5, balanced=True) == ("支出", "1,234,567.00元")
