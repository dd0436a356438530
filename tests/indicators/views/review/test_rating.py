"""Rating as work: the sheet beside the table, the rest at once, one sheet for many, and what was judged."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.domain.rating import questions_in_use, sheet_mark
from filings.enums import Action, FilingStatus, Rating
from filings.models import Filing, ReviewSheet
from indicators.domain.loading.review_data import load_review_data
from indicators.domain.review.opinions import FINE, MOST, proposed_opinion
from indicators.models import PerformanceGoal
from tests.factories import FIXTURES
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def questions(db):
    load_review_data(path=FIXTURES / "review_sheet.json")
    return list(questions_in_use())


@pytest.fixture
def queue_of(cycle):
    return lambda client, query="": client.get(reverse("review_queue", args=[cycle.code]) + query)


def page(client, goal, query=""):
    return client.get(reverse("goal_review", args=[goal.pk]) + query)


def rate(client, goal, **data):
    goal.refresh_from_db()
    data = {"seen": sheet_mark(goal.filing), **data}
    return client.post(reverse("goal_sheet", args=[goal.pk]), data)


def answers(goal):
    sheet = ReviewSheet.objects.get(version=goal.filing.submission)
    return sheet.overall, [answer.rating for answer in sheet.answers.all()], sheet.opinion


class TestBesideTheTable:
    def test_stands_there_for_whoever_rates_now(self, client_for, endorsed, reviewer, staff):
        shown = page(client_for(reviewer), endorsed)
        assert shown.context["view"] == "sheet" and shown.context["sheet_form"].rated()
        assert 'class="goal-table marked"' in shown.content.decode()
        for person, query in ((staff["supervisor"], "?view=sheet"), (reviewer, "?view=findings")):
            assert page(client_for(person), endorsed, query).context["view"] == "findings"

    def test_not_for_what_is_not_to_be_rated(self, client_for, submitted, reviewer):
        assert page(client_for(reviewer), submitted, "?view=sheet").context["view"] == "findings"

    def test_saving_comes_back_beside_the_table(self, client_for, endorsed, reviewer, questions):
        back = reverse("goal_review", args=[endorsed.pk]) + "?unit=130001&view=sheet"
        given = {f"q{question.pk}": "good" for question in questions}
        done = rate(client_for(reviewer), endorsed, **given, overall="good", opinion="同意", next=back)
        assert done.url == back and answers(endorsed) == ("good", ["good"] * 8, "同意")

    def test_a_stored_sheet_is_shown_with_its_own_words(self, client_for, endorsed, staff):
        fill_sheet(endorsed, staff["approver"])
        form = page(client_for(staff["approver"]), endorsed).context["sheet_form"]
        assert (form["overall"].value(), form["opinion"].value()) == ("good", "目标明确，同意。")

    def test_costs_as_many_queries_for_many_tables(self, client_for, cycle, unit, staff, endorsed, reviewer):
        client = client_for(reviewer)
        page(client, endorsed)
        with CaptureQueriesContext(connection) as few:
            page(client, endorsed)
        for _ in range(6):
            bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff)
        with CaptureQueriesContext(connection) as many:
            page(client, endorsed)
        assert len(many) == len(few) <= 32


class TestTheRestAtOnce:
    def test_fills_what_is_open_and_saves_nothing(self, client_for, endorsed, reviewer, questions):
        given = {f"q{questions[2].pk}": "fair"}
        shown = rate(client_for(reviewer), endorsed, fill="excellent", **given)
        values = [field.value() for _, field in shown.context["form"].rated()]
        assert values == ["excellent", "excellent", "fair", *["excellent"] * 5]
        assert shown.context["form"]["overall"].value() == "fair"  # as the worst of them
        assert not ReviewSheet.objects.exists()

    @pytest.mark.parametrize("wrong", ["perfect", "", "good\x00"])
    def test_an_unknown_rating_fills_nothing(self, client_for, endorsed, reviewer, wrong):
        shown = rate(client_for(reviewer), endorsed, fill=wrong)
        assert shown.status_code == 200 and not ReviewSheet.objects.exists()

    def test_rates_approves_and_goes_on_in_one_action(self, client_for, endorsed, staff):
        following = reverse("goal_review", args=[endorsed.pk + 1])
        done = rate(client_for(staff["approver"]), endorsed, then="approve-all", following=following)
        endorsed.refresh_from_db()
        assert (done.url, endorsed.status) == (following, FilingStatus.APPROVED)
        overall, given, opinion = answers(endorsed)
        assert (overall, set(given)) == ("excellent", {"excellent"}) and opinion

    def test_exceptions_stay_and_a_poor_table_is_rated_but_not_approved(
        self, client_for, endorsed, staff, questions
    ):
        data = {f"q{questions[0].pk}": "fair", "then": "approve-all", "opinion": "请修改"}
        done = client_for(staff["approver"]).post(
            reverse("goal_sheet", args=[endorsed.pk]),
            {"seen": sheet_mark(endorsed.filing), **data}, follow=True,
        )  # fmt: skip
        endorsed.refresh_from_db()
        assert endorsed.status == FilingStatus.ENDORSED and answers(endorsed)[0] == "fair"
        assert "没有批复" in done.content.decode() and "应退回单位修改" in done.content.decode()

    def test_a_reviewer_who_may_not_approve_rates_only(self, client_for, endorsed, reviewer):
        assert "then" not in str(page(client_for(reviewer), endorsed).context["sheet_form"])
        rate(client_for(reviewer), endorsed, then="approve-all")
        endorsed.refresh_from_db()
        assert endorsed.status == FilingStatus.ENDORSED and answers(endorsed)[0] == "excellent"

    def test_a_table_submitted_again_in_between_is_not_rated(self, client_for, endorsed, staff):
        mark = sheet_mark(endorsed.filing)
        step(endorsed, Action.RETURN, staff["approver"], "改")
        bring_to(endorsed, FilingStatus.ENDORSED, **staff)
        done = client_for(staff["approver"]).post(
            reverse("goal_sheet", args=[endorsed.pk]), {"seen": mark, "then": "approve-all"}
        )
        endorsed.refresh_from_db()
        assert (done.status_code, endorsed.status) == (409, FilingStatus.ENDORSED)


class TestOpinion:
    def test_names_what_was_found_and_leaves_fine_tables_short(
        self, client_for, cycle, unit, staff, reviewer
    ):
        goal = ready_goal(unit, cycle, overall_objective="一样的目标。", annual_objective="一样的目标。")
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        opinion = page(client_for(reviewer), goal).context["sheet_form"]["opinion"].value()
        assert opinion.startswith("总体符合要求，请单位完善以下内容：\n1．") and "整体" in opinion

    def test_of_nothing_found(self):
        assert proposed_opinion([]) == FINE
        assert proposed_opinion([], overall=Rating.POOR) == ""

    def test_of_many_findings_the_first_are_said(self, client_for, cycle, unit, staff, reviewer):
        shown = page(client_for(reviewer), bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff))
        groups = shown.context["findings"]
        many = [entry["group"] for entry in groups] * (MOST + 1)
        said = proposed_opinion(many)
        assert f"{MOST}．" in said and f"{MOST + 1}．" not in said and "另有" in said


class TestSolved:
    def test_findings_are_solved_still_there_or_new(self, client_for, cycle, unit, staff, supervisor):
        goal = ready_goal(unit, cycle, overall_objective="一样的目标。", annual_objective="一样的目标。")
        bring_to(goal, FilingStatus.RETURNED, **staff)
        goal.annual_objective = "全年完成四次维护，及时率达到百分之九十五。"
        goal.save()
        row = goal.indicators.first()
        row.annual_target = row.period_target = "明显提高"
        row.save()
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        shown = page(client_for(supervisor), goal)
        words = [place["progress"] for entry in shown.context["findings"] for place in entry["places"]]
        assert any("一样的目标" in f.judged.overall_objective for f in shown.context["solved"])
        assert "新增" in words and "仍有" in words
        assert "已消除" in shown.content.decode()

    def test_a_first_submission_has_nothing_to_compare(self, client_for, submitted, supervisor):
        shown = page(client_for(supervisor), submitted)
        assert not shown.context["solved"] and "新增" not in shown.content.decode()
        assert {p["progress"] for e in shown.context["findings"] for p in e["places"]} <= {""}


class TestBatch:
    @pytest.fixture
    def three(self, unit, cycle, staff):
        return [bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff) for _ in range(3)]

    def post(self, client, cycle, **data):
        return client.post(reverse("batch_sheet", args=[cycle.code]), data)

    def items(self, shown):
        return [f"{goal.pk}|{goal.seen}" for goal in shown.context["ready"]]

    def filled(self, questions, **change):
        given = {f"q{question.pk}": "good" for question in questions}
        return {**given, "overall": "good", "opinion": "目标明确，同意。", "confirm": "1", **change}

    def test_one_sheet_rates_and_approves_all(self, client_for, cycle, three, staff, questions):
        client = client_for(staff["approver"])
        shown = self.post(client, cycle, goals=[goal.pk for goal in three])
        data = self.filled(questions, items=self.items(shown), then="approve")
        done = self.post(client, cycle, **data)
        assert done.context["done"] == 3
        assert {result.message for _, result in done.context["results"]} == {"已评为“良”，已批复"}
        assert PerformanceGoal.objects.filter(filing__status=FilingStatus.APPROVED).count() == 3
        assert ReviewSheet.objects.filter(opinion="目标明确，同意。").count() == 3

    def test_what_can_not_be_rated_is_named_first(self, client_for, cycle, three, submitted, reviewer):
        shown = self.post(client_for(reviewer), cycle, goals=[three[0].pk, submitted.pk])
        assert shown.context["ready"] == [three[0]] and shown.context["left_out"] == [submitted]

    def test_a_table_rated_by_another_in_between_is_left_as_it_is(
        self, client_for, cycle, three, staff, reviewer, questions
    ):
        client = client_for(reviewer)
        shown = self.post(client, cycle, goals=[goal.pk for goal in three])
        fill_sheet(three[1], staff["approver"], overall=Rating.POOR)
        done = self.post(client, cycle, **self.filled(questions, items=self.items(shown)))
        assert done.context["done"] == 2
        assert answers(three[1])[0] == "poor" and answers(three[0])[0] == "good"

    def test_nothing_is_saved_with_a_question_left_open(self, client_for, cycle, three, reviewer, questions):
        client = client_for(reviewer)
        shown = self.post(client, cycle, goals=[three[0].pk])
        data = self.filled(questions, items=self.items(shown)) | {f"q{questions[0].pk}": ""}
        again = self.post(client, cycle, **data)
        assert again.context["form"].errors and again.context["ready"] == [three[0]]
        filled = self.post(client, cycle, **data | {"fill": "excellent"})
        assert filled.context["form"].rated()[0][1].value() == "excellent"
        assert not ReviewSheet.objects.exists()

    @pytest.mark.parametrize("keys", [[], ["x"], ["999999"], ["9" * 30]])
    def test_nothing_chosen_is_said(self, client_for, cycle, reviewer, keys):
        shown = self.post(client_for(reviewer), cycle, goals=keys)
        assert "没有选中项目" in shown.content.decode()

    def test_tables_of_units_out_of_reach_are_not_rated(
        self, client_for, cycle, three, other_unit, make_user, questions
    ):
        client = client_for(make_user("reviewer", department=other_unit))
        items = [f"{goal.pk}|{sheet_mark(goal.filing)}" for goal in three]
        self.post(client, cycle, **self.filled(questions, items=items))
        assert not ReviewSheet.objects.exists()


class TestQueue:
    def test_filters_by_sheet_and_rating(self, client_for, cycle, unit, staff, reviewer, queue_of):
        plain, good, poor = (
            bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff) for _ in range(3)
        )
        fill_sheet(good, reviewer)
        fill_sheet(poor, reviewer, overall=Rating.POOR)
        client = client_for(reviewer)
        for value, expected in (
            ("none", [plain]), ("any", [good, poor]), ("good", [good]), ("poor", [poor]), ("fair", []),
            ("nonsense", [plain, good, poor]),
        ):  # fmt: skip
            assert queue_of(client, f"?sheet={value}").context["goals"] == expected, value

    def test_sorts_and_leads_to_the_neighbours_in_that_order(
        self, client_for, cycle, unit, staff, reviewer, queue_of, monkeypatch
    ):
        goals = []
        for name, amount in (("乙", "300"), ("丙", "100")):
            made = ready_goal(unit, cycle, project__name=name, project__amount=Decimal(amount))
            goals.append(bring_to(made, FilingStatus.ENDORSED, **staff))
        first, third = goals
        client = client_for(reviewer)
        assert queue_of(client, "?order=amount").context["goals"] == [third, first]
        assert queue_of(client, "?order=-amount").context["goals"] == [first, third]
        monkeypatch.setattr("indicators.views.review.queue.LONG", 0)
        assert queue_of(client, "?order=-amount").context["goals"] == [first, third]
        assert queue_of(client, "?order=nonsense").context["goals"] == [first, third]
        place = page(client, third, "?order=amount").context["place_in_queue"]
        assert (place["previous"], place["next"], place["number"]) == (None, first.pk, 1)

    def test_those_of_one_moment_come_as_in_every_list_of_them(
        self, client_for, cycle, unit, staff, reviewer, queue_of
    ):
        goals = [bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff) for _ in range(4)]
        for goal, hour in zip(goals, (11, 9, 9, 10), strict=True):
            moment = datetime(2024, 3, 1, hour, tzinfo=UTC)
            Filing.objects.filter(goal=goal).update(submitted_at=moment)
        expected = [goals[1], goals[2], goals[3], goals[0]]
        client = client_for(reviewer)
        assert (
            queue_of(client).context["goals"] == queue_of(client, "?sheet=none").context["goals"] == expected
        )
        places = [page(client, goal).context["place_in_queue"] for goal in expected]
        keys = [goal.pk for goal in expected]
        assert [place["previous"] for place in places] == [None, *keys[:-1]]
        assert [place["next"] for place in places] == [*keys[1:], None]
        assert [place["number"] for place in places] == [1, 2, 3, 4]

    def test_totals_are_those_of_all_that_match(self, client_for, cycle, unit, staff, reviewer, queue_of):
        for amount in ("100.50", "200.25"):
            goal = ready_goal(unit, cycle, project__amount=Decimal(amount))
            bring_to(goal, FilingStatus.ENDORSED, **staff)
        shown = queue_of(client_for(reviewer))
        assert shown.context["totals"] == {"count": 2, "amount": Decimal("300.75"), "missing": 0}
        assert "300.75 元" in shown.content.decode()

    def test_what_i_rated_is_among_what_i_judged(
        self, client_for, cycle, endorsed, reviewer, staff, queue_of
    ):
        client = client_for(reviewer)
        assert queue_of(client, "?tab=judged").context["goals"] == []
        fill_sheet(endorsed, reviewer)
        (mine,) = queue_of(client, "?tab=judged").context["goals"]
        assert mine == endorsed and mine.own_words.startswith("评为“良”")
        step(endorsed, Action.APPROVE, staff["approver"])
        (his,) = queue_of(client_for(staff["approver"]), "?tab=judged").context["goals"]
        assert his.own_words.startswith("批复")

    def test_queries_do_not_grow(self, client_for, cycle, unit, staff, reviewer, queue_of):
        client = client_for(reviewer)

        def cost(query):
            with CaptureQueriesContext(connection) as captured:
                queue_of(client, query)
            return len(captured)

        def fill(count):
            for _ in range(count):
                fill_sheet(bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff), reviewer)

        fill(1)
        queries = ["?tab=judged", "?sheet=good", "?order=-amount"]
        cost("")
        few = [cost(query) for query in queries]
        fill(6)
        assert [cost(query) for query in queries] == few
