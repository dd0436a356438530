from decimal import Decimal

import pytest

from indicators.tables.columns import total_label, total_note
from perfgoals.common.money import format_amount
from tests.indicators.tables.blocks import project, table


def test_codes_and_names_are_joined_as_the_published_table_prints_them():
    block = project()
    assert block.unit == "130001-中共韶关市曲江区委组织部"
    assert block.fund == "1111预算安排拨款"
    assert block.subject == "2013299其他组织事务支出"


def test_totals_add_known_amounts_and_count_the_missing_ones():
    totals = table(
        project(amount=Decimal("0.10")), project(amount=None), project(amount=Decimal("0.20"))
    ).totals
    assert totals.amount == Decimal("0.30")
    assert (totals.projects, totals.missing_amounts, totals.indicators) == (3, 1, 21)
    assert total_label(totals) == "合计（3 个项目）"
    assert "1 个项目金额缺失" in total_note(totals)


def test_sum_of_no_known_amount_is_unknown_not_zero():
    assert table(project(amount=None)).totals.amount is None
    assert table().totals.amount is None


def test_books_keep_the_units_in_table_order():
    blocks = [project(unit_code=code) for code in ("2", "2", "1", "2")]
    books = list(table(*blocks).books())
    assert [(book.unit[0], len(book.blocks)) for book in books] == [("2", 2), ("1", 1), ("2", 1)]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("50000"), "50,000.00"),
        (Decimal("0"), "0.00"),
        (Decimal("-1234.5"), "-1,234.50"),
        (Decimal("1234567890123456789012.34"), "1,234,567,890,123,456,789,012.34"),
        (None, ""),
    ],
)
def test_amounts_show_two_decimals_and_thousands(amount, text):
    assert format_amount(amount) == text


def test_missing_amount_shows_its_note():
    assert project(amount=None, amount_note="原表金额不可读").amount_text == "原表金额不可读"
