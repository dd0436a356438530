"""Lines of lists: what they say, from one query."""

import pytest

from filings.enums import FilingStatus
from indicators.domain.lines import GoalLine, lines_in_order, lines_of
from indicators.models import PerformanceGoal
from tests.factories import PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def test_a_line_says_what_the_goal_says_in_one_query(preparer, django_assert_num_queries):
    goal = PerformanceGoalFactory(filing__updated_by=preparer, indicators=2)
    goals = PerformanceGoal.objects.with_indicator_count()
    with django_assert_num_queries(1):
        (line,) = lines_of(goals, "indicator_count")
        project = goal.project
        assert (line.pk, line.name, line.amount) == (goal.pk, project.name, project.amount)
        assert line.amount_note == project.amount_note
        assert line.unit == project.department.label
        assert line.fund == project.fund_source.label
        assert line.subject == project.functional_subject.label
        assert line.subject_path == project.functional_subject.path
        assert (line.status, line.status_label) == (goal.status, goal.get_status_display())
        assert line.is_editable is goal.is_editable
        assert line.updated_at == goal.filing.updated_at
        assert line.updated_by == str(preparer)
        assert line.indicator_count == 2


def test_what_a_project_lacks_is_empty_in_its_line():
    PerformanceGoalFactory(
        project__fund_source=None, project__functional_subject=None, project__amount=None,
        project__amount_note="据实结算", filing__updated_by=None,
    )  # fmt: skip
    (line,) = lines_of(PerformanceGoal.objects.all())
    assert (line.fund, line.subject, line.updated_by) == ("", "", "")
    assert (line.amount, line.amount_note) == (None, "据实结算")
    assert line.indicator_count is None


@pytest.mark.parametrize("status", FilingStatus)
def test_the_unit_changes_what_it_may_change(status):
    row = dict.fromkeys(GoalLine.__dataclass_fields__) | {"status": status.value}
    line = GoalLine(**row)
    assert line.is_editable is (status in FilingStatus.editable())
    assert line.status_label == status.label


def test_somebody_without_a_name_is_told_by_his_account():
    row = dict.fromkeys(GoalLine.__dataclass_fields__)
    assert GoalLine(**row | {"full_name": "", "username": "zhang"}).updated_by == "zhang"


def test_the_lines_are_in_the_order_of_the_keys(django_assert_num_queries):
    keys = [PerformanceGoalFactory().pk for _ in range(3)]
    asked = [keys[2], keys[0], keys[2] + 99, keys[1]]
    with django_assert_num_queries(1):
        found = lines_in_order(PerformanceGoal.objects.all(), asked)
    assert [line.pk for line in found] == [keys[2], keys[0], keys[1]]


def test_without_keys_there_are_no_lines():
    PerformanceGoalFactory()
    assert lines_in_order(PerformanceGoal.objects.all(), []) == []


def test_what_is_annotated_and_no_line_has_is_refused():
    PerformanceGoalFactory()
    with pytest.raises(TypeError):
        lines_of(PerformanceGoal.objects.all(), "project__cycle")
