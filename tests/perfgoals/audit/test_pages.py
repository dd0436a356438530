"""The auditor's list: filters, export, who may open it."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Result, Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.audit.rules import AUDITOR

pytestmark = pytest.mark.django_db
LIST = "/audit/"


@pytest.fixture
def events(preparer, supervisor):
    record(Verb.SUBMIT, by=preparer, name="网络维护费", before={"状态": "草稿"}, after={"状态": "待审核"})
    record(Verb.ENDORSE, by=supervisor, name="网络维护费")
    record(Verb.REFUSED, by=preparer, name="GET /admin/", result=Result.REFUSED)


@pytest.fixture
def client(client_for, auditor):
    return client_for(auditor)


def listed(client, query=""):
    """The verbs on the page, without those of making the people themselves."""
    shown = [event.verb for event in client.get(LIST + query).context["page"]]
    return [verb for verb in shown if verb not in (Verb.LOGIN, Verb.GRANT)]


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("", ["refused", "endorse", "submit"]),
        ("?who=填报员", ["refused", "submit"]),
        ("?verb=endorse", ["endorse"]),
        ("?object=维护费", ["endorse", "submit"]),
        ("?result=refused", ["refused"]),
        ("?object=维护费&who=supervisor", ["endorse"]),
        ("?verb=unknown&since=garbage", ["refused", "endorse", "submit"]),
        ("?since=2999-01-01", []),
        ("?until=2000-01-01", []),
    ],
)
def test_filters(client, events, query, verbs):
    assert listed(client, query) == verbs


def test_a_day_counts_from_midnight_to_midnight(client, events):
    today = timezone.localdate()
    assert len(listed(client, f"?since={today}&until={today}")) == 3
    assert listed(client, f"?since={today + timedelta(days=1)}") == []


def test_values_before_and_after_are_shown(client, events):
    page = client.get(LIST + "?verb=submit").content.decode()
    assert "草稿" in page and "待审核" in page


def test_only_auditors_may_look(client_for, preparer, administrator, security_officer, approver):
    for user in (preparer, administrator, security_officer, approver):
        for url in (LIST, reverse("audit_export", args=["csv"])):
            assert client_for(user).get(url).status_code == 403


def test_the_rule_names_the_role():
    assert AUDITOR == Role.AUDITOR


def test_auditor_finds_it_in_the_menu_and_changes_nothing(client, events):
    assert 'href="/audit/"' in client.get(LIST).content.decode()
    assert client.post(LIST).status_code == 405


def test_csv_has_what_the_filter_shows(client, events):
    answer = client.get(reverse("audit_export", args=["csv"]) + "?object=维护费")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][4] == "动作" and [row[4] for row in rows[1:]] == ["审核通过", "送审"]


def test_workbook_has_text_only(client, events, preparer):
    record(Verb.CHANGE, by=preparer, name='=HYPERLINK("http://x")')
    answer = client.get(reverse("audit_export", args=["xlsx"]) + "?verb=change")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cell = sheet["H2"]
    assert cell.value.startswith("=HYPERLINK") and cell.data_type == "s"


def test_csv_does_not_run_what_users_typed(client, preparer):
    record(Verb.CHANGE, by=preparer, name="=1+1")
    answer = client.get(reverse("audit_export", args=["csv"]) + "?verb=change")
    assert ",'=1+1," in b"".join(answer.streaming_content).decode()


def test_export_is_recorded_itself(client, events):
    client.get(reverse("audit_export", args=["csv"]) + "?verb=submit")
    event = AuditEvent.objects.first()
    assert event.verb == Verb.EXPORT and event.changes == [("verb", None, "submit")]


def test_unknown_format_is_not_found(client):
    assert client.get(reverse("audit_export", args=["pdf"])).status_code == 404


def test_same_queries_for_few_and_many_rows(client, preparer, django_assert_num_queries):
    record(Verb.CHANGE, by=preparer)
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for _ in range(30):
        record(Verb.CHANGE, by=preparer)
    with django_assert_num_queries(len(few)):
        client.get(LIST)
