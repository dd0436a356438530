"""权重: numbers, complete, and the sum that the cycle says."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.checks import CheckSettings
from tests.indicators.checks import found, project

pytestmark = pytest.mark.pure


def weighted(*weights, **changes):
    """The sound project, its six rows with these weights."""
    sound = project(**changes)
    rows = [replace(row, weight=weight) for row, weight in zip(sound.rows, weights, strict=True)]
    return replace(sound, rows=tuple(rows))


def settings(total=None, asks=("weight",)):
    return CheckSettings(weight_total=total and Decimal(total), asks=frozenset(asks))


@pytest.mark.parametrize(
    ("total", "weights", "is_right"),
    [
        (90, ("20", "20", "10", "10", "20", "10"), True),
        (90, ("20", "20", "10", "10", "20", "20"), False),
        (100, ("20", "20", "10", "10", "20", "20"), True),
        (None, ("20", "20", "10", "10", "20", "20"), True),
        (None, ("20", "20", "10", "10", "20", "15"), False),
        (90, ("22.5", "22.5", "10分", "５", "20%", "10"), True),
    ],
)
def test_the_weights_make_what_the_cycle_says(total, weights, is_right):
    assert (found("weights_sum", weighted(*weights), settings(total)) == []) is is_right


def test_the_message_says_both_sums():
    (finding,) = found("weights_sum", weighted("20", "20", "10", "10", "20", "15"), settings(90))
    assert "合计 95 分，应为 90 分" in finding.message and finding.blocks


def test_a_weight_that_is_no_number_is_named_and_nothing_is_added_up():
    checked = weighted("20", "两成", "10", "10", "20", "10")
    (finding,) = found("weight_unreadable", checked, settings(90))
    assert "“两成”" in finding.message and finding.indicator == checked.rows[1].key
    assert found("weights_sum", checked, settings(90)) == []


def test_rows_without_a_weight_are_named_one_by_one():
    checked = weighted("20", "", "10", "10", "", "10")
    assert {finding.indicator for finding in found("weight_missing", checked, settings())} == {
        checked.rows[1].key, checked.rows[4].key,
    }  # fmt: skip


def test_no_weights_at_all_matter_only_where_the_form_asks():
    empty = weighted(*[""] * 6)
    assert len(found("weight_missing", empty, settings())) == 1
    assert found("weight_missing", empty, settings(asks=())) == []


def test_a_row_that_does_not_apply_needs_none():
    checked = weighted("30", "20", "10", "10", "20", "")
    rows = (*checked.rows[:5], replace(checked.rows[5], not_applicable=True))
    checked = replace(checked, rows=rows)
    assert found("weight_missing", checked, settings()) == []
    assert found("weights_sum", checked, settings(90)) == []
