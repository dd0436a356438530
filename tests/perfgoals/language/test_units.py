from decimal import Decimal

import pytest

from perfgoals.language.lexicon import MEASURES
from perfgoals.language.units import families, in_base_unit, same_purpose, same_thing, spellings


@pytest.mark.parametrize(
    ("unit", "family"),
    [
        ("人", "people"),
        ("名", "people"),
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
        ("人次", "visits"),
        ("TB", "data"),
        ("mg/L", "concentration"),
        ("辆次", "times"),
    ],
)
def test_families(unit, family):
    assert family in families(unit)


@pytest.mark.parametrize("unit", ["", "榀", "/次", "十百", "Foo"])
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


@pytest.mark.parametrize(
    ("unit", "base", "size"),
    [
        ("万吨", "克", "10000000000"),
        ("千瓦时", "千瓦时", "1"),
        ("‰", "%", "0.1"),
        ("万", "", "10000"),
        ("榀", "榀", "1"),
    ],
)
def test_base_units(unit, base, size):
    assert in_base_unit(unit) == (base, Decimal(size))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("人", "月"), ("月", "人"), True),
        (("人",), ("名",), True),
        (("个月",), ("月",), True),
        (("批次",), ("年",), False),
        (("个",), ("家",), False),
        (("人",), ("人", "月"), False),
    ],
)
def test_prices_for_the_same_things(first, second, same):
    assert same_purpose(first, second) is same


@pytest.mark.parametrize("unit", [unit for unit in MEASURES if in_base_unit(unit)[0] != "%"])
def test_every_unit_is_a_spelling_of_its_measure(unit):
    assert any(word in unit for word in spellings(in_base_unit(unit)[0]))


def test_a_measure_that_nobody_knows_is_written_as_it_is():
    assert spellings("榀") == ("榀",)
