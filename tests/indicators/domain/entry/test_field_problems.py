from types import SimpleNamespace

import pytest

from indicators.domain.entry import field_problems

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("text", ["", "50,000.00", "5万元", "５０００", "0"])
def test_amount_that_can_be_read_or_is_empty_is_no_problem(text):
    assert field_problems.amount_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [("约5万", "约5万"), ("-5", "负数"), ("1,23", "千分位"), ("####", "列宽"), ("五万", "阿拉伯数字")],
)
def test_unreadable_amount_names_text_or_reason(text, said):
    assert said in field_problems.amount_problem(text)


def test_amount_problem_quotes_only_the_beginning_of_a_long_text():
    assert len(field_problems.amount_problem("说明" * 500)) < 150


def subject(level):
    class Named(SimpleNamespace):
        def __str__(self):
            return self.name

    return Named(level=level, name="206 科学技术支出")


@pytest.mark.parametrize(("level", "said"), [(1, "“类”"), (2, "“款”")])
def test_class_and_section_cannot_be_chosen(level, said):
    assert said in field_problems.subject_problem("206", subject(level))


def test_item_can_be_chosen_and_unknown_subject_is_named():
    assert field_problems.subject_problem("2060404", subject(3)) == ""
    assert "9999999" in field_problems.subject_problem("9999999", None)
    assert field_problems.subject_problem(" ", None) == ""


@pytest.mark.parametrize(("length", "fine"), [(10, True), (11, False)])
def test_length_is_judged_at_the_limit(length, fine):
    assert (field_problems.length_problem("字" * length, 10) == "") is fine


def test_row_rules():
    assert field_problems.row_name_problem(" ") and not field_problems.row_name_problem("维护次数")
    assert field_problems.target_problem("", "年度指标值", False) and not field_problems.target_problem(
        "", "", True
    )
    assert field_problems.reason_problem(True, "") and not field_problems.reason_problem(True, "本年无此项")
    assert not field_problems.reason_problem(False, "")


def test_unknown_category_is_named_and_missing_one_is_asked_for():
    assert "工作指标" in field_problems.category_problem(False, "产出 › 工作指标")
    assert field_problems.category_problem(False)
    assert field_problems.category_problem(True, "工作指标") == ""


def test_last_years_year_is_pointed_out_only_where_it_stands():
    assert "2023" in field_problems.stale_year_problem("2023年完成", 2023)
    assert field_problems.stale_year_problem("2024年完成", 2023) == ""
    assert field_problems.required_problem("  ", "年度绩效") and not field_problems.required_problem(
        "有", "年度绩效"
    )
