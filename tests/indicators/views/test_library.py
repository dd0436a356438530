"""Pages of the indicator library: who may open them, what they list, what decisions do."""

import re

import pytest
from django.urls import reverse

from indicators.domain.library.catalogue import build_library, propose_indicator, seed_library
from indicators.enums import LibraryState
from indicators.models import LibraryIndicator
from tests import factories

pytestmark = pytest.mark.django_db

BUSINESS = ["preparer", "supervisor", "reviewer", "approver"]
OTHERS = ["security_officer", "auditor", "nobody"]


@pytest.fixture
def proposal(preparer):
    return propose_indicator(by=preparer, tier1="产出指标", tier2="数量指标", name="巡检次数")


@pytest.fixture
def entry():
    return LibraryIndicator.objects.create(
        tier1="产出指标", tier2="数量指标", name="系统维护数量", times_used=1
    )


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", [*BUSINESS, "administrator", *OTHERS])
def test_who_reads_the_library(role, entry, client_for, request, cycle):
    browser = client_for(request.getfixturevalue(role))
    expected = 403 if role in OTHERS else 200
    assert browser.get(reverse("library_list")).status_code == expected
    assert browser.get(reverse("library_detail", args=[entry.pk])).status_code == expected


@pytest.mark.parametrize("role", [*BUSINESS, "administrator", *OTHERS])
def test_only_preparers_propose(role, client_for, request, cycle):
    expected = 200 if role == "preparer" else 403
    assert client_for(request.getfixturevalue(role)).get(reverse("library_propose")).status_code == expected


@pytest.mark.parametrize("page", ["library_accept", "library_decline", "library_build"])
@pytest.mark.parametrize("role", [*BUSINESS, "administrator", *OTHERS])
def test_only_the_administrator_decides(role, page, proposal, client_for, request):
    args = [] if page == "library_build" else [proposal.pk]
    answer = client_for(request.getfixturevalue(role)).post(reverse(page, args=args), {"note": "重复"})
    assert (answer.status_code == 403) == (role != "administrator")
    proposal.refresh_from_db()
    assert (proposal.state == LibraryState.PROPOSED) == (role != "administrator" or page == "library_build")


def test_a_proposal_is_seen_by_its_author_and_the_administrator_only(
    proposal, preparer, supervisor, administrator, client_for
):
    url = reverse("library_detail", args=[proposal.pk])
    answers = [client_for(user).get(url).status_code for user in (preparer, administrator, supervisor)]
    assert answers == [200, 200, 404]


def test_proposing_from_a_row_that_was_just_typed(preparer, cycle, client_for):
    category = factories.category("质量指标")
    browser, url = client_for(preparer), reverse("library_propose")
    assert 'value="巡检合格率"' in text(browser.get(url, {"name": "巡检合格率", "category": category.pk}))
    browser.post(url, {"name": "巡检合格率", "category": category.pk})
    made = LibraryIndicator.objects.get()
    assert (made.tier1, made.tier2, made.state) == ("产出指标", "质量指标", LibraryState.PROPOSED)


@pytest.mark.parametrize(
    "data", [{}, {"name": "巡检"}, {"name": " ", "category": "own"}, {"name": "巡检", "category": "2021"}]
)
def test_a_bad_proposal_is_refused_with_the_reason(data, preparer, cycle, client_for):
    own = factories.category("质量指标").pk
    foreign = factories.category("质量指标", code="2021").pk
    data = {**data, "category": {"own": own, "2021": foreign}.get(data.get("category"), "")}
    answer = client_for(preparer).post(reverse("library_propose"), data)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not LibraryIndicator.objects.exists()


def test_proposing_a_known_name_says_where_it_is(preparer, entry, cycle, client_for):
    data = {"name": entry.name, "category": factories.category().pk}
    assert "已在指标库" in text(client_for(preparer).post(reverse("library_propose"), data))


def test_declining_needs_a_reason_which_the_author_reads(proposal, administrator, preparer, client_for):
    url = reverse("library_decline", args=[proposal.pk])
    assert client_for(administrator).post(url, {"note": ""}).context["form"].errors
    client_for(administrator).post(url, {"note": "与“巡查次数”重复"})
    assert "与“巡查次数”重复" in text(client_for(preparer).get(reverse("library_list")))


def test_the_list_finds_by_text_pinyin_category_and_use(seed_cycle, preparer, administrator, client_for):
    seed_library(table=factories.published_table())
    LibraryIndicator.objects.create(
        tier1="产出指标", tier2="数量指标", name="没人用的", state=LibraryState.RETIRED
    )

    def listed(user=preparer, **filters):
        return client_for(user).get(reverse("library_list"), filters).context["page"].paginator

    assert listed().count == 180
    assert listed(q="及时").count == listed(q=" 及时 ").count > 1
    assert "支付及时率" in [e.name for e in listed(q="zfjsl").object_list]
    assert {e.tier2 for e in listed(category="产出指标/质量指标").object_list} == {"质量指标"}
    assert min(e.times_used for e in listed(use="5").object_list) >= 5
    assert listed(use="x", category="y", state="retired").count == 180
    assert (
        listed(administrator, state="retired").count == 1 and listed(administrator, state="all").count == 181
    )


def test_the_projects_of_an_entry_end_at_the_readers_scope(
    cycle, unit, other_unit, client_for, request, entry
):
    for department in (unit, other_unit):
        project = factories.ProjectFactory(
            cycle=cycle, department=department, name=f"{department.code}的项目"
        )
        factories.PerformanceGoalFactory(project=project, indicators=1)
    url = reverse("library_detail", args=[entry.pk])

    def projects(role):
        page = client_for(request.getfixturevalue(role)).get(url).context["page"]
        return {row.goal.project.department.code for row in page}

    assert projects("preparer") == projects("supervisor") == {"130001"}
    assert projects("other_preparer") == {"255001"}
    assert projects("reviewer") == {"130001", "255001"}
    assert projects("administrator") == set()


def test_building_takes_in_the_names_of_a_cycle(administrator, seed_cycle, client_for):
    browser = client_for(administrator)
    browser.post(reverse("library_build"), {"cycle": "2023", "minimum": "1"})
    assert LibraryIndicator.objects.count() == 180
    for bad in ({"cycle": "2099", "minimum": "1"}, {"cycle": "2023", "minimum": "0"}, {}):
        assert "message-error" in text(browser.post(reverse("library_build"), bad, follow=True))


def test_suggestions_carry_what_the_row_needs(seed_cycle, preparer, client_for):
    build_library(cycle=seed_cycle)
    goal = factories.PerformanceGoalFactory(
        project__cycle=seed_cycle, project__department=preparer.home_departments()[0]
    )
    timely = factories.category("时效指标")
    answer = client_for(preparer).get(
        reverse("library_suggest"), {"goal": goal.pk, "category": timely.pk, "q": "及时"}
    )
    buttons = re.findall(r"<button ([^>]+)>", text(answer))
    assert buttons
    for button in buttons:
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', button))
        assert attributes["type"] == "button" and attributes["data-category"] == str(timely.pk)
        assert "及时" in attributes["data-name"] and {"data-period", "data-annual"} <= set(attributes)


def test_suggestions_are_for_goals_that_one_may_see(
    cycle, unit, preparer, other_preparer, auditor, client_for
):
    goal = factories.PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    url = reverse("library_suggest")
    codes = [
        client_for(u).get(url, {"goal": goal.pk}).status_code for u in (preparer, other_preparer, auditor)
    ]
    assert codes == [200, 404, 404]


@pytest.mark.parametrize("query", [{}, {"goal": "x"}, {"goal": "-1"}, {"goal": "9" * 400}, {"goal": "²"}])
def test_a_suggestion_for_no_goal_is_refused(query, preparer, client_for):
    assert client_for(preparer).get(reverse("library_suggest"), query).status_code in (400, 404)


def test_bad_filters_of_a_suggestion_are_ignored(cycle, unit, preparer, entry, client_for):
    goal = factories.PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    query = {"goal": goal.pk, "category": "x", "q": "系统\x00\x0b"}
    assert entry.name in text(client_for(preparer).get(reverse("library_suggest"), query))


def test_hostile_names_are_shown_as_text(cycle, unit, preparer, client_for):
    LibraryIndicator.objects.create(tier1="产出指标", tier2="数量指标", name='"><script>alert(1)</script>')
    goal = factories.PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    for url in (reverse("library_list"), f"{reverse('library_suggest')}?goal={goal.pk}"):
        assert "<script>alert" not in text(client_for(preparer).get(url))


@pytest.mark.parametrize("page", ["library_list", "library_detail"])
def test_the_number_of_queries_does_not_grow(
    page, cycle, unit, entry, preparer, client_for, django_assert_num_queries
):
    browser = client_for(preparer)
    args = [entry.pk] if page == "library_detail" else []

    def queries(count=None):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse(page, args=args))
        return len(captured)

    factories.PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=1)
    queries()
    few = queries()
    for _ in range(20):
        factories.PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)
    LibraryIndicator.objects.bulk_create(
        LibraryIndicator(tier1="产出指标", tier2="数量指标", name=f"指标{n}") for n in range(300)
    )
    assert queries() == few <= 14
