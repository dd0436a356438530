"""The form of a goal: what its lists offer."""

import pytest

from indicators.domain.entry.entries import References
from indicators.forms.entry.goal import GoalForm
from tests.factories import FundSourceFactory, PerformanceGoalFactory


@pytest.fixture
def references(cycle, unit):
    FundSourceFactory(code="1111", name="预算安排拨款")
    return References(PerformanceGoalFactory(project__cycle=cycle, project__department=unit))


def offered(form) -> list[str]:
    return [code for code, _ in form.fields["fund_source"].widget.choices if code]


@pytest.mark.parametrize(
    ("posted", "stored", "codes"),
    [
        (None, "", ["1111"]),
        (None, "1111", ["1111"]),
        (None, "9999", ["1111", "9999"]),  # came with a file
        ("9999", "9999", ["1111", "9999"]),
        ("1111", "9999", ["1111", "9999"]),
        ("8888", "9999", ["1111", "8888", "9999"]),
        ("", "9999", ["1111", "9999"]),
    ],
)
def test_every_fund_source_is_offered_once(references, posted, stored, codes):
    data = None if posted is None else {"fund_source": posted}
    form = GoalForm(data, initial={"fund_source": stored}, references=references)
    assert offered(form) == codes


def test_a_code_that_is_in_no_list_says_so(references):
    form = GoalForm(initial={"fund_source": "9999"}, references=references)
    assert ("9999", "9999（不在代码表中）") in form.fields["fund_source"].widget.choices
