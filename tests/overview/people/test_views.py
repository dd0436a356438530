"""Pages of accounts and roles: who may open them, what they do, what they say when they refuse."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from perfgoals.accounts import domain
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from tests import factories

pytestmark = pytest.mark.django_db

POST_PAGES = {
    "user_deactivate": "administrator",
    "user_activate": "administrator",
    "user_reset_password": "administrator",
    "user_request_reset": "administrator",
    "user_unlock": "security_officer",
    "role_grant": "security_officer",
}
ROLES = ["preparer", "supervisor", "reviewer", "approver", "administrator", "security_officer", "auditor"]


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
@pytest.mark.parametrize("page", ["user_list", "user_detail"])
def test_only_administrative_roles_see_accounts(role, page, client_for, request, preparer):
    user = request.getfixturevalue(role)
    args = [preparer.pk] if page == "user_detail" else []
    expected = 200 if role in ("administrator", "security_officer", "auditor") else 403
    assert client_for(user).get(reverse(page, args=args)).status_code == expected


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
@pytest.mark.parametrize("page", ["user_create", "user_edit"])
def test_only_the_administrator_opens_the_forms(role, page, client_for, request, preparer):
    user = request.getfixturevalue(role)
    args = [preparer.pk] if page == "user_edit" else []
    expected = 200 if role == "administrator" else 403
    assert client_for(user).get(reverse(page, args=args)).status_code == expected


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
@pytest.mark.parametrize("page", POST_PAGES)
def test_each_action_belongs_to_one_role(role, page, client_for, request, make_user):
    person = make_user()
    answer = client_for(request.getfixturevalue(role)).post(reverse(page, args=[person.pk]))
    assert (answer.status_code != 403) == (role == POST_PAGES[page])


@pytest.mark.parametrize("page", [*POST_PAGES, "user_detail", "user_edit"])
def test_an_account_that_does_not_exist_is_not_found(page, client_for, request):
    user = request.getfixturevalue(POST_PAGES.get(page, "administrator"))
    browser = client_for(user)
    send = browser.post if page in POST_PAGES else browser.get
    assert send(reverse(page, args=[987654])).status_code == 404


def test_creating_shows_the_password_once(administrator, client_for):
    browser = client_for(administrator)
    answer = browser.post(reverse("user_create"), {"username": "wang", "full_name": "王会计"})
    password = re.search(r"<output[^>]*>([^<]+)<", text(answer))[1]
    user = User.objects.get(username="wang")
    assert user.check_password(password) and user.must_change_password
    assert password not in text(browser.get(reverse("user_detail", args=[user.pk])))
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "data",
    [
        {"username": "", "full_name": "王会计"},
        {"username": "wang", "full_name": ""},
        {"username": "wang li", "full_name": "王会计"},
        {"username": "administrator", "full_name": "王会计"},
        {"username": "w" * 151, "full_name": "王会计"},
    ],
)
def test_a_bad_account_is_refused_with_the_reason_at_the_field(data, administrator, client_for):
    before = User.objects.count()
    answer = client_for(administrator).post(reverse("user_create"), data)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert User.objects.count() == before


def test_editing_shows_the_stored_name_until_it_is_saved(administrator, preparer, client_for):
    url = reverse("user_edit", args=[preparer.pk])
    refused = client_for(administrator).post(url, {"username": "", "full_name": "新姓名"})
    assert "填报员甲" in text(refused)
    client_for(administrator).post(url, {"username": "preparer", "full_name": "新姓名"})
    assert User.objects.get(pk=preparer.pk).full_name == "新姓名"


def test_a_reset_password_is_shown_once_and_must_be_changed(administrator, preparer, client_for):
    answer = client_for(administrator).post(reverse("user_reset_password", args=[preparer.pk]))
    password = re.search(r"<output[^>]*>([^<]+)<", text(answer))[1]
    browser = Client()
    assert browser.post(reverse("login"), {"username": "preparer", "password": password}).status_code == 302
    assert browser.get(reverse("home")).url == reverse("password_change")


def test_refusals_of_the_rules_are_told_in_words(administrator, client_for):
    url = reverse("user_deactivate", args=[administrator.pk])
    answer = client_for(administrator).post(url, follow=True)
    assert "message-error" in text(answer) and User.objects.get(pk=administrator.pk).is_active


@pytest.mark.parametrize(
    "typed", ["130001", "130001-中共韶关市曲江区委组织部", "中共韶关市曲江区委组织部", " 130001 - x"]
)
def test_a_unit_is_found_by_code_name_or_both(typed, unit, security_officer, make_user, client_for):
    person = make_user()
    data = {"role": Role.PREPARER, "unit": typed}
    client_for(security_officer).post(reverse("role_grant", args=[person.pk]), data)
    assert person.memberships.get().department == unit


@pytest.mark.parametrize(
    "data",
    [
        {"role": "", "unit": ""},
        {"role": "emperor", "unit": ""},
        {"role": Role.PREPARER, "unit": ""},
        {"role": Role.SUPERVISOR, "unit": "没有这个单位"},
        {"role": Role.AUDITOR, "unit": "130001"},
    ],
)
def test_an_incomplete_grant_is_refused_at_its_field(data, unit, security_officer, make_user, client_for):
    person = make_user()
    answer = client_for(security_officer).post(reverse("role_grant", args=[person.pk]), data)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not person.memberships.exists()


def test_a_forbidden_mix_of_roles_is_refused_in_words(security_officer, preparer, client_for):
    url = reverse("role_grant", args=[preparer.pk])
    answer = client_for(security_officer).post(url, {"role": Role.ADMINISTRATOR, "unit": ""})
    assert "须由不同的人担任" in text(answer)
    assert preparer.memberships.count() == 1


def test_a_role_is_taken_back_only_from_its_holder(security_officer, preparer, reviewer, client_for):
    granted = preparer.memberships.get()
    wrong = reverse("role_revoke", args=[reviewer.pk, granted.pk])
    assert client_for(security_officer).post(wrong).status_code == 404
    assert (
        client_for(preparer).post(reverse("role_revoke", args=[preparer.pk, granted.pk])).status_code == 403
    )
    client_for(security_officer).post(reverse("role_revoke", args=[preparer.pk, granted.pk]))
    assert not preparer.memberships.exists()


def test_the_list_filters_by_text_role_unit_and_state(unit, other_unit, administrator, make_user, client_for):
    wang = make_user(Role.PREPARER, department=unit, username="wang", full_name="王会计")
    make_user(Role.PREPARER, department=other_unit, username="li", full_name="李会计")
    make_user(Role.REVIEWER, department=unit, username="zhao", full_name="赵科长")
    idle = make_user(username="idle", full_name="未授权")
    new = make_user(Role.AUDITOR, username="new", newcomer=True)
    domain.deactivate_user(user=make_user(username="gone"), by=administrator)
    browser = client_for(administrator)

    def listed(**filters):
        return {user.username for user in browser.get(reverse("user_list"), filters).context["page"]}

    assert listed(q="王") == listed(q="WANG") == {wang.username}
    assert listed(role="preparer") == {"wang", "li"}
    assert listed(unit="130001") == {"wang", "zhao"}
    assert listed(unit="130001", role="preparer") == {"wang"}
    assert listed(state="roleless") == {idle.username}
    assert listed(state="first") == {new.username}
    assert listed(state="inactive") == {"gone"}
    assert listed(state="nonsense", role="x") == listed()


def test_a_role_of_another_person_for_the_unit_does_not_match(
    unit, other_unit, administrator, client_for, make_user
):
    """Role and unit must meet in one membership."""
    both = make_user(Role.PREPARER, department=other_unit, username="both")
    domain.grant_role(user=both, role=Role.SUPERVISOR, department=unit)
    answer = client_for(administrator).get(reverse("user_list"), {"role": "preparer", "unit": unit.code})
    assert not answer.context["page"].object_list


def test_hostile_names_are_shown_as_text(administrator, client_for, make_user):
    make_user(username="x", full_name="<script>alert(1)</script>")
    assert "<script>alert" not in text(client_for(administrator).get(reverse("user_list")))


@pytest.mark.parametrize("page", ["user_list", "user_detail"])
def test_the_number_of_queries_does_not_grow_with_accounts(
    page, unit, administrator, client_for, make_user, django_assert_max_num_queries
):
    browser = client_for(administrator)
    args = [administrator.pk] if page == "user_detail" else []
    browser.get(reverse(page, args=args))  # the first page of a session also notes its time

    def queries():
        with django_assert_max_num_queries(12) as captured:
            browser.get(reverse(page, args=args))
        return len(captured)

    make_user(Role.PREPARER, department=unit)
    few = queries()
    people = User.objects.bulk_create(
        User(username=f"many{n}", full_name=f"多人{n}", password="!") for n in range(1000)
    )
    Membership.objects.bulk_create(
        Membership(user=person, role=Role.PREPARER, department=factories.DepartmentFactory(code="130001"))
        for person in people[:50]
    )
    assert queries() == few


def test_taking_a_role_back_is_asked_first(preparer, security_officer, client_for):
    granted = preparer.memberships.get()
    page = client_for(security_officer).get(reverse("user_detail", args=[preparer.pk])).content.decode()
    before, _, form = page.partition(reverse("role_revoke", args=[preparer.pk, granted.pk]))
    assert before.count("<details") == before.count("</details>") + 1  # opened by the person first
    assert "确认收回填报" in form and "立即不能再以这个角色" in form
