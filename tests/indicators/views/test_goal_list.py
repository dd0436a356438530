"""The list of a cycle: filters in the address, sorting, paging, totals of what is shown."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.encoding import iri_to_uri

from filings.enums import FilingStatus
from indicators.domain.counting.keeping import keep_counts
from indicators.forms.filters import SORTS
from indicators.views.goals import PAGE_SIZE
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership
from projects.models import Project
from tests.factories import (
    DepartmentFactory,
    FunctionalSubjectFactory,
    FundSourceFactory,
    PerformanceGoalFactory,
)

ADDRESS = "/cycles/2024/goals/"


@pytest.fixture
def browser(client_for, reviewer):
    return client_for(reviewer)


def names(response):
    return [line.name for line in response.context["page"]]


def totals(response):
    given = response.context["totals"]
    return given["count"], given["amount"], given["missing"]


@pytest.fixture
def three(cycle, unit, other_unit):
    """Three goals that differ in everything that can be filtered."""
    make = PerformanceGoalFactory
    return [
        make(
            project__cycle=cycle, project__department=unit, project__name="乙网络维护", project__position=1,
            project__amount=Decimal("20000.50"),
        ),
        make(
            submitted=True, project__cycle=cycle, project__department=unit, project__name="甲教育培训",
            project__position=2, project__amount=None, project__justification="根据干部教育文件",
            project__fund_source=FundSourceFactory(code="122", name="专项债券"),
        ),
        make(
            approved=True, project__cycle=cycle, project__department=other_unit, project__name="丙学前补助",
            project__amount=Decimal("100.00"),
            project__functional_subject=FunctionalSubjectFactory(code="2050201", name="学前教育"),
        ),
    ]  # fmt: skip


def test_the_list_of_the_seed_with_its_totals(seed_cycle, browser):
    response = browser.get("/cycles/2023/goals/")
    page = response.content.decode()
    assert totals(response) == (54, Decimal("852700.00"), 33)
    assert "852,700.00" in page
    assert "（33 个金额缺失，未计入）" in page
    assert page.count("原表金额不可读") == sum(line.amount is None for line in response.context["page"])


def test_a_row_shows_what_one_looks_for(three, browser):
    page = browser.get(ADDRESS).content.decode()
    for text in (
        "乙网络维护",
        "130001-中共韶关市曲江区委组织部",
        "1111预算安排拨款",
        "2013299其他组织事务支出",
    ):
        assert text in page
    assert "20,000.50" in page
    assert "未填" in page
    assert "待主管部门审核" in page


def test_a_project_without_a_table_is_not_counted(three, browser, cycle, unit):
    before = totals(browser.get(ADDRESS))
    Project.objects.create(cycle=cycle, department=unit, name="只有监控表的项目", amount=7)
    assert totals(browser.get(ADDRESS)) == before


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["乙网络维护", "甲教育培训", "丙学前补助"]),
        ("unit=130001", ["乙网络维护", "甲教育培训"]),
        ("fund=122", ["甲教育培训"]),
        ("subject=2050201", ["丙学前补助"]),
        ("status=approved", ["丙学前补助"]),
        ("q=网络", ["乙网络维护"]),
        ("q=教育", ["甲教育培训", "丙学前补助"]),  # in a justification, in the name of a unit
        ("q= 网络 ", ["乙网络维护"]),
        ("q=１３０００１", ["乙网络维护", "甲教育培训"]),
        ("unit=130001&status=submitted", ["甲教育培训"]),
        ("unit=130001&q=学前", []),
    ],
)
def test_filters_and_totals_follow_the_address(three, browser, query, shown):
    response = browser.get(iri_to_uri(f"{ADDRESS}?{query}"))
    assert names(response) == shown
    amounts = Project.objects.filter(name__in=shown).values_list("amount", flat=True)
    known = [amount for amount in amounts if amount is not None]
    assert totals(response) == (len(shown), sum(known) if known else None, len(shown) - len(known))


@pytest.mark.parametrize(
    "query", ["unit=999999", "fund=x", "status=lost", "order=evil", "order=-", "unit=%00", "q=%00"]
)
def test_a_filter_that_makes_no_sense_is_dropped(three, browser, query):
    response = browser.get(iri_to_uri(f"{ADDRESS}?{query}"))
    assert response.status_code == 200
    assert len(names(response)) == 3


def test_an_overlong_search_is_dropped_and_a_percent_sign_is_a_character(three, browser):
    assert len(names(browser.get(ADDRESS, {"q": "长" * 200}))) == 3
    assert names(browser.get(ADDRESS, {"q": "%"})) == []


def test_the_filter_offers_what_the_cycle_holds(three, browser, preparer, client_for):
    DepartmentFactory(code="777", name="没有项目的单位")
    fields = browser.get(ADDRESS).context["form"].fields
    assert [unit.code for unit in fields["unit"].units] == ["130001", "255001"]
    assert [fund.code for fund in fields["fund"].queryset] == ["1111", "122"]
    own = client_for(preparer).get(ADDRESS).context["form"].fields
    assert [unit.code for unit in own["unit"].units] == ["130001"]
    assert "2050201" not in [subject.code for subject in own["subject"].queryset]


@pytest.mark.parametrize("key", SORTS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_column_sorts_both_ways(three, browser, key, sign):
    response = browser.get(ADDRESS, {"order": sign + key})
    assert len(names(response)) == 3
    assert response.context["form"].sort_key == sign + key


def test_the_order_is_that_of_the_table_and_missing_amounts_come_last(three, browser):
    assert names(browser.get(ADDRESS)) == ["乙网络维护", "甲教育培训", "丙学前补助"]
    assert names(browser.get(ADDRESS, {"order": "amount"})) == ["丙学前补助", "乙网络维护", "甲教育培训"]
    assert names(browser.get(ADDRESS, {"order": "-amount"})) == ["乙网络维护", "丙学前补助", "甲教育培训"]


def test_pages_keep_the_filter_and_show_each_project_once(seed_cycle, browser):
    first = browser.get("/cycles/2023/goals/", {"order": "-amount", "unit": "130001"})
    second = browser.get("/cycles/2023/goals/", {"order": "-amount", "unit": "130001", "page": 2})
    assert len(first.context["page"]) == PAGE_SIZE
    assert totals(first) == totals(second)
    assert len({goal.pk for goal in [*first.context["page"], *second.context["page"]]}) == 54
    assert "order=-amount&amp;unit=130001&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_a_page_that_is_not_there_shows_the_nearest(seed_cycle, browser, page):
    assert browser.get("/cycles/2023/goals/", {"page": page}).status_code == 200


def test_a_word_is_looked_for_in_names_first_and_in_the_reasons_where_no_name_has_it(three, browser):
    found = browser.get(ADDRESS, {"q": "干部教育"})
    assert names(found) == ["甲教育培训"] and "以下项目在设立依据及申报理由中写到" in found.content.decode()
    PerformanceGoalFactory(
        project__cycle=three[0].project.cycle, project__department=three[0].project.department,
        project__name="丁干部教育基地", project__position=9,
    )  # fmt: skip
    found = browser.get(ADDRESS, {"q": "干部教育"})
    assert names(found) == ["丁干部教育基地"] and "q=%E5%B9%B2" in found.content.decode()
    both = browser.get(ADDRESS, {"q": "干部教育", "texts": "yes"})
    assert names(both) == ["甲教育培训", "丁干部教育基地"] and totals(both)[0] == 2


def test_what_only_another_unit_has_is_not_found_by_its_name(three, client_for, preparer):
    assert names(client_for(preparer).get(ADDRESS, {"q": "学前"})) == []
    assert names(client_for(preparer).get(ADDRESS, {"q": "学前", "texts": "yes"})) == []


@pytest.mark.parametrize("text", ["教育", "2050", "1300"])
def test_a_word_that_very_much_has_finds_the_same(three, browser, text, monkeypatch):
    few = names(browser.get(ADDRESS, {"q": text}))
    monkeypatch.setattr("indicators.forms.filters.MOST_KEYS", 0)
    assert names(browser.get(ADDRESS, {"q": text})) == few != []


@pytest.mark.parametrize(
    "query",
    [
        {}, {"status": "draft"}, {"q": "项目"}, {"order": "unit"}, {"order": "-unit"}, {"order": "fund"},
        {"order": "-fund"}, {"order": "subject", "fund": "122"}, {"order": "-subject"},
        {"order": "-amount"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 3, 7])
def test_a_long_list_has_the_pages_of_a_short_one(cycle, unit, other_unit, browser, query, size, monkeypatch):
    for number in range(11):
        place = [unit, other_unit, DepartmentFactory(code=f"4000{number // 2}")][number % 3]
        fund = [FundSourceFactory(code="122"), None, FundSourceFactory(code="121")][number // 2 % 3]
        subject = [FunctionalSubjectFactory(code="2050201"), FunctionalSubjectFactory(code="2010101"), None]
        PerformanceGoalFactory(
            project__cycle=cycle, project__department=place, project__position=20 - number,
            project__name=f"项目{number}", project__fund_source=fund,
            project__amount=[None, 100, 200][number % 3],
            project__functional_subject=subject[number // 3 % 3],
        )  # fmt: skip
    monkeypatch.setattr("indicators.views.goals.PAGE_SIZE", size)

    def pages():
        asked = [names(browser.get(ADDRESS, {**query, "page": n})) for n in range(1, 11 // size + 2)]
        return list(dict.fromkeys(map(tuple, asked)))

    short = pages()
    monkeypatch.setattr("indicators.views.goals.LONG", 0)
    found = [name for page in short for name in page]
    assert pages() == short and len(found) == len(set(found)) == (4 if "fund" in query else 11)


@pytest.fixture
def large(monkeypatch):
    """Every cycle is one of very many tables, of which a search finds at most two."""
    monkeypatch.setattr("indicators.forms.filters.LARGE", 0)
    monkeypatch.setattr("indicators.forms.filters.MOST_KEYS", 2)
    monkeypatch.setattr("indicators.views.goals.MOST_KEYS", 2)


@pytest.mark.parametrize(
    "text", ["教育", "甲", "乙网络", "网 络", "130001", "2050", "1300", "火星", "学前补助", "（"]
)
def test_a_large_cycle_finds_by_name_and_code_what_a_small_one_does(three, browser, text, request):
    small = browser.get(ADDRESS, {"q": text})
    keep_counts()
    request.getfixturevalue("large")
    found = browser.get(ADDRESS, {"q": text})
    if totals(small)[0] <= 2 and not small.context["form"].only_in_reasons:
        assert (names(found), totals(found)) == (names(small), totals(small))
    three[1].project.name = "戊火星探测"
    three[1].project.save()
    assert names(browser.get(ADDRESS, {"q": "火星探"})) == ["戊火星探测"], "changed since words were kept"


@pytest.mark.parametrize("order", ["unit", "-unit", "fund", "-subject", "name", "-amount"])
def test_a_search_that_finds_very_much_shows_its_beginning_and_all_if_asked(
    three, browser, unit, large, order, monkeypatch
):
    for name in ("己教育", "庚教育"):
        PerformanceGoalFactory(
            project__cycle=three[0].project.cycle, project__department=unit, project__name=name,
            project__position=5,
        )  # fmt: skip
    query = {"q": "教育", "order": order}
    whole = browser.get(ADDRESS, {**query, "all": "yes"})
    assert len(names(whole)) == totals(whole)[0] == 4 and "个项目，合计" in whole.content.decode()
    monkeypatch.setattr("indicators.views.goals.PAGE_SIZE", 1)
    monkeypatch.setattr("indicators.views.goals.LONG", 0)
    pages = [browser.get(ADDRESS, {**query, "page": page}) for page in (1, 2, 3)]
    assert [name for page in pages[:2] for name in names(page)] == names(whole)[:2]
    assert names(pages[2]) == names(pages[1]), "the last page there is"
    shown = pages[0].content.decode()
    assert "超过 <strong>2</strong> 个" in shown and "all=yes" in shown and "导出 PDF" not in shown
    assert 'type="checkbox"' not in shown, "nothing to tick for"


def test_in_a_large_cycle_the_reasons_are_read_if_asked(three, browser, large):
    unnamed = browser.get(ADDRESS, {"q": "干部教育"})
    assert names(unnamed) == [] and totals(unnamed) == (0, None, 0)
    assert "中没有“干部教育”。<a" in unnamed.content.decode()
    assert names(browser.get(ADDRESS, {"q": "干部教育", "texts": "yes"})) == ["甲教育培训"]


def test_an_empty_list_says_what_to_do(cycle, browser, three):
    assert "没有符合这些条件的项目" in browser.get(ADDRESS, {"q": "无此项目"}).content.decode()


def test_an_empty_cycle_says_so(cycle, browser):
    page = browser.get(ADDRESS).content.decode()
    assert "还没有您可以查看的项目" in page
    assert "导出 PDF" not in page


def test_each_role_sees_its_own_units(three, client_for, preparer, other_preparer, supervisor, approver):
    assert names(client_for(preparer).get(ADDRESS)) == ["乙网络维护", "甲教育培训"]
    assert names(client_for(other_preparer).get(ADDRESS)) == ["丙学前补助"]
    assert names(client_for(supervisor).get(ADDRESS)) == ["乙网络维护", "甲教育培训"]
    assert len(names(client_for(approver).get(ADDRESS))) == 3
    assert totals(client_for(other_preparer).get(ADDRESS)) == (1, Decimal("100.00"), 0)


def test_another_units_code_in_the_address_opens_nothing(three, client_for, preparer):
    response = client_for(preparer).get(ADDRESS, {"unit": "255001"})
    assert names(response) == ["乙网络维护", "甲教育培训"]


def test_text_of_people_is_shown_as_text(cycle, browser):
    PerformanceGoalFactory(project__cycle=cycle, project__name="<script>alert(1)</script>")
    page = browser.get(ADDRESS).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def queries_of(browser):
    with CaptureQueriesContext(connection) as queries:
        browser.get(ADDRESS)
    return len(queries)


def test_one_project_costs_as_many_queries_as_fifty_four(cycle, browser):
    PerformanceGoalFactory(project__cycle=cycle, indicators=1)
    queries_of(browser)
    one = queries_of(browser)
    PerformanceGoalFactory.create_batch(53, project__cycle=cycle, indicators=1)
    assert queries_of(browser) == one <= 17


def test_the_status_filter_offers_every_status(three, browser):
    offered = dict(browser.get(ADDRESS).context["form"].fields["status"].choices)
    assert set(offered) == {"", *FilingStatus.values}


class TestTheUnitAsAFilter:
    def test_who_fills_in_for_one_unit_has_nothing_to_choose(self, three, unit, preparer, client_for):
        browser = client_for(preparer)
        page = browser.get(ADDRESS).content.decode()
        assert 'name="unit"' not in page and "data-unit" not in page
        # An address that somebody sent him goes on to work.
        assert names(browser.get(ADDRESS, {"unit": unit.code})) == ["乙网络维护", "甲教育培训"]

    def test_another_unit_is_none_of_his(self, three, other_unit, preparer, client_for):
        response = client_for(preparer).get(ADDRESS, {"unit": other_unit.code})
        assert "没有找到单位" in response.content.decode()
        assert names(response) == ["乙网络维护", "甲教育培训"]

    def test_who_fills_in_for_two_chooses(self, three, other_unit, preparer, client_for):
        Membership.objects.create(user=preparer, role=Role.PREPARER, department=other_unit)
        page = client_for(preparer).get(ADDRESS).content.decode()
        assert '<select name="unit"' in page
