from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from projects.context import default_cycle
from projects.enums import CycleState
from projects.models import BudgetCycle
from tests.constraints import assert_refused
from tests.factories import BudgetCycleFactory


def cycle(**changes):
    given = {"code": "2024", "fiscal_year": 2024, "region": "韶关市曲江区", "level": "区级"}
    return BudgetCycle(**given | changes)


def test_the_title_as_published():
    assert cycle(fiscal_year=2023).title == "韶关市曲江区2023年区级项目绩效目标表"


@pytest.mark.parametrize("pattern", ["{地区}{年度}年{级次}表", "{region}{year}年{level}表"])
def test_the_words_of_a_title_are_chinese_and_the_old_ones_still_read(pattern):
    assert cycle(title_pattern=pattern).title == "韶关市曲江区2024年区级表"


def test_a_title_pattern_is_text_not_a_program():
    assert cycle(title_pattern="{0.__class__}{year}{x}").title == "{0.__class__}2024{x}"


@pytest.mark.parametrize("code", ["2024", "2024-mid", "a", "0" * 31])
def test_codes_fit_into_an_address(db, code):
    cycle(code=code).full_clean()


@pytest.mark.parametrize("code", ["", "-2024", "2024/1", "2024 1", "年度", "A", "0" * 32, "2024\n"])
def test_codes_that_do_not_are_refused(db, code):
    with pytest.raises(ValidationError):
        cycle(code=code).full_clean()


@pytest.mark.parametrize("year", [1999, 2101])
def test_an_implausible_year_is_refused(db, year):
    assert_refused(cycle(fiscal_year=year), "预算年度应在 2000 到 2100 之间")


def test_a_cycle_does_not_close_before_it_opens(db):
    window = {"opens_on": date(2024, 2, 1), "closes_on": date(2024, 1, 31)}
    assert_refused(cycle(**window), "截止日期不能早于开始日期")
    cycle(opens_on=date(2024, 2, 1), closes_on=date(2024, 2, 1)).full_clean()


@pytest.mark.parametrize(("offset", "days"), [(3, 3), (0, 0), (-2, -2)])
def test_days_left(offset, days):
    assert cycle(closes_on=timezone.localdate() + timedelta(days=offset)).days_left == days
    assert cycle().days_left is None


def test_the_cycle_looked_at_last_comes_first_then_the_newest_open_one(db, rf):
    def chosen(**session):
        request = rf.get("/")
        request.session = session
        return default_cycle(request)

    assert chosen() is None
    BudgetCycleFactory(fiscal_year=2026, state=CycleState.CLOSED)
    BudgetCycleFactory(fiscal_year=2024)
    newest_open = BudgetCycleFactory(fiscal_year=2025)
    assert chosen() == newest_open
    assert chosen(cycle="2024").code == "2024"
    assert chosen(cycle="1999") == newest_open


def test_a_request_reads_the_cycles_once(db, rf, django_assert_num_queries):
    BudgetCycleFactory(fiscal_year=2024)
    request = rf.get("/")
    request.session = {}
    with django_assert_num_queries(1):
        assert default_cycle(request) == default_cycle(request)
