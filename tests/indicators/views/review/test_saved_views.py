"""常用筛选 of the review queue: kept by name, one's own, valid filters only."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from filings.enums import FilingStatus
from indicators.domain.review.saved_views import MAX_VIEWS, save_view
from indicators.models import SavedView
from tests.factories import BudgetCycleFactory
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db


def keep(client, cycle, name="教育口", filters="findings=advice"):
    return client.post(reverse("saved_view_add", args=[cycle.code]), {"name": name, "filters": filters})


def words(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def names(client, cycle, query=""):
    page = client.get(reverse("review_queue", args=[cycle.code]) + query)
    return [view.name for view in page.context["saved_views"]]


class TestKeeping:
    def test_leads_back_to_the_filters_of_the_address(self, client_for, cycle, unit, supervisor, preparer):
        goal = ready_goal(unit, cycle, project__name="道路养护")
        bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=None)
        client = client_for(supervisor)
        answer = keep(client, cycle, filters=f"q=道路&unit={unit.code}")
        view = SavedView.objects.get()
        assert (view.user, view.cycle, view.name) == (supervisor, cycle, "教育口")
        address = f"{reverse('review_queue', args=[cycle.code])}?{view.query}"
        assert answer.url == address
        page = client.get(address)
        assert [g.pk for g in page.context["goals"]] == [goal.pk]
        assert page.context["form"].chosen == {"unit": unit, "q": "道路"}
        html = page.content.decode()
        assert 'aria-current="true">教育口</a>' in html

    def test_the_tab_belongs_to_it(self, client_for, cycle, supervisor):
        keep(client_for(supervisor), cycle, filters="tab=judged&q=x")
        assert SavedView.objects.get().query == "tab=judged&q=x"

    def test_only_valid_filters_are_kept(self, client_for, cycle, supervisor):
        keep(client_for(supervisor), cycle, filters="next=//evil.example&page=3&findings=none&unit=999&q=%00")
        assert SavedView.objects.get().query == "findings=none"

    @pytest.mark.parametrize(
        ("name", "filters", "said"),
        [
            ("", "findings=none", "起个名称"),
            ("长" * 31, "findings=none", "最多 30 个字"),
            ("空的", "", "没有设置筛选条件"),
            ("空的", "page=2", "没有设置筛选条件"),
        ],
    )
    def test_refusals_say_why(self, client_for, cycle, supervisor, name, filters, said):
        answer = keep(client_for(supervisor), cycle, name, filters)
        assert said in words(answer) and not SavedView.objects.exists()

    def test_a_name_is_used_once_by_a_person_in_a_cycle(self, client_for, cycle, supervisor, reviewer):
        client = client_for(supervisor)
        keep(client, cycle)
        assert "同名" in words(keep(client, cycle, filters="findings=none"))
        keep(client, BudgetCycleFactory(fiscal_year=2025))
        keep(client_for(reviewer), cycle)
        assert SavedView.objects.count() == 3

    def test_no_more_than_fit_on_the_page(self, cycle, supervisor):
        for number in range(MAX_VIEWS):
            save_view(user=supervisor, cycle=cycle, name=f"视图{number}", query="findings=none")
        with pytest.raises(ValidationError, match="最多保存"):
            save_view(user=supervisor, cycle=cycle, name="再一个", query="findings=none")

    def test_name_is_shown_as_text(self, client_for, cycle, supervisor):
        client = client_for(supervisor)
        keep(client, cycle, name="<b>粗\x00体</b>")
        page = client.get(reverse("review_queue", args=[cycle.code])).content.decode()
        assert "&lt;b&gt;粗体&lt;/b&gt;" in page and "<b>粗" not in page


class TestWhose:
    def test_everybody_sees_his_own(self, client_for, cycle, supervisor, reviewer):
        keep(client_for(supervisor), cycle)
        assert names(client_for(supervisor), cycle) == ["教育口"]
        assert names(client_for(reviewer), cycle) == []
        assert names(client_for(supervisor), BudgetCycleFactory(fiscal_year=2025)) == []

    def test_is_deleted_by_its_owner_alone(self, client_for, cycle, supervisor, other_supervisor):
        keep(client_for(supervisor), cycle)
        address = reverse("saved_view_delete", args=[SavedView.objects.get().pk])
        assert client_for(other_supervisor).post(address).status_code == 404
        assert SavedView.objects.exists()
        assert client_for(supervisor).post(address).url == reverse("review_queue", args=[cycle.code])
        assert not SavedView.objects.exists()
        assert client_for(supervisor).post(address).status_code == 404

    def test_owner_and_cycle_are_not_taken_from_the_form(self, client_for, cycle, supervisor, reviewer):
        data = {"name": "x", "filters": "q=x", "user": reviewer.pk, "cycle": 99, "query": "q=y"}
        client_for(supervisor).post(reverse("saved_view_add", args=[cycle.code]), data)
        view = SavedView.objects.get()
        assert (view.user, view.cycle, view.query) == (supervisor, cycle, "q=x")

    def test_those_without_a_queue_keep_nothing(self, client_for, cycle, preparer):
        assert keep(client_for(preparer), cycle).status_code == 403
