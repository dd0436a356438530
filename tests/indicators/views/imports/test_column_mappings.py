"""列对应: what one person says of a header holds for his own files, in sight, and stands in the audit."""

import json

import pytest

from indicators.enums import ImportState
from indicators.models import LayoutMapping, TableImport
from perfgoals.accounts.enums import Role
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from tests.factories import FunctionalSubjectFactory, FundSourceFactory
from tests.indicators.tables_in import Row, upload, workbook

ROW = Row()
SWAPPED = {"L": "annual_target", "M": "period_target"}


@pytest.fixture(autouse=True)
def code_lists(db):
    FundSourceFactory()
    FunctionalSubjectFactory()


@pytest.fixture
def send(do_jobs, cycle):
    def act(browser) -> TableImport:
        with do_jobs():
            browser.post("/cycles/2024/imports/", {"file": upload(workbook([ROW]))})
        return TableImport.objects.latest("pk")

    return act


@pytest.fixture
def assign(do_jobs):
    """assign(browser, import, columns): choose these fields on the page of columns, leave the rest."""

    def act(browser, table_import, columns):
        address = f"/imports/{table_import.pk}/mapping/"
        form = browser.get(address).context["form"]
        chosen = {name: form[name].initial for name in form.places}
        chosen |= {name: columns[key] for name, (_, key) in form.places.items() if key in columns}
        with do_jobs():
            assert browser.post(address, chosen).status_code == 302
        table_import.refresh_from_db()

    return act


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


def targets(table_import):
    row = table_import.items.get().values["rows"][0]
    return row["period_target"], row["annual_target"]


def said(table_import):
    return [finding["reason"] for finding in table_import.summary["findings"]]


def page_of(browser, table_import):
    return browser.get(f"/imports/{table_import.pk}/").content.decode()


def test_nobody_else_reads_by_it(browser, send, assign, client_for, unit, make_user, reviewer):
    assign(browser, send(browser), SWAPPED)
    for other in (make_user(Role.PREPARER, department=unit), reviewer):
        table_import = send(client_for(other))
        assert targets(table_import) == (ROW.period, ROW.target)
        assert (table_import.summary["remembered"], said(table_import)) == ([], [])


def test_two_persons_keep_what_each_said(browser, send, assign, client_for, reviewer):
    finance = client_for(reviewer)
    assign(browser, send(browser), SWAPPED)
    assign(finance, send(finance), {"H": ""})
    assert LayoutMapping.objects.count() == 2
    assert targets(send(browser)) == (ROW.target, ROW.period)
    assert targets(send(finance)) == (ROW.period, ROW.target)


def test_the_preview_says_that_it_was_read_by_memory_and_which_titles_were_overruled(browser, send, assign):
    first = send(browser)
    assert "以前指定过" not in page_of(browser, first)
    assign(browser, first, SWAPPED)
    again = send(browser)
    assert targets(again) == (ROW.target, ROW.period)
    page = page_of(browser, again)
    assert "工作表“绩效目标表”的表头您以前指定过" in page
    assert f'href="/imports/{again.pk}/mapping/">查看或调整对应列' in page
    assert [reason for reason in said(again) if "实施周期值" in reason and "年度指标值" in reason]


def test_what_was_left_out_can_be_taken_in_again(browser, send, assign):
    first = send(browser)
    assign(browser, first, {"D": ""})
    again = send(browser)
    assert again.items.get().values["facts"]["amount"] == ""
    assert any("“当年项目金额”的列按手工指定的对应没有读入" in reason for reason in said(again))
    assign(browser, again, {"D": "amount"})
    third = send(browser)
    assert third.items.get().values["facts"]["amount"] == "50,000.00"
    assert said(third) == []


def test_the_audit_tells_what_was_said_and_what_was_changed(browser, send, assign, preparer):
    table_import = send(browser)
    assign(browser, table_import, SWAPPED)
    assign(browser, table_import, {"L": "period_target", "M": "annual_target"})
    assign(browser, table_import, {})
    made, changed = AuditEvent.objects.filter(object_type="layoutmapping").order_by("number")
    assert (made.verb, made.actor) == (Verb.CREATE, preparer)
    assert json.loads(made.after)["L"] == "年度指标值"
    assert (changed.verb, json.loads(changed.before), json.loads(changed.after)) == (
        Verb.CHANGE,
        {"L": "年度指标值", "M": "实施周期值"},
        {"L": "实施周期值", "M": "年度指标值"},
    )
    assert table_import.state == ImportState.PREVIEWED
