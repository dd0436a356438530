"""What a self-evaluation may hold, and the rules of a cycle as data."""

from dataclasses import fields
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from evaluation.models import EvaluationRules
from evaluation.scoring_rules import DEFAULT_RULES
from tests.factories import EvaluationFactory

MONEY = {"total": (None, Decimal(100), Decimal(50))}


def refused(create, **values):
    # PostgreSQL has no room for the largest at all.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        create(**values)


def test_a_project_has_one_evaluation(db):
    evaluation = EvaluationFactory()
    refused(EvaluationFactory, project=evaluation.project)


@pytest.mark.parametrize(
    "values",
    [
        {"source": "total", "executed": 1},  # a second row of the same source
        {"source": "lottery"},
        {"source": "other", "budget": -1},
        {"source": "other", "executed": 10**13},
    ],
)
def test_money_that_no_table_can_hold_is_refused(db, values):
    refused(EvaluationFactory(money=MONEY).money.create, **values)


@pytest.mark.parametrize("values", [{"weight": 101}, {"score": -1}, {"outcome": "undecided"}])
def test_rows_keep_to_points_and_classes(db, values):
    refused(EvaluationFactory().indicators.create, name="次数", **values)


def test_an_empty_amount_is_not_zero(db):
    row = EvaluationFactory(money=MONEY).money.get()
    assert (row.initial_budget, row.budget) == (None, 100)


def test_the_defaults_of_a_cycle_are_those_of_the_rules(cycle):
    rules = EvaluationRules(cycle=cycle)
    rules.full_clean()
    assert all(
        getattr(rules.value(), f.name) == getattr(DEFAULT_RULES, f.name) for f in fields(DEFAULT_RULES)
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("caps", [[80, 89], [50, 59]]), ("caps", [[50]]), ("caps", "50"), ("caps", [[50, 159]]),
        ("grades", [[60, "fair"], [90, "excellent"]]), ("grades", [[90, "splendid"]]),
        ("tier_points", {"产出": -1}), ("tier_points", [50]), ("execution_points", 101),
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(cycle, field, value):
    with pytest.raises(ValidationError) as caught:
        EvaluationRules(cycle=cycle, **{field: value}).full_clean()
    assert list(caught.value.error_dict) == [field]


def test_classes_out_of_order_are_refused(cycle):
    refused(EvaluationRules.objects.create, cycle=cycle, met_from=50, partly_from=60)
