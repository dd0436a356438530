"""What differs between two tables, indicator by indicator, in the words 新增, 修改, 删除."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.review.differences import ORDER, differences

pytestmark = pytest.mark.pure
PROJECT = {
    "key": "1", "unit_code": "130001", "unit_name": "组织部", "name": "网络维护费", "fund_code": "1111",
    "fund_name": "预算安排拨款", "amount": "50000.00", "amount_note": "", "subject_code": "2013299",
    "subject_name": "其他组织事务支出", "justification": "依据",
    "overall_objective": "整体", "annual_objective": "年度",
}  # fmt: skip


def row(key, name, *, tier2="数量指标", period="12次", annual="4次", **extra):
    return {
        "key": key, "tier1": "产出指标", "tier2": tier2, "name": name, "period_target": period,
        "annual_target": annual, "not_applicable": False, "note": "",
    } | extra  # fmt: skip


def table(*rows, **project):
    return {"cycle": {"fiscal_year": 2023}, "project": PROJECT | project, "indicators": list(rows)}


def brief(old, new):
    return [(d.word, d.label, d.before, d.after) for d in differences(old, new)]


def test_equal_tables_do_not_differ():
    assert differences(table(row(1, "甲")), table(row(1, "甲"))) == []


@pytest.mark.parametrize(
    ("change", "label", "before", "after"),
    [
        ({"amount": "60000.00"}, "当年项目金额", "50,000.00", "60,000.00"),
        ({"amount": None, "amount_note": "原表金额不可读"}, "当年项目金额", "50,000.00", "原表金额不可读"),
        ({"name": "新名"}, "二级项目名称", "网络维护费", "新名"),
        ({"fund_code": "1113"}, "资金类型", "1111预算安排拨款", "1113预算安排拨款"),
        ({"annual_objective": ""}, "年度绩效", "年度", ""),
    ],
)
def test_changed_fact(change, label, before, after):
    assert brief(table(), table(**change)) == [("修改", label, before, after)]


def test_changed_target_names_its_indicator():
    found = differences(table(row(1, "甲"), row(2, "乙")), table(row(1, "甲"), row(2, "乙", annual="5次")))
    assert [(d.label, d.place, d.row) for d in found] == [("数量指标“乙”的年度指标值", "annual_target", 1)]


def test_renamed_row_is_a_change_not_a_new_row():
    assert brief(table(row(1, "甲")), table(row(1, "乙"))) == [("修改", "数量指标“乙”的三级指标", "甲", "乙")]


def test_added_and_removed_rows():
    found = brief(table(row(1, "甲"), row(2, "乙")), table(row(1, "甲"), row(3, "丙", tier2="质量指标")))
    assert found == [
        ("新增", "质量指标“丙”", "", "12次 / 4次"),
        ("删除", "数量指标“乙”", "12次 / 4次", ""),
    ]


def test_added_and_removed_rows_say_why_they_do_not_apply():
    fresh = row(2, "经济效益", not_applicable=True, note="不产生收入")
    (added,), (removed,) = (
        differences(table(*old), table(*new)) for old, new in [([], [fresh]), ([fresh], [])]
    )
    assert "不适用：不产生收入" in added.after and "不适用：不产生收入" in removed.before


def test_row_typed_anew_is_recognised_by_its_name():
    assert differences(table(row(1, "甲")), table(row(9, "甲"))) == []


def test_last_year_s_project_is_compared_by_names():
    old, new = table(row(1, "甲"), row(2, "乙")), table(row(7, "甲", annual="6次"), row(8, "乙"))
    assert brief(old, new) == [("修改", "数量指标“甲”的年度指标值", "4次", "6次")]


def test_row_moved_to_another_category():
    found = brief(table(row(1, "甲")), table(row(1, "甲", tier2="质量指标")))
    assert found == [("修改", "质量指标“甲”的二级指标", "产出指标 › 数量指标", "产出指标 › 质量指标")]


def test_rows_of_one_name_are_paired_in_their_order():
    old = table(row(1, "甲", annual="1次"), row(2, "甲", annual="2次"))
    new = table(row(7, "甲", annual="1次"), row(8, "甲", annual="3次"))
    assert brief(old, new) == [("修改", "数量指标“甲”的年度指标值", "2次", "3次")]


def test_not_applicable_and_note():
    found = brief(table(row(1, "甲")), table(row(1, "甲", not_applicable=True, note="无此项")))
    assert [(label, after) for _, label, _, after in found] == [
        ("数量指标“甲”的不适用", "是"),
        ("数量指标“甲”的备注", "无此项"),
    ]


def test_new_order_alone_is_said_once():
    assert [
        d.label for d in differences(table(row(1, "甲"), row(2, "乙")), table(row(2, "乙"), row(1, "甲")))
    ] == [ORDER]


def test_row_put_between_others_is_no_new_order():
    found = brief(table(row(1, "甲"), row(2, "乙")), table(row(1, "甲"), row(3, "丙"), row(2, "乙")))
    assert [word for word, *_ in found] == ["新增"]


rows = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from("甲乙丙"), st.sampled_from(["1次", "2次"])),
    max_size=6,
    unique_by=lambda entry: entry[0],
)


@given(rows, rows)
def test_every_row_is_accounted_for(old, new):
    def make(entries):
        return table(*[row(key, name, annual=annual) for key, name, annual in entries])

    before, after = make(old), make(new)
    kept = (copy.deepcopy(before), copy.deepcopy(after))
    found = differences(before, after)
    assert (before, after) == kept
    added = sum(d.word == "新增" for d in found)
    removed = sum(d.word == "删除" for d in found)
    assert len(old) - removed == len(new) - added
    if old == new:
        assert found == []
    if not found:
        assert [entry[1:] for entry in old] == [entry[1:] for entry in new]
