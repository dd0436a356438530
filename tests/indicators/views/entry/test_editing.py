import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from filings.domain.remarks import add_remark
from filings.enums import Action
from filings.models import Filing
from indicators.domain.entry.entries import RowEntry, entry_of
from indicators.domain.review.remarks import remarked_row
from projects.models import Project
from tests.factories import FunctionalSubjectFactory, IndicatorFactory, PerformanceGoalFactory, category
from tests.indicators.flow import bring_to, ready_goal, step
from tests.indicators.posts import posted, reread, rows_of

pytestmark = pytest.mark.django_db
WRITING = ["goal_save", "goal_autosave"]


@pytest.fixture
def goal(cycle, unit):
    return PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


def send(client, goal, name="goal_autosave", data=None, **changes):
    return client.post(reverse(name, args=[goal.pk]), posted(goal, **changes) if data is None else data)


# --- the page -------------------------------------------------------------------------------------


def test_page_shows_every_value_in_an_input(client, goal):
    html = client.get(reverse("goal_edit", args=[goal.pk])).content.decode()
    for text in (
        goal.project.name,
        "50,000.00",
        "伍万元整",
        "2013299 其他组织事务支出",
        "≥12次",
        "系统维护数量",
    ):
        assert text in html


def test_empty_table_starts_with_a_row_for_each_required_category(client, cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    rows = client.get(reverse("goal_edit", args=[goal.pk])).context["rows"]
    assert [row.group[1] for row in rows if not row.spare] == [
        "数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 40])
def test_page_takes_the_same_number_of_queries_for_few_and_many_rows(
    client, cycle, unit, count, django_assert_max_num_queries
):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=count)
    with django_assert_max_num_queries(24):
        client.get(reverse("goal_edit", args=[goal.pk]))


@pytest.mark.parametrize("role", ["supervisor", "reviewer", "approver"])
def test_who_may_only_see_is_led_to_the_read_only_page(request, client_for, goal, role):
    client = client_for(request.getfixturevalue(role))
    assert client.get(reverse("goal_edit", args=[goal.pk])).url == reverse("goal_detail", args=[goal.pk])


@pytest.mark.parametrize("status", ["submitted", "endorsed", "approved"])
def test_table_that_left_the_unit_is_read_only(client, goal, status):
    Filing.objects.update(status=status)
    assert client.get(reverse("goal_edit", args=[goal.pk])).status_code == 302
    for name in WRITING:
        assert send(client, goal, name, overall_objective="改").status_code == 403
    assert reread(goal).overall_objective != "改"


@pytest.mark.parametrize("name", WRITING)
def test_only_the_units_own_preparer_may_write(request, client_for, goal, name):
    answers = {
        person: send(client_for(request.getfixturevalue(person)), goal, name).status_code
        for person in ("other_preparer", "supervisor", "reviewer", "administrator")
    }
    assert answers == {"other_preparer": 404, "supervisor": 403, "reviewer": 403, "administrator": 404}


def test_reading_a_writing_address_is_refused(client, goal):
    assert [client.get(reverse(name, args=[goal.pk])).status_code for name in WRITING] == [405, 405]


# --- saving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITING)
def test_both_ways_of_saving_store_the_same(client, goal, name):
    rows = [replace(rows_of(goal)[1], name="换过"), RowEntry(category=category("质量指标").pk, name="新行")]
    removed = [rows_of(goal)[0].pk]
    answer = send(client, goal, name, rows=rows, removed=removed, amount="6万元", justification="新理由")
    goal = reread(goal)
    assert answer.status_code == (302 if name == "goal_save" else 200)
    assert [row.name for row in goal.indicators.all()] == ["换过", "新行"]
    assert (goal.project.amount, goal.project.justification) == (Decimal(60_000), "新理由")
    assert (goal.revision, goal.filing.updated_by.username) == (2, "preparer")


@pytest.mark.parametrize("number", ["default", "1.5", "９" * 30, "-"])
@pytest.mark.parametrize("name", WRITING)
def test_a_row_to_delete_whose_number_is_none_deletes_nothing(client, goal, name, number):
    """No page of ours sends that; Django's formset does not look at rows that are marked for deletion."""
    before = rows_of(goal)
    data = posted(goal, removed=[before[0].pk]) | {"rows-2-pk": number}
    assert send(client, goal, name, data).status_code < 500
    assert rows_of(goal) == before


def test_answer_names_revision_time_and_the_ids_of_new_rows(client, goal):
    new = RowEntry(category=category().pk, name="新行")
    answer = send(client, goal, rows=[new, *rows_of(goal)]).json()
    ids = [row.pk for row in reread(goal).indicators.all()]
    assert answer["rows"] == {f"rows-{number}": pk for number, pk in enumerate(ids)}
    assert answer["revision"] == 2 and len(answer["saved_at"].split(":")) == 3
    assert json.loads(answer["base"]) == entry_of(reread(goal)).fingerprints()


def test_next_save_with_the_answers_revision_goes_through(client, goal):
    first = send(client, goal, annual_objective="一").json()
    second = send(
        client, goal, revision=first["revision"], base=json.loads(first["base"]), annual_objective="二"
    )
    assert second.status_code == 200 and reread(goal).annual_objective == "二"


def test_saving_a_table_of_sixteen_rows_stays_within_its_queries(
    client, cycle, unit, django_assert_max_num_queries
):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=16)
    rows = [replace(row, annual_target=f"≥{place}次") for place, row in enumerate(rows_of(goal), start=20)]
    data = posted(goal, rows=[*rows[1:], RowEntry(category=category().pk, name="新")], name="换名")
    with django_assert_max_num_queries(27):
        assert send(client, goal, data=data).status_code == 200


def test_row_that_was_not_posted_stays(client, goal):
    send(client, goal, rows=rows_of(goal)[:1])
    assert reread(goal).indicators.count() == 2


def test_draft_with_gaps_is_saved_and_the_gaps_are_listed(client, goal):
    rows = [RowEntry(name="缺类别", period_target="1"), *rows_of(goal)]
    answer = send(client, goal, rows=rows, amount="约5万", overall_objective="").json()
    problems = {(item["target"], item["kind"]) for item in answer["problems"]}
    assert {
        ("id_amount", "wrong"),
        ("id_overall_objective", "missing"),
        ("id_rows-0-category", "wrong"),
    } <= problems
    assert reread(goal).overall_objective == ""
    page = client.get(reverse("goal_edit", args=[goal.pk])).content.decode()
    assert "约5万" in page and "缺类别" in page and f"({answer['blocking']})" in page


def test_unfinished_content_is_not_printed(client, goal):
    send(client, goal, rows=[RowEntry(name="缺类别的行")], amount="约5万")
    page = client.get(reverse("goal_detail", args=[goal.pk])).content.decode()
    assert "缺类别的行" not in page and "约5万" not in page and "金额待核对" in page


@pytest.mark.parametrize(
    "data", [{}, {"revision": "1"}, {"revision": "x", "rows-TOTAL_FORMS": "0", "rows-INITIAL_FORMS": "0"}]
)
def test_form_of_another_shape_is_a_bad_request(client, goal, data):
    assert send(client, goal, data=data).status_code == 400


def test_row_number_that_is_no_number_is_a_bad_request(client, goal):
    assert send(client, goal, data=posted(goal) | {"rows-0-pk": "1 OR 1=1"}).status_code == 400


def test_ids_of_other_goals_rows_are_not_taken(client, goal, other_unit, cycle):
    stranger = IndicatorFactory(goal__project__cycle=cycle, goal__project__department=other_unit)
    send(client, goal, rows=[RowEntry(pk=stranger.pk, category=stranger.category_id, name="冒名")])
    stranger.refresh_from_db()
    assert stranger.name == "系统维护数量" and stranger.goal_id != goal.pk


def test_fund_source_that_no_code_list_has_stays_chosen_until_another_is(client, goal):
    send(client, goal, fund_source="9999 别处的资金")
    page = client.get(reverse("goal_edit", args=[goal.pk])).content.decode()
    assert '<option value="9999 别处的资金" selected>' in page
    assert reread(goal).project.fund_source is None


# --- two editors ----------------------------------------------------------------------------------


@pytest.fixture
def overtaken(client_for, make_user, unit, goal):
    """The form that the first opened, after a colleague saved."""
    opened = posted(goal, overall_objective="甲的目标", justification="甲的理由")
    other = make_user("preparer", department=unit, full_name="填报员乙")
    send(client_for(other), goal, overall_objective="乙的目标", annual_objective="乙的年度")
    return opened


def test_stale_autosave_is_answered_with_who_when_and_both_values(client, goal, overtaken):
    answer = send(client, goal, data=overtaken)
    box = answer.json()["box"]
    assert answer.status_code == 409 and answer.json()["revision"] == 2
    for text in ("填报员乙", "甲的目标", "乙的目标", "乙的年度", "甲的理由"):
        assert text in box
    assert reread(goal).overall_objective == "乙的目标"


def test_stale_save_without_javascript_shows_my_text_again(client, goal, overtaken):
    answer = send(client, goal, "goal_save", data=overtaken)
    assert answer.status_code == 409
    assert answer.context["form"]["overall_objective"].value() == "甲的目标"
    assert {item.key: item.preferred for item in answer.context["conflict"]} == {
        "justification": "mine", "overall_objective": "", "annual_objective": "theirs",
    }  # fmt: skip


@pytest.mark.parametrize(("choice", "kept"), [("mine", "甲的目标"), ("theirs", "乙的目标")])
def test_choice_decides_and_nothing_else_is_lost(client, goal, overtaken, choice, kept):
    current = send(client, goal, data=overtaken).json()
    chosen = {
        "choice-overall_objective": choice,
        "choice-annual_objective": "theirs",
        "choice-justification": "mine",
    }
    data = overtaken | {"revision": current["revision"], "base": current["base"]} | chosen
    assert send(client, goal, data=data).status_code == 200
    goal = reread(goal)
    assert (goal.overall_objective, goal.annual_objective, goal.project.justification) == (
        kept, "乙的年度", "甲的理由",
    )  # fmt: skip


def test_third_save_in_between_is_again_a_conflict(client, client_for, goal, overtaken, make_user, unit):
    current = send(client, goal, data=overtaken).json()
    third = make_user("preparer", department=unit, full_name="填报员丙")
    send(client_for(third), goal, overall_objective="丙的目标")
    data = overtaken | {"revision": current["revision"], "base": current["base"]}
    assert "填报员丙" in send(client, goal, data=data).json()["box"]


def test_stale_save_that_would_change_nothing_is_no_conflict(client, goal):
    opened = posted(goal, overall_objective="同一句")
    send(client, goal, data=opened)
    answer = send(client, goal, data=opened)  # the first answer got lost
    assert answer.status_code == 200 and answer.json()["revision"] == 2


def test_a_new_row_whose_answer_got_lost_is_not_stored_twice(client, goal):
    new = RowEntry(category=rows_of(goal)[0].category, name="新行", period_target="1次", annual_target="1次")
    opened = posted(goal, rows=[*rows_of(goal), new])
    send(client, goal, data=opened)
    answer = send(client, goal, data=opened).json()  # the page has not heard of the first
    prefix = f"rows-{len(rows_of(goal)) - 1}"
    key = answer["rows"][prefix]
    assert key == rows_of(goal)[-1].pk
    again = opened | {"revision": answer["revision"], "base": answer["base"]}
    send(client, goal, data=again | {f"{prefix}-pk": str(key), f"{prefix}-name": "新行改"})
    assert [row.name for row in rows_of(goal)][-2:] == [rows_of(goal)[-2].name, "新行改"]
    assert "新行" not in [row.name for row in rows_of(goal)]


def test_a_cycle_without_a_scheme_says_so_instead_of_opening_the_form(client, goal):
    goal.project.cycle.rules.delete()
    answer = client.get(reverse("goal_edit", args=[goal.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("goal_detail", args=[goal.pk])
    assert "还没有选定指标体系" in answer.content.decode()


# --- small pieces ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [("50000", "伍万元整"), ("5万", "5 万元"), ("", ""), ("约5万", "不是金额"), ("1e5", "科学")],
)
def test_amount_in_words_while_typing(client, text, shown):
    assert shown in client.get(reverse("amount_words"), {"amount": text}).content.decode()


@pytest.fixture
def subjects(db):
    for code, name in [
        ("206", "科学技术支出"),
        ("20604", "技术研究与开发"),
        ("2060404", "科技成果转化与扩散"),
    ]:
        FunctionalSubjectFactory(code=code, name=name)


@pytest.mark.parametrize("text", ["2060", "技术研究", "扩散", "kjcg"])
def test_subject_is_suggested_by_code_path_or_initials_and_only_items(client, subjects, text):
    found = client.get(reverse("subject_suggest"), {"q": text}).context["subjects"]
    assert [subject.code for subject in found] == ["2060404"]


def test_suggestions_need_a_business_role(client_for, administrator, subjects):
    assert client_for(administrator).get(reverse("subject_suggest"), {"q": "2"}).status_code == 403


def test_preview_shows_what_is_saved_and_only_to_those_who_may_see_it(
    client, client_for, goal, other_preparer
):
    assert client.get(reverse("edit_preview", args=[goal.pk])).status_code == 200
    assert client_for(other_preparer).get(reverse("edit_preview", args=[goal.pk])).status_code == 404


def test_a_returned_table_says_why_and_where(client, cycle, unit, preparer, supervisor, approver):
    goal = ready_goal(unit, cycle)
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    bring_to(goal, "submitted", **staff)
    row = goal.indicators.all()[1]
    add_remark(filing=goal.filing, by=supervisor, text="金额没有依据", place="amount")
    add_remark(
        filing=goal.filing, by=supervisor, text="目标值偏低", place="annual_target", row=remarked_row(row)
    )
    add_remark(filing=goal.filing, by=supervisor, text="整体再核")
    step(goal, Action.RETURN, supervisor, "测算不实")
    page = client.get(reverse("goal_edit", args=[goal.pk]))
    html = page.content.decode()
    assert "测算不实" in html and "还有 3 条审核意见待答复" in html and supervisor.full_name in html
    found = page.context["found"]
    assert [item.short for item in found.by_target["id_amount"]] == ["金额没有依据"]
    assert [item.short for item in found.by_target["id_rows-1-annual_target"]] == ["目标值偏低"]
    assert found.blocking == 0 and "整体再核" not in html


def test_a_first_draft_says_nothing_of_a_return(client, goal):
    page = client.get(reverse("goal_edit", args=[goal.pk]))
    assert page.context["back"] is None and "sent-back" not in page.content.decode()


def test_the_note_in_place_of_an_amount_goes_with_it(client, goal):
    Project.objects.filter(pk=goal.pk).update(amount=None, amount_note="原表金额不可读")
    assert send(client, goal, annual_objective="改").json()["amount_note"] == "原表金额不可读"
    assert send(client, goal, amount="500").json()["amount_note"] == ""
