"""A wrong word and its exceptions."""

import pytest
from django.core.exceptions import ValidationError

from publication.checks import TypoRule
from publication.models import Typo

pytestmark = pytest.mark.django_db


def test_the_list_begins_with_what_was_seen():
    rules = {typo.wrong: typo.rule for typo in Typo.objects.all()}
    assert rules["建立建全"] == TypoRule("建立建全", "建立健全")
    assert "帐篷" in rules["帐"].exceptions
    for typo in Typo.objects.all():
        typo.full_clean()


@pytest.mark.parametrize(("wrong", "right"), [("甲", "甲"), ("甲", "乙甲"), ("", "甲"), ("建立建全", "甲")])
def test_pairs_that_make_no_sense(wrong, right):
    with pytest.raises(ValidationError):
        Typo(wrong=wrong, right=right).full_clean()


def test_exceptions_are_parted_by_either_comma():
    assert Typo(wrong="帐", right="账", exceptions="帐篷，蚊帐、").rule.exceptions == ("帐篷", "蚊帐")
