"""Accounts of a list, their first passwords and the roles proposed for them."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.test import Client

from perfgoals.accounts import batches
from perfgoals.accounts.batches import Wanted, confirm_proposals, create_accounts, issue_first_passwords
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import RoleProposal, User
from perfgoals.audit.models import AuditEvent
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db
PBKDF2 = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def newcomer(by, unit=None, role=Role.PREPARER, name="zhang") -> User:
    create_accounts(names={name: "张会计"}, wanted=[Wanted(name, role, unit)], by=by)
    return User.objects.get(username=name)


def test_an_account_without_slip_can_not_log_in(administrator, unit):
    person = newcomer(administrator, unit)
    assert not person.has_usable_password() and person.must_change_password and not person.roles


def test_all_accounts_or_none(administrator):
    with pytest.raises(ValidationError):
        create_accounts(names={"zhang": "张会计", "not a name": "李会计"}, wanted=[], by=administrator)
    assert not User.objects.filter(username="zhang").exists()


def test_a_slip_opens_the_account_and_a_second_one_voids_it(administrator, unit):
    person = newcomer(administrator, unit)
    first, second = (issue_first_passwords(users=[person.pk], by=administrator)[0] for _ in range(2))
    person.refresh_from_db()
    assert len(second.password) == 16 and person.check_password(second.password)
    assert not person.check_password(first.password) and person.must_change_password


def test_whoever_has_logged_in_keeps_his_password(administrator, unit, preparer):
    preparer.must_change_password = True
    preparer.save()
    Client().force_login(preparer, backend="perfgoals.accounts.backends.RoleBackend")
    assert issue_first_passwords(users=[preparer.pk, administrator.pk], by=administrator) == []


def test_a_guarded_role_needs_two_people_for_a_new_password(administrator, reviewer):
    User.objects.filter(pk=reviewer.pk).update(must_change_password=True, last_login=None)
    assert issue_first_passwords(users=[reviewer.pk], by=administrator) == []


def test_a_first_hash_is_quick_and_hardened_at_the_first_login(administrator, unit, settings, rf):
    settings.PASSWORD_HASHERS = PBKDF2
    person = newcomer(administrator, unit)
    slip = issue_first_passwords(users=[person.pk], by=administrator)[0]
    person.refresh_from_db()
    quick = identify_hasher(person.password).decode(person.password)["iterations"]
    assert quick == batches.FIRST_PASSWORD_ITERATIONS
    assert authenticate(rf.post("/login/"), username="zhang", password=slip.password) == person
    person.refresh_from_db()
    assert identify_hasher(person.password).decode(person.password)["iterations"] > quick


def test_confirming_grants_and_says_why_not(administrator, security_officer, unit):
    newcomer(administrator, unit)
    newcomer(administrator, role=Role.APPROVER, name="wang")
    keys = list(RoleProposal.objects.values_list("pk", flat=True))
    decisions = confirm_proposals(proposals=keys, by=security_officer)
    assert [decision.granted for decision in decisions] == [True, False]
    assert "先登录" in decisions[1].reason
    assert [str(m) for m in User.objects.get(username="zhang").memberships.all()] != []
    assert list(RoleProposal.objects.open().values_list("role", flat=True)) == ["approver"]


def test_what_is_confirmed_once_is_not_confirmed_again(administrator, security_officer, unit):
    newcomer(administrator, unit)
    keys = list(RoleProposal.objects.values_list("pk", flat=True))
    assert len(confirm_proposals(proposals=keys, by=security_officer)) == 1
    assert confirm_proposals(proposals=keys, by=security_officer) == []


def test_a_declined_role_is_gone_and_can_be_proposed_again(administrator, security_officer, unit):
    person = newcomer(administrator, unit)
    keys = list(RoleProposal.objects.values_list("pk", flat=True))
    assert batches.decline_proposals(proposals=keys, by=security_officer) == 1
    assert not person.memberships.exists()
    newcomer(administrator, unit)
    assert RoleProposal.objects.open().count() == 1


def test_a_role_that_was_granted_by_hand_meanwhile_is_said(administrator, security_officer, unit):
    from perfgoals.accounts.domain import grant_role

    person = newcomer(administrator, unit)
    grant_role(user=person, role=Role.PREPARER, department=unit, by=security_officer)
    decisions = confirm_proposals(
        proposals=list(RoleProposal.objects.values_list("pk", flat=True)), by=security_officer
    )
    assert not decisions[0].granted and "已有这个角色" in decisions[0].reason


def test_every_account_and_role_is_recorded(administrator, security_officer, unit):
    person = newcomer(administrator, unit)
    issue_first_passwords(users=[person.pk], by=administrator)
    confirm_proposals(proposals=list(RoleProposal.objects.values_list("pk", flat=True)), by=security_officer)
    events = AuditEvent.objects.filter(object_type="user", object_id=str(person.pk)).order_by("number")
    assert [event.verb for event in events] == ["create", "propose", "first_password", "grant"]
    assert not any(slip in event.after for event in events for slip in ("password", "密码"))


def call(function, *arguments):
    return function(*arguments)


def _confirm(keys, by):
    return [decision.granted for decision in confirm_proposals(proposals=keys, by=by)]


@pytest.mark.django_db(transaction=True)
def test_two_officers_confirm_at_once(tmp_path, administrator, make_user, unit):
    for n in range(5):
        newcomer(administrator, unit, name=f"clerk{n}")
    officers = [make_user(Role.SECURITY_OFFICER, username=f"officer{n}") for n in range(2)]
    keys = list(RoleProposal.objects.values_list("pk", flat=True))
    with shared_database(tmp_path):
        found = run_together(call, *[(_confirm, keys, officer) for officer in officers])
    assert sorted(map(len, found)) == [0, 5]
