"""A target as a portal's columns want it: joined, or sign, number and unit apart."""

from decimal import Decimal

import pytest

from indicators.domain.portal.values import column_writers
from indicators.models import Indicator
from reading.headers import Header

pytestmark = pytest.mark.pure


def written(assigned, **texts):
    titles = {column: (key,) for column, key in assigned.items()}
    writers = column_writers(Header(1, 1, titles, assigned))
    return {column: writer(Indicator(**texts)) for column, writer in writers.items()}


JOINED = {1: "tier2", 2: "indicator", 3: "period_target", 4: "annual_target", 5: "note"}
SPLIT = {1: "tier2", 2: "indicator", 3: "sign", 4: "value", 5: "measure"}


def test_joined_values_and_the_note():
    texts = {"period_target": "≥36次", "annual_target": "≥12次", "note": "含节假日"}
    assert written(JOINED, **texts) == {3: "≥36次", 4: "≥12次", 5: "含节假日"}
    assert written(JOINED, annual_target="") == {3: None, 4: None, 5: None}


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥98.5%", ("≥", Decimal("98.5"), "%")),
        ("≤3万元", ("≤", Decimal(3), "万元")),
        ("平稳", (None, "平稳", None)),
        ("3-5次", (None, "3-5次", None)),
        ("", (None, None, None)),
    ],
)
def test_sign_number_and_unit(target, parts):
    assert written(SPLIT, annual_target=target, period_target=target) == dict(
        zip((3, 4, 5), parts, strict=True)
    )
