"""What is counted as found, as a false alarm and as right advice, on outcomes made by hand."""

import pytest

from .cases import all_cases
from .figures import LEAST_RECALL, figures_of, shortfalls
from .runner import Outcome, Said, topics_of

pytestmark = pytest.mark.pure

CASES = {case.id: case for case in all_cases()}
FAULT = CASES["no_number/edu-02"]
ROW = "安装调试完成时间"


def said(check, *, row=None, field="annual_target", level="提示", text=""):
    return Said(check=check, level=level, field=field, row=row, text=text)


def on(case, *findings):
    return Outcome(CASES[case], findings)


def test_an_error_is_found_at_its_row_by_a_check_that_speaks_about_it():
    assert Outcome(FAULT, (said("no_digit", row=ROW),)).found


@pytest.mark.parametrize(
    "finding",
    [said("no_digit", row="厨具购置费"), said("text_cut_off", row=ROW), said("no_digit", field="amount")],
    ids=["another row", "another fault", "a field"],
)
def test_elsewhere_or_about_something_else_is_not_found_and_a_false_alarm(finding):
    outcome = Outcome(FAULT, (finding,))
    assert (outcome.found, outcome.unexpected) == (False, [finding])


def test_a_field_is_a_place_and_so_is_one_as_right():
    assert on("amount_differs/edu-03", said("total_differs", field="amount")).found
    assert on("amount_differs/edu-03", said("total_differs", row="补助金额")).found


def test_a_consequence_of_the_fault_is_neither_right_nor_wrong():
    outcome = on("amount_missing/edu-02", said("total_differs", row="厨具购置费"))
    assert (outcome.expected, outcome.unexpected) == ([], [])


def test_advice_where_a_blocking_finding_is_expected_is_found_but_too_mild():
    outcome = on("formula_wrong/edu-01", said("formula_wrong", row="培训费"))
    figures = figures_of([outcome])
    assert (figures.recall, figures.too_mild) == (1.0, [outcome])


@pytest.mark.parametrize("text", ["应为 86.4 万元", "应为 864,000.00 元"])
def test_the_right_value_may_be_said_in_either_unit(text):
    figures = figures_of([on("formula_wrong/edu-02", said("formula_wrong", row="厨具购置费", text=text))])
    assert figures.right_values == (1, 1)


def test_what_the_clean_project_has_too_is_counted_once():
    alarm = said("vague_value", row="学生及家长对食堂的满意度")
    figures = figures_of([on("clean/edu-02", alarm), Outcome(FAULT, (alarm,))])
    assert figures.advice == (0, 1)


def test_the_clean_project_counts_even_when_it_is_in_the_other_half():
    alarm = said("vague_value", row="学生及家长对食堂的满意度")
    figures = figures_of([Outcome(FAULT, (alarm,))], clean=[on("clean/edu-02", alarm)])
    assert figures.advice == (0, 0)


def test_a_row_that_was_renamed_is_still_the_row_of_the_clean_project():
    before, after = (
        said("annual_differs", row="治理河长"),
        said("annual_differs", row="左右岸堤防护岸合计治理河长"),
    )
    figures = figures_of([on("clean/wat-03", before), on("words_inside_words/wat-03", after)])
    assert figures.alarmed("control") == 0


def test_two_sentences_for_one_fault_are_doubles():
    figures = figures_of([Outcome(FAULT, (said("no_digit", row=ROW), said("vague_value", row=ROW)))])
    assert (figures.doubles, figures.advice) == (1, (2, 2))


def test_the_bars_are_missed_in_words_and_reached_without():
    missed = figures_of([
        on("clean/edu-01", said("units_differ", row="培训期数", level="强制")),
        Outcome(FAULT, (said("no_digit", row="厨具购置费"),)),
    ])  # fmt: skip
    assert shortfalls(missed) == [
        f"recall 0.000 < {LEAST_RECALL}",
        "强制 on right tables: 1",
        "advice right 0.000 < 0.85",
    ]
    assert shortfalls(figures_of([Outcome(FAULT, (said("no_digit", row=ROW),))])) == []


def test_a_check_nobody_assigned_stops_the_measurement():
    with pytest.raises(KeyError, match="没有写明检查 astrology"):
        topics_of("astrology")
