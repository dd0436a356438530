"""Units and codes, written as the official table prints them."""

import pytest

from projects.models import Department, FunctionalSubject, FundSource
from projects.models.labels import code_label, unit_label

pytestmark = pytest.mark.pure


def test_a_unit():
    assert unit_label("130001", "组织部") == "130001-组织部"
    assert Department(code="130001", name="组织部").label == "130001-组织部"


@pytest.mark.parametrize("model", [FundSource, FunctionalSubject])
def test_a_code(model):
    assert code_label("2013299", "其他组织事务支出") == "2013299其他组织事务支出"
    assert model(code="2013299", name="其他组织事务支出").label == "2013299其他组织事务支出"


def test_nothing_is_nothing():
    assert code_label("", "") == ""
