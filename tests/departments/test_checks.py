from dataclasses import replace
from decimal import Decimal

import pytest

from departments.checks import findings_of
from departments.enums import Place
from tests.departments.made import record

pytestmark = pytest.mark.pure


def said(table):
    return [(finding.place, finding.blocks) for finding in findings_of(table)]


def test_nothing_is_wrong_with_a_sound_table():
    assert findings_of(record(projects=Decimal(2_300_000))) == []


def with_task(**changes):
    first, second = record().tasks
    return record(tasks=(replace(first, **changes), second))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (record(tasks=(), amount=None, objectives=(), indicators=()),
         [(Place.TASK, True), (Place.OBJECTIVE, True), (Place.INDICATOR, True)]),
        (with_task(other_amount=Decimal(0)), [(Place.MONEY, True), (Place.TOTAL, True)]),
        (record(amount=Decimal(2_400_000)), [(Place.TOTAL, True), (Place.TOTAL, True)]),
        (with_task(amount=None), [(Place.TOTAL, True), (Place.MONEY, True)]),
        (record(projects=Decimal(2_300_001)), [(Place.TOTAL, False)]),
        (record(indicators=record().indicators[:1]), [(Place.TASK, False)]),
        (record(objectives=(replace(record().objectives[0], tasks=()),)), [(Place.OBJECTIVE, False)]),
        (record(indicators=(*record().indicators[:2], replace(record().indicators[2], target=" "))),
         [(Place.TARGET, True)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(table, expected):
    assert said(table) == expected


def test_the_message_has_both_sums():
    (finding, _) = findings_of(record(amount=Decimal(2_400_000)))
    assert "2,400,000.00" in finding.message and "2,300,000.00" in finding.message
