"""Which rows are the header, what its columns mean, and how a mapping by hand is remembered."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfgoals.sheets import Area, Cell, MergedAreas, Row
from reading.fields import FIELDS, Whose
from reading.headers import find_header
from reading.layouts import list_layout_for

pytestmark = pytest.mark.pure

KNOWN = {field.key: field.titles for field in FIELDS if field.whose is not Whose.NOBODY}


def rows(*lines):
    return [
        Row(number, {column: Cell(text) for column, text in enumerate(line, 1) if text})
        for number, line in enumerate(lines, 1)
        if any(line)
    ]


def header_of(*lines, merges=()):
    return find_header(rows(*lines), MergedAreas(Area(*area) for area in merges))


def fields_of(*lines, merges=()):
    header = header_of(*lines, merges=merges)
    return [field for field, _ in sorted(header.fields.items(), key=lambda item: item[1])]


@st.composite
def headers(draw):
    """Some fields in any order, each under one of its titles, decorated as people do."""
    keys = draw(st.lists(st.sampled_from(sorted(KNOWN)), min_size=5, unique=True))
    # Between a sign and a unit an objective would be read as the value, see with_value_between.
    assume(not any(one == "sign" and two.endswith("objective") for one, two in pairwise(keys)))
    decorations = ("{}", " {} ", "*{}", "{}：", "{}（必填）", "{}\n")
    titles = [draw(st.sampled_from(decorations)).format(draw(st.sampled_from(KNOWN[key]))) for key in keys]
    wrapped = [title[:2] + draw(st.sampled_from(["", "\n", " "])) + title[2:] for title in titles]
    return keys, wrapped


@given(headers(), st.integers(0, 6), st.text("项目绩效表年度0123 ", max_size=10))
def test_titles_are_recognised_in_any_order_below_anything(header, blank_rows, above):
    keys, titles = header
    lines = [[above], *[[]] * blank_rows, titles, ["数据"] * len(titles)]
    found = header_of(*lines)
    assert found.first_row == found.last_row == blank_rows + 2
    assert [field for field, _ in sorted(found.fields.items(), key=lambda item: item[1])] == keys


@given(headers(), st.data())
def test_a_group_above_its_columns_changes_nothing(header, data):
    keys, titles = header
    start = data.draw(st.integers(0, len(titles) - 2))
    end = data.draw(st.integers(start + 1, len(titles) - 1))
    top = [None if start <= n <= end else title for n, title in enumerate(titles)]
    top[start] = data.draw(st.sampled_from(["绩效指标", "绩效目标", "项目基本信息"]))
    bottom = [title if start <= n <= end else None for n, title in enumerate(titles)]
    merges = [
        (1, start + 1, 1, end + 1),
        *[(1, n + 1, 2, n + 1) for n, t in enumerate(top) if t and n != start],
    ]
    assert fields_of(top, bottom, ["x"] * len(titles), merges=merges) == keys
    if len(keys) - (end - start) >= 4:
        # Without merged cells both rows must show titles of their own to be taken for a header.
        assert fields_of(top, bottom, ["x"] * len(titles)) == keys


def test_a_unit_is_an_office_or_a_measure_by_its_side():
    assert fields_of(["单位", "项目名称", "三级指标", "指标值", "单位"]) == [
        "unit",
        "name",
        "indicator",
        "value",
        "measure",
    ]


def test_of_two_columns_for_one_field_the_second_waits_for_a_decision():
    header = header_of(["项目名称", "二级指标", "三级指标", "年度指标值", "年度指标值"])
    assert header.fields["annual_target"] == 4
    assert header.unmapped() == {5: "年度指标值"}


def test_rows_of_data_are_no_header():
    header = header_of(
        ["填报单位", "区委办"],
        ["项目名称", "一级指标", "二级指标", "三级指标", "年度指标值"],
        ["宣传费", "产出指标", "数量指标", "宣传场次", "3场"],
    )
    assert (header.first_row, header.last_row) == (2, 2)


def test_no_header_in_prose():
    assert header_of(["说明"], ["请各单位按要求填报。"]) is None
    assert find_header([], MergedAreas()) is None


def test_a_header_of_unknown_titles_is_found_for_mapping_by_hand():
    header = header_of(
        ["区县报送表"], ["名目", "甲类", "乙类", "丙类", "所求", "所用"], ["a", "b", "c", "d", "e", "f"]
    )
    assert (header.first_row, header.fields) == (2, {})
    mapped = header.mapped(
        {header.signature: {"A": "name", "C": "tier2", "D": "indicator", "E": "value", "F": ""}}
    )
    assert mapped.fields == {"name": 1, "tier2": 3, "indicator": 4, "value": 5}
    assert mapped.unmapped() == {2: "甲类"}
    assert list_layout_for(mapped.fields.keys()).key == "flat"


def test_a_mapping_by_hand_wins_over_the_title():
    header = header_of(["项目名称", "备注", "二级指标", "三级指标", "年度指标值", "周期值"])
    mapped = header.mapped(
        {header.signature: {"B": "justification", "E": "period_target", "F": "annual_target"}}
    )
    assert mapped.fields["justification"] == 2
    assert (mapped.fields["period_target"], mapped.fields["annual_target"]) == (5, 6)
    assert "note" not in mapped.fields


def test_a_mapping_for_another_layout_or_an_unknown_field_does_nothing():
    header = header_of(["项目名称", "一级指标", "二级指标", "三级指标", "年度指标值"])
    assert header.mapped({"0" * 16: {"A": "unit"}}).fields == header.fields
    assert "nonsense" not in header.mapped({header.signature: {"A": "nonsense"}}).fields


def test_the_signature_is_that_of_the_titles_and_their_order():
    titles = ["项目名称", "一级指标", "二级指标", "三级指标", "年度指标值"]
    signature = header_of(titles).signature
    assert header_of(["标题"], [], [f" {title}\n" for title in titles]).signature == signature
    assert header_of(titles[::-1]).signature != signature
    assert header_of([*titles, "备注"]).signature != signature


@pytest.mark.parametrize(
    ("fields", "layout"),
    [
        ({"name", "tier2", "indicator", "annual_target"}, "summary"),
        ({"name", "tier2", "indicator", "value", "sign", "measure"}, "flat"),
        ({"name", "tier2", "indicator", "value", "annual_target", "period_target", "fund"}, "summary"),
        ({"name", "tier2"}, None),
        (set(), None),
    ],
)
def test_the_layout_follows_from_the_fields(fields, layout):
    found = list_layout_for(fields)
    assert (found and found.key) == layout
