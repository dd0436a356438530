"""From a file to titles and rows, and the few values that lists write in several ways."""

from datetime import date

import pytest

from overview.lists.fields import field_of_title, title_key
from overview.lists.plan import PlannedRow, yes_or_no
from overview.lists.reading import ListRow, guessed_mapping, read_date
from projects.enums import ListKind

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-01", date(2026, 1, 1)), ("2026/1/5", date(2026, 1, 5)), ("2026年1月", date(2026, 1, 1)),
        ("2026年12月31日", date(2026, 12, 31)), ("2026.6.30", date(2026, 6, 30)), ("", None),
    ],
)  # fmt: skip
def test_days_as_lists_write_them(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["明年", "2026", "2026-13-01", "2026-02-30", "45000"])
def test_what_is_no_day(text):
    with pytest.raises(ValueError, match=r"."):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("是", True), ("停用", False), ("Y", True), ("0", False), ("", None), ("也许", None)]
)
def test_yes_and_no(text, meant):
    planned = PlannedRow(ListRow("清单", 2, {"active": text}))
    assert yes_or_no(planned) is meant
    assert bool(planned.errors) == (text == "也许")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("单位编码*", "code"),
        ("单位 名称（全称）", "name"),
        ("主管部门编码", "parent"),
        ("电话", ""),
        ("", ""),
    ],
)
def test_titles_are_known_by_their_sense(title, key):
    assert field_of_title(ListKind.UNITS, title) == key


def test_two_columns_of_one_meaning_leave_the_first():
    sheets = [{"titles": ["编码", "单位编码", "名称", ""]}]
    assert guessed_mapping(ListKind.UNITS, sheets) == {"编码": "code", "单位编码": "", "名称": "name"}


def test_titles_differ_by_more_than_signs():
    assert title_key("编 码*（必填）") == title_key("编码") != title_key("名称")
