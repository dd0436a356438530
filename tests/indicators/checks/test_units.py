import pytest

from indicators.checks.units import families, same_thing
from perfgoals.language.lexicon import MEASURES


@pytest.mark.parametrize(
    ("unit", "family"),
    [
        ("人", "overview/people"),
        ("名", "overview/people"),
        ("万元/年", "money"),
        ("元/人/月", "money"),
        ("万", "money"),
        ("百万元", "money"),
        ("%", "share"),
        ("次/季度", "times"),
        ("个月", "time"),
        ("个", "things"),
        ("万套", "things"),
        ("平方米", "area"),
    ],
)
def test_families(unit, family):
    assert family in families(unit)


@pytest.mark.parametrize("unit", ["", "榀", "/次", "十百"])
def test_unknown_units_have_no_family(unit):
    assert families(unit) == frozenset()


def test_every_known_measure_has_a_family():
    assert [unit for unit in MEASURES if not families(unit)] == []


@pytest.mark.parametrize(
    ("unit", "per", "same"),
    [
        ("人", "人", True),
        ("名", "人", True),
        ("场", "次", True),
        ("个", "个", True),
        ("个/年", "个", True),
        ("个", "家", False),
        ("人次", "人", False),
        ("人次", "次", False),
        ("人次", "人次", True),
        ("元", "人", False),
        ("", "人", False),
    ],
)
def test_same_thing(unit, per, same):
    assert same_thing(unit, per) is same
