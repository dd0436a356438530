"""The runner puts the cases to the real checks and finds each answer's case again."""

import pytest

from .cases import all_cases
from .runner import run

CASES = {case.id: case for case in all_cases()}


@pytest.fixture
def outcomes(db):
    wanted = [
        "clean/edu-01",
        "clean/roa-08",
        "amount_missing/edu-02",
        "value_empty/roa-08",
        "near_duplicate/edu-07",
    ]
    return {outcome.case.id: outcome for outcome in run(CASES[key] for key in wanted)}


def test_a_clean_project_has_no_finding_that_blocks(outcomes):
    assert not [said for said in outcomes["clean/edu-01"].said if said.blocks]
    assert not [said for said in outcomes["clean/roa-08"].said if said.blocks]


@pytest.mark.parametrize("case", ["amount_missing/edu-02", "value_empty/roa-08"])
def test_an_error_is_found_in_either_tree_with_its_level(outcomes, case):
    assert outcomes[case].found
    assert outcomes[case].at_level


def test_the_projects_of_a_pair_stand_in_one_unit(outcomes):
    assert outcomes["near_duplicate/edu-07"].found


def test_findings_of_one_case_are_not_those_of_another(outcomes):
    assert "amount_missing" not in {said.check for said in outcomes["clean/edu-01"].said}
