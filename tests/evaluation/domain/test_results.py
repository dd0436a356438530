"""What self-evaluations know of targets, and how the library counts it."""

import pytest

from evaluation.domain.entry import open_evaluation
from evaluation.domain.results import known_results
from indicators.domain.library.catalogue import build_library
from indicators.models import LibraryIndicator
from tests.evaluation.flow import filled_in
from tests.factories import IndicatorFactory
from tests.indicators.flow import bring_to, ready_goal


@pytest.fixture
def goal(unit, cycle, preparer, supervisor, approver):
    goal = ready_goal(unit, cycle)
    IndicatorFactory(goal=goal, position=9, tier2="社会效益", name="服务能力", annual_target="有效提升")
    return bring_to(goal, "approved", preparer=preparer, supervisor=supervisor, approver=approver)


def test_reached_missed_and_unknown(goal, preparer):
    rows = open_evaluation(goal.project).values["rows"]
    said = ["4次", "3次", *["达成"] * (len(rows) - 2)]
    rows = [row | {"actual": actual} for row, actual in zip(rows, said, strict=True)]
    filled_in(goal.project, preparer, rows=rows)
    results = known_results([goal.pk])
    found = [results[row["approved_key"]] for row in rows]
    assert (found[0].met, found[1].met) == (True, False)
    words = {row["name"]: result.met for row, result in zip(rows, found, strict=True)}
    assert words["服务能力"] is True
    assert known_results([0]) == {}


def test_the_library_counts_how_often_a_target_was_met(goal, preparer, cycle):
    filled_in(goal.project, preparer)
    build_library(cycle=cycle, approved=True)
    entry = LibraryIndicator.objects.get(name="数量指标之一")
    assert (entry.times_used, entry.times_measured, entry.times_met) == (1, 1, 1)


def test_drafts_are_left_out_where_only_approved_goals_count(unit, cycle):
    ready_goal(unit, cycle)
    build_library(cycle=cycle, approved=True)
    assert not LibraryIndicator.objects.exists()
    build_library(cycle=cycle)
    assert LibraryIndicator.objects.exists()
