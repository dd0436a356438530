"""Rows through Jinja2 say what Django's templates would say."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateDoesNotExist
from django.urls import reverse

from indicators.domain.lines import GoalLine

NASTY = "<b>\"甲\" & '乙'</b>"
LINE = {
    "pk": 7, "name": NASTY, "amount": Decimal("1234567.8"), "amount_note": "", "unit_code": "130001",
    "unit_name": NASTY, "fund_code": None, "subject_code": "2013299", "fund_name": None,
    "subject_name": "事务", "subject_path": NASTY, "status": "draft",
    "updated_at": datetime(2026, 11, 28, 16, 5, tzinfo=UTC),
    "full_name": NASTY, "username": "zhang", "indicator_count": 0,
}  # fmt: skip


def drawn(*lines: dict, name: str = "indicators/goal_rows.html", **given) -> str:
    said = " ".join(f"{key}={key}" for key in given)
    text = "{% load rows %}{% rows name goals=goals " + said + " %}"
    return Template(text).render(
        Context({"name": name, "goals": [GoalLine(**line) for line in lines], **given})
    )


@pytest.mark.pure
@pytest.mark.parametrize("waiting", [False, True])
class TestRowsOfGoals:
    def test_text_of_users_is_escaped(self, waiting):
        reason = {"reason": NASTY, "first_remark": NASTY}
        page = drawn(LINE | reason, only_unit=None, reasons="退回意见", waiting=waiting)
        assert "<b>" not in page and page.count("&lt;b&gt;") >= 3

    def test_figures_moments_and_addresses(self, waiting):
        page = drawn(LINE, only_unit=None, reasons="", waiting=waiting)
        assert "1,234,567.80" in page
        assert "11-29 00:05" in page  # Beijing's time, not UTC
        place = "goal_edit" if waiting else "goal_detail"
        assert f'href="{reverse(place, args=[7])}"' in page
        assert "None" not in page

    def test_a_missing_amount_says_why(self, waiting):
        page = drawn(LINE | {"amount": None}, only_unit=None, reasons="", waiting=waiting)
        assert "未填" in page
        page = drawn(
            LINE | {"amount": None, "amount_note": "据实"}, only_unit=None, reasons="", waiting=waiting
        )
        assert "据实" in page and "未填" not in page

    def test_of_one_unit_it_is_not_said_in_each_row(self, waiting):
        page = drawn(LINE | {"unit_name": "组织部"}, only_unit=object(), reasons="", waiting=waiting)
        assert "组织部" not in page

    def test_no_rows(self, waiting):
        assert drawn(only_unit=None, reasons="", waiting=waiting) == ""


@pytest.mark.pure
def test_of_a_list_in_part_none_can_be_ticked():
    assert "checkbox" in drawn(LINE, only_unit=None, in_part=None)
    assert "checkbox" not in drawn(LINE, only_unit=None, in_part=True)
    assert "checkbox" not in drawn(LINE, only_unit=None, waiting=True)


@pytest.mark.pure
@pytest.mark.parametrize(
    "status, place",
    [
        ("returned", "goal_remarks"),
        ("draft", "goal_edit"),
        ("submitted", "goal_detail"),
        ("approved", "goal_detail"),
    ],
)
def test_what_waits_leads_to_where_it_is_done(status, place):
    page = drawn(LINE | {"status": status}, only_unit=None, reasons="", waiting=True)
    assert f'href="{reverse(place, args=[7])}"' in page


@pytest.mark.pure
def test_long_reasons_are_cut_and_remarks_counted():
    more = {"reason": "改" * 81, "first_remark": "注" * 61, "open_remarks": 2}
    page = drawn(LINE | more, only_unit=None, reasons="退回意见", waiting=True)
    assert "改" * 79 + "…" in page and "改" * 80 not in page
    assert "注" * 59 + "…" in page and "（共 2 条意见待答复）" in page
    short = {"reason": "改" * 80, "first_remark": "注" * 60, "open_remarks": 1}
    page = drawn(LINE | short, only_unit=None, reasons="退回意见", waiting=True)
    assert "改" * 80 in page and "注" * 60 in page and "…" not in page and "条意见待答复" not in page


def test_rows_that_do_not_exist():
    with pytest.raises(TemplateDoesNotExist):
        drawn(name="indicators/none.html")
