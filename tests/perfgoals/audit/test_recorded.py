"""What the site records by itself: logins, refusals, exports, changes of code lists."""

import pytest
from django.urls import reverse

from perfgoals.accounts import domain as accounts
from perfgoals.accounts import resets
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.enums import Result, Verb
from perfgoals.audit.models import AuditEvent
from projects.models import FundSource
from tests.factories import PASSWORD, PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def last():
    return AuditEvent.objects.order_by("number").last()


def log_in(client, username, password=PASSWORD, **extra):
    return client.post(reverse("login"), {"username": username, "password": password}, **extra)


class TestLogins:
    def test_login_is_recorded_with_its_address(self, client, preparer):
        log_in(client, "preparer", REMOTE_ADDR="10.9.8.7")
        assert (last().verb, last().actor, last().address) == (Verb.LOGIN, preparer, "10.9.8.7")

    def test_wrong_password_is_recorded_without_it(self, client, preparer):
        log_in(client, "preparer", "错误的密码")
        event = last()
        assert (event.verb, event.result, event.actor) == (Verb.LOGIN_FAILED, Result.FAILED, None)
        assert "preparer" in event.object_name and "错误的密码" not in str(vars(event))

    def test_password_typed_as_a_name_is_not_kept(self, client, preparer):
        log_in(client, PASSWORD, "x")
        assert last().verb == Verb.LOGIN_FAILED and PASSWORD not in str(vars(last()))

    def test_locked_account_is_recorded(self, client, preparer):
        for _ in range(6):
            log_in(client, "preparer", "错误的密码")
        assert AuditEvent.objects.filter(verb=Verb.LOCKED, object_name__contains="preparer").exists()

    def test_logout_is_recorded(self, client_for, preparer):
        client_for(preparer).post(reverse("logout"))
        assert (last().verb, last().actor) == (Verb.LOGOUT, preparer)


class TestRefusals:
    def test_403_is_recorded(self, client_for, preparer):
        client_for(preparer).get(reverse("audit_list"), REMOTE_ADDR="10.0.0.9")
        event = last()
        assert (event.verb, event.result, event.actor) == (Verb.REFUSED, Result.REFUSED, preparer)
        assert event.object_name == "GET /audit/" and event.address == "10.0.0.9"

    def test_strangers_at_the_door_leave_no_record(self, client, db):
        assert client.get(reverse("audit_list")).status_code == 302
        assert not AuditEvent.objects.exists()


class TestExports:
    def test_one_table_as_a_file(self, client_for, preparer, unit):
        goal = PerformanceGoalFactory(project__department=unit, indicators=1)
        answer = client_for(preparer).get(reverse("export_goal", args=[goal.pk, "xlsx"]))
        assert answer.status_code == 200
        assert (last().verb, last().object_id) == (Verb.EXPORT, str(goal.pk))

    def test_many_as_a_job_and_its_download(self, client_for, preparer, unit, do_jobs):
        goal = PerformanceGoalFactory(project__department=unit, indicators=1)
        client = client_for(preparer)
        with do_jobs():
            answer = client.post(reverse("export_goals", args=[goal.project.cycle.code]), {"format": "xlsx"})
        assert last().verb == Verb.EXPORT and '"projects":1' in last().after
        assert client.get(f"{answer.url}result/").status_code == 200
        assert "下载" in last().note


class TestAccounts:
    def test_every_change_of_an_account(self, administrator, security_officer):
        user, password = accounts.create_user(username="new", full_name="新人", by=administrator)
        accounts.edit_user(user=user, username="new", full_name="改名", by=administrator)
        user.must_change_password = False
        user.save()
        membership = accounts.grant_role(user=user, role=Role.REVIEWER, by=security_officer)
        accounts.revoke_role(membership=membership, by=security_officer)
        second = resets.reset_password(user=user, by=administrator)
        accounts.deactivate_user(user=user, by=administrator)
        accounts.activate_user(user=user, by=administrator)
        events = list(
            AuditEvent.objects.filter(object_id=str(user.pk), actor__isnull=False).order_by("number")
        )
        assert [event.verb for event in events] == [
            "create", "change", "grant", "revoke", "password_reset", "deactivate", "activate",
        ]  # fmt: skip
        assert events[1].changes == [("姓名", "新人", "改名")]
        assert not any(word in str(vars(event)) for event in events for word in (password, second))

    def test_what_changed_nothing_leaves_no_record(self, administrator, preparer):
        accounts.activate_user(user=preparer, by=administrator)
        accounts.unlock_user(user=preparer, by=administrator)
        assert not AuditEvent.objects.filter(actor=administrator).exists()

    def test_own_password(self, client_for, preparer):
        new = "换了一个更长的口令-5827"
        data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client_for(preparer).post(reverse("password_change"), data).status_code == 302
        assert (last().verb, last().actor) == (Verb.PASSWORD, preparer)


class TestCodeLists:
    def change(self, client, fund, **values):
        url = reverse("admin:projects_fundsource_change", args=[fund.pk])
        return client.post(url, {"code": fund.code, "name": fund.name, "active": "on"} | values)

    def test_change_in_the_admin_keeps_both_values(self, client_for, administrator):
        fund = FundSource.objects.create(code="1111", name="旧名")
        assert self.change(client_for(administrator), fund, name="新名").status_code == 302
        assert last().verb == Verb.CHANGE and last().changes == [("名称", "旧名", "新名")]

    def test_new_entry_and_deletion(self, client_for, administrator):
        client = client_for(administrator)
        client.post(reverse("admin:projects_fundsource_add"), {"code": "1113", "name": "新", "active": "on"})
        assert last().verb == Verb.CREATE and ("名称", None, "新") in last().changes
        fund = FundSource.objects.get(code="1113")
        client.post(reverse("admin:projects_fundsource_delete", args=[fund.pk]), {"post": "yes"})
        assert (last().verb, last().object_id) == (Verb.DELETE, str(fund.pk))

    def test_refused_entry_leaves_no_record(self, client_for, administrator):
        fund = FundSource.objects.create(code="1111", name="旧名")
        self.change(client_for(administrator), fund, code="字母")
        assert not AuditEvent.objects.filter(verb=Verb.CHANGE).exists()

    def test_export_of_a_list(self, client_for, administrator):
        FundSource.objects.create(code="1111", name="旧名")
        url = reverse("admin:projects_fundsource_export")
        fields = {f"fundsourceresource_{name}": "on" for name in ("code", "name", "active")}
        answer = client_for(administrator).post(url, {"format": "0", "resource": "", **fields})
        assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
        assert (last().verb, last().object_name) == (Verb.EXPORT, "资金类型")


def test_all_of_it_is_one_whole_chain(client, client_for, preparer, administrator):
    log_in(client, "preparer")
    client_for(preparer).get(reverse("audit_list"))
    client_for(administrator).post(reverse("logout"))
    assert AuditEvent.objects.count() >= 4 and list(find_breaches()) == []
