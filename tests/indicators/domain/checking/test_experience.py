"""What a bureau learns of its checks."""

import pytest

from indicators.checks import CHECKS
from indicators.domain.checking.answers import answer_findings
from indicators.domain.checking.experience import Experience, experience_of
from indicators.domain.checking.findings import find_in_goal
from indicators.domain.checking.keeping import refresh_findings
from indicators.enums import AnswerVerdict
from indicators.models import PerformanceGoal

pytestmark = pytest.mark.django_db


def answer(cycle, by, check_id, verdict, limit=100):
    for goal in PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators():
        found = [f for f in find_in_goal(goal) if f.check_id == check_id][:limit]
        if found:
            answer_findings(goal=goal, findings=found, reason="本表按年编报", by=by, verdict=verdict)


def test_three_examples_of_the_bureaus_own_tables(seed_cycle):
    refresh_findings(cycle=seed_cycle)
    known = experience_of(seed_cycle)
    assert [len(known[id].examples) for id in ("same_objectives", "formula_wrong", "field_empty")] == [
        3,
        1,
        0,
    ]
    assert len({example.goal_id for example in known["same_objectives"].examples}) == 3


def test_mistaken_findings_by_check_and_year(seed_cycle, preparer):
    answer(seed_cycle, preparer, "same_objectives", AnswerVerdict.MISTAKEN)
    answer(seed_cycle, preparer, "vague_value", AnswerVerdict.KEPT)
    known = experience_of(seed_cycle)
    assert known["same_objectives"].mistaken == {2023: 48}
    assert known["same_objectives"].reasons == ["本表按年编报"] * 3
    assert "停用" in known["same_objectives"].advice
    vague = known["vague_value"]
    assert (vague.total, vague.answered > 0, vague.advice) == (0, True, "")


def test_a_check_with_a_limit_is_narrowed_before_it_is_switched_off():
    known = Experience(CHECKS["near_duplicates"], mistaken={2023: 6}, answered=8)
    known.units.update({"区民政局": 3, "区水利局": 3})
    assert "放宽“相似度（%）”" in known.advice


def test_one_unit_is_asked_before_a_check_is_blamed():
    known = Experience(CHECKS["vague_value"], mistaken={2023: 10}, answered=10)
    known.units.update({"区民政局": 8, "区水利局": 2})
    assert "出自“区民政局”" in known.advice


@pytest.mark.parametrize(("mistaken", "answered"), [(4, 4), (5, 20), (0, 0)])
def test_few_answers_say_nothing(mistaken, answered):
    assert Experience(CHECKS["vague_value"], mistaken={2023: mistaken}, answered=answered).advice == ""


def test_queries_do_not_grow_with_the_answers(seed_cycle, preparer, django_assert_max_num_queries):
    refresh_findings(cycle=seed_cycle)
    answer(seed_cycle, preparer, "same_objectives", AnswerVerdict.MISTAKEN)
    with django_assert_max_num_queries(6):
        experience_of(seed_cycle)
