"""The corpus is sound in itself: its counts, its halves, its sums, and one fault in each injected case."""

import re
from collections import Counter
from decimal import Decimal
from math import prod

import pytest

from .cases import HELD_OUT, OPEN, all_cases, cases
from .tables import CATEGORY_WORDS, FIELDS, TRADES, clean_tables

pytestmark = pytest.mark.pure

GROUPS = {"completeness", "measurable", "right_tier", "numbers", "meaning"}
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万|亿|千(?=元))?(%|％)?")
UNITS = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
CALCULATION = re.compile(r"^[^=＝≥≤]+[*×x＊÷][^=＝]+[=＝][^=＝]+元$")


def of_sort(sort):
    return [case for case in all_cases() if case.sort == sort]


def changed_places(before, after):
    """The fields and rows in which two versions of a table differ; rows that are gone count as one."""
    fields = [word for word in FIELDS if before.texts[word] != after.texts[word]]
    if len(after.rows) < len(before.rows):
        return [*fields, "rows that are gone"]
    rows = [new.name for old, new in zip(before.rows, after.rows, strict=True) if old != new]
    return fields + rows


def money(text):
    """The 元 of a sum, by Python's own arithmetic: `3×9.2=27.6万元` counts in the unit of its result."""
    left, right = re.split("[=＝]", text.replace("（", "(").replace("）", ")"))
    printed = [Decimal(n.replace(",", "")) * UNITS[unit] for n, unit, _ in NUMBER.findall(right)]
    terms = [prod(map(_number, NUMBER.findall(term)), start=Decimal(1)) for term in left.split("+")]
    return sum(terms), printed[0], UNITS[NUMBER.search(right).group(2) or ""]


def _number(match):
    digits, unit, percent = match
    return Decimal(digits.replace(",", "")) * UNITS[unit] / (100 if percent else 1)


def test_there_are_enough_cases_of_every_sort():
    counts = Counter(case.sort for case in all_cases())
    assert counts["clean"] >= 120
    assert counts["injected"] >= 300
    assert counts["control"] >= 200


def test_twelve_trades_have_as_many_clean_projects_each_and_both_trees():
    tables = clean_tables().values()
    assert len(TRADES) == 12
    assert len(set(Counter(table.trade for table in tables).values())) == 1
    assert {(table.trade, table.tree) for table in tables} == {
        (table.trade, tree) for table in tables for tree in ("2015", "2021")
    }


def test_ids_are_unique():
    assert [key for key, count in Counter(case.id for case in all_cases()).items() if count > 1] == []


def test_all_groups_of_faults_are_there():
    assert {case.group for case in of_sort("injected")} == GROUPS


@pytest.mark.parametrize("sort", ["clean", "injected", "control"])
def test_each_kind_is_shared_evenly_between_the_halves(sort):
    halves = {
        half: Counter(case.kind for case in of_sort(sort) if case.half == half) for half in (OPEN, HELD_OUT)
    }
    for kind in halves[OPEN] | halves[HELD_OUT]:
        assert abs(halves[OPEN][kind] - halves[HELD_OUT][kind]) <= 1, kind


def test_the_halves_make_the_whole():
    assert {case.id for case in cases(OPEN)} | {case.id for case in cases(HELD_OUT)} == {
        case.id for case in cases()
    }
    assert not {case.id for case in cases(OPEN)} & {case.id for case in cases(HELD_OUT)}


def test_an_injected_case_differs_from_its_clean_project_in_exactly_one_place():
    for case in of_sort("injected"):
        *others, changed = zip(case.parents, case.tables, strict=True)
        assert all(before == after for before, after in others), case.id
        assert len(changed_places(*changed)) == 1, case.id


def test_an_injected_case_says_where_it_is_found_and_how_severely():
    for case in of_sort("injected"):
        rows = {row.name for table in case.tables for row in table.rows}
        assert case.place.rows <= rows, case.id
        assert case.place.rows or case.place.fields or case.place.whole_table, case.id
        assert case.level in ("强制", "提示"), case.id


def test_a_control_differs_from_its_clean_project_or_has_a_second_one():
    for case in of_sort("control"):
        assert case.tables != case.parents or len(case.tables) == 2, case.id


def test_rows_of_a_table_can_be_told_apart_and_belong_to_its_tree():
    for case in all_cases():
        for table in case.tables:
            names = [row.name for row in table.rows]
            assert len(names) == len(set(names)), case.id
            assert {row.category for row in table.rows} <= CATEGORY_WORDS[table.tree].keys(), case.id


def test_names_of_a_pair_differ():
    for case in all_cases():
        assert len({table.texts["名称"] for table in case.tables}) == len(case.tables), case.id


def test_sums_in_clean_tables_and_controls_are_right():
    right = [case for case in all_cases() if case.sort != "injected"]
    values = {value for case in right for table in case.tables for value in table.values}
    sums = [text for text in values if CALCULATION.match(text) and not set(text) & set("÷（")]
    assert len(sums) > 100
    for text in sums:
        worked_out, printed, unit = money(text)
        assert printed in (worked_out, worked_out * unit), text


def test_wrong_sums_are_wrong_by_pythons_arithmetic_too():
    wrong = [case for case in of_sort("injected") if case.kind == "formula_wrong"]
    for case in wrong:
        sums = [text for text in case.tables[0].values if CALCULATION.match(text)]
        assert any(money(text)[1] not in (money(text)[0], money(text)[0] * money(text)[2]) for text in sums)


def test_money_in_the_cost_rows_of_a_clean_table_is_its_amount():
    for table in clean_tables().values():
        cost = [row.annual for row in table.rows if row.category in ("成本", "经济成本")]
        amounts = [_amount(value) for value in cost if value.endswith("元")]
        assert table.amount in (sum(amounts), max(amounts)), table.id


def _amount(value):
    if CALCULATION.match(value):
        return money(value)[1]
    return _number(NUMBER.search(value).groups(default=""))
