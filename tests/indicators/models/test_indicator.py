from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.models import Indicator
from indicators.models.indicator import MAX_TARGET, storable_number
from perfgoals.language.enums import TargetKind
from tests.constraints import assert_refused
from tests.factories import IndicatorFactory, PerformanceGoalFactory, category


def unsaved(**changes):
    given = {"goal": PerformanceGoalFactory(), "category": category(), "name": "补贴人数"}
    return Indicator(**given | changes)


def test_an_indicator_has_a_name(db):
    assert_refused(unsaved(name=""), "不能为空")


def test_targets_may_be_missing_in_a_draft(db):
    indicator = unsaved()
    indicator.full_clean()
    indicator.save()
    assert indicator.annual_kind == TargetKind.EMPTY


@pytest.mark.parametrize("field", ["name", "period_target", "annual_target"])
def test_texts_have_a_limit(db, field):
    unsaved(**{field: "字" * MAX_TARGET}).full_clean()
    with pytest.raises(Exception, match=str(MAX_TARGET)):
        unsaved(**{field: "字" * (MAX_TARGET + 1)}).full_clean()


@pytest.mark.parametrize(
    ("typed", "kind", "sign", "number", "unit"),
    [
        ("≥100人次", TargetKind.QUANTITATIVE, "≥", Decimal(100), "人次"),
        ("＞９５％", TargetKind.QUANTITATIVE, ">", Decimal(95), "%"),
        ("及时处理", TargetKind.QUALITATIVE, "", None, ""),
        ("", TargetKind.EMPTY, "", None, ""),
    ],
)
def test_what_is_read_in_a_target_stands_beside_the_typed_text(db, typed, kind, sign, number, unit):
    indicator = IndicatorFactory(period_target=typed, annual_target=typed)
    indicator.refresh_from_db()
    for side in ("period", "annual"):
        parts = [
            getattr(indicator, f"{side}_{part}") for part in ("target", "kind", "sign", "number", "unit")
        ]
        assert parts == [typed, kind, sign, number, unit]


def test_a_changed_target_is_read_anew(db):
    indicator = IndicatorFactory(annual_target="≥4次")
    indicator.annual_target = "按时完成"
    indicator.save()
    indicator.refresh_from_db()
    assert (indicator.annual_kind, indicator.annual_number) == (TargetKind.QUALITATIVE, None)


@pytest.mark.parametrize("field", ["annual_target", "period_target"])
def test_saving_only_a_target_saves_what_is_read_in_it(db, field):
    indicator = IndicatorFactory(**{field: "≥4次"})
    setattr(indicator, field, "≥5次")
    indicator.save(update_fields=[field])
    indicator.refresh_from_db()
    assert getattr(indicator, field.replace("target", "number")) == 5


@pytest.mark.parametrize("typed", ["≥" + "9" * 40 + "次", "≥1" + "字" * 100, "≤0.00000001%", "=1e999"])
def test_any_target_that_can_be_typed_can_be_stored(db, typed):
    IndicatorFactory(annual_target=typed).refresh_from_db()


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_is_storable_or_dropped(number):
    kept = storable_number(number)
    assert kept is None or (abs(kept) <= Decimal(10) ** 16 and kept.as_tuple().exponent >= -4)


def test_rows_stay_in_the_order_of_entry(db):
    goal = PerformanceGoalFactory()
    rows = [IndicatorFactory(goal=goal, position=position) for position in (3, 1, 2)]
    assert list(goal.indicators.all()) == [rows[1], rows[2], rows[0]]
