"""What 系统管理员 and 安全管理员 do to accounts, and what is refused whoever asks."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from perfgoals.accounts import domain, resets
from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES, BUSINESS_ROLES, GUARDED_ROLES, Role
from perfgoals.accounts.models import Membership, User
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db


def grant(user, role, unit, by=None):
    needs_unit = Role(role).needs_department
    return domain.grant_role(user=user, role=role, department=unit if needs_unit else None, by=by)


def test_a_new_account_has_a_random_password_to_be_changed(administrator):
    user, password = domain.create_user(username="wang", full_name="王会计", by=administrator)
    other, second = domain.create_user(username="li", full_name="李会计", by=administrator)
    assert user.check_password(password) and len(password) >= 16 and password != second
    assert user.must_change_password and not user.roles and other.pk != user.pk


def test_two_accounts_cannot_share_a_user_name(administrator):
    domain.create_user(username="wang", full_name="王会计", by=administrator)
    with pytest.raises(ValidationError):
        domain.create_user(username="wang", full_name="另一人", by=administrator)


def take(username, by):
    with transaction.atomic():
        domain.create_user(username=username, full_name="王会计", by=by)
        time.sleep(1)


def take_meanwhile(username, page, user):
    time.sleep(0.5)
    address = reverse("user_edit", args=[user.pk]) if user else reverse("user_create")
    answer = page.post(address, {"username": username, "full_name": "另一人"})
    return answer.status_code, answer.content.decode()


def call(function, *arguments):
    return function(*arguments)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("existing", [False, True], ids=["new", "edited"])
def test_user_name_taken_at_the_same_moment_is_refused_with_what_was_typed(
    tmp_path, administrator, preparer, client_for, existing
):
    page = client_for(administrator)
    with shared_database(tmp_path):
        _, (status, html) = run_together(
            call,
            (take, "wang", administrator),
            (take_meanwhile, "wang", page, preparer if existing else None),
        )
    assert status == 200 and 'value="wang"' in html and 'value="另一人"' in html and "field-bad" in html


def test_editing_changes_names_and_nothing_else(administrator, preparer):
    before = preparer.password
    domain.edit_user(user=preparer, username="new-name", full_name="新姓名", by=administrator)
    preparer.refresh_from_db()
    assert (preparer.username, preparer.full_name, preparer.password) == ("new-name", "新姓名", before)
    assert preparer.memberships.count() == 1


def test_editing_refuses_a_name_in_use(administrator, preparer, reviewer):
    with pytest.raises(ValidationError):
        domain.edit_user(user=preparer, username=reviewer.username, full_name="甲", by=administrator)
    preparer.refresh_from_db()
    assert preparer.username == "preparer"


def test_a_reset_password_works_once_and_ends_the_sessions(administrator, preparer, client_for):
    browser = client_for(preparer)
    password = resets.reset_password(user=preparer, by=administrator)
    preparer.refresh_from_db()
    assert preparer.check_password(password) and preparer.must_change_password
    assert browser.get("/").status_code == 302 and "login" in browser.get("/").url


def test_nobody_resets_his_own_password_this_way(administrator):
    with pytest.raises(ValidationError):
        resets.reset_password(user=administrator, by=administrator)


def test_a_closed_account_is_out_at_once_and_keeps_its_roles(administrator, preparer, client_for):
    browser = client_for(preparer)
    assert domain.deactivate_user(user=preparer, by=administrator)
    assert "login" in browser.get("/").url
    assert domain.activate_user(user=preparer, by=administrator)
    assert User.objects.get(pk=preparer.pk).has_role(Role.PREPARER)


def test_closing_or_opening_twice_says_so(administrator, preparer):
    assert not domain.activate_user(user=preparer, by=administrator)
    domain.deactivate_user(user=preparer, by=administrator)
    assert not domain.deactivate_user(user=preparer, by=administrator)


def test_nobody_closes_his_own_account(administrator, make_user):
    make_user(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError):
        domain.deactivate_user(user=administrator, by=administrator)


@pytest.mark.parametrize("role", domain.INDISPENSABLE_ROLES)
def test_the_last_holder_of_an_indispensable_role_stays(role, make_user, administrator):
    last = administrator if role == Role.ADMINISTRATOR else make_user(role)
    other = make_user()
    with pytest.raises(ValidationError, match="唯一"):
        domain.deactivate_user(user=last, by=other)
    with pytest.raises(ValidationError, match="唯一"):
        domain.revoke_role(membership=last.memberships.get(), by=other)
    assert User.objects.get(pk=last.pk).has_role(role)


@pytest.mark.parametrize("role", domain.INDISPENSABLE_ROLES)
def test_a_closed_account_does_not_count_as_another_holder(role, make_user):
    last, closed, other = make_user(role), make_user(role), make_user()
    domain.deactivate_user(user=closed, by=other)
    with pytest.raises(ValidationError, match="唯一"):
        domain.deactivate_user(user=last, by=other)


@pytest.mark.parametrize("role", domain.INDISPENSABLE_ROLES)
def test_with_a_second_holder_the_first_may_go(role, make_user):
    first, second = make_user(role), make_user(role)
    assert domain.revoke_role(membership=first.memberships.get(), by=second)
    assert not User.objects.get(pk=first.pk).has_role(role)


def test_any_other_role_may_be_taken_back_from_its_only_holder(approver, security_officer):
    membership = approver.memberships.get()
    assert domain.revoke_role(membership=membership, by=security_officer)
    again = Membership(pk=membership.pk or 0, role=Role.APPROVER)
    assert not domain.revoke_role(membership=again, by=security_officer)


@pytest.mark.parametrize("business", BUSINESS_ROLES)
@pytest.mark.parametrize("administrative", ADMINISTRATIVE_ROLES)
def test_business_and_administration_never_meet_in_one_person(business, administrative, unit, make_user):
    for first, second in ((business, administrative), (administrative, business)):
        person = make_user()
        grant(person, first, unit)
        with pytest.raises(ValidationError, match="不同的人"):
            grant(person, second, unit)
        assert [m.role for m in person.memberships.all()] == [first]


@pytest.mark.parametrize("first", ADMINISTRATIVE_ROLES)
@pytest.mark.parametrize("second", ADMINISTRATIVE_ROLES)
def test_the_three_administrators_are_three_people(first, second, make_user):
    person = make_user(first)
    with pytest.raises(ValidationError):
        grant(person, second, None)
    assert person.memberships.count() == 1


def test_several_business_roles_for_several_units_are_fine(unit, other_unit, make_user):
    person = make_user(Role.PREPARER, department=unit)
    grant(person, Role.PREPARER, other_unit)
    grant(person, Role.REVIEWER, None)
    assert person.memberships.count() == 3


def close(user, by) -> str:
    try:
        return "closed" if domain.deactivate_user(user=user, by=by) else "was closed"
    except ValidationError:
        return "refused"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_closing_each_other_leave_one(make_user, tmp_path):
    first, second = make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
    with shared_database(tmp_path):
        outcomes = run_together(close, (first, second), (second, first))
        assert sorted(outcomes) == ["closed", "refused"]
        assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize("role", GUARDED_ROLES)
def test_the_login_name_of_three_officers_and_finance_stays(administrator, make_user, role):
    person = make_user(role)
    domain.edit_user(user=person, username=person.username, full_name="新姓名", by=administrator)
    with pytest.raises(ValidationError, match="用户名不能改"):
        domain.edit_user(user=person, username="new-name", full_name="又一个姓名", by=administrator)
    person.refresh_from_db()
    assert (person.full_name, person.username != "new-name") == ("新姓名", True)
