"""What is not approved says so on every printed page and in the workbook's header, in no cell."""

import subprocess
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from filings.enums import Action, FilingStatus
from indicators.models import PerformanceGoal
from indicators.tables.source import goal_table
from printing.layout import Table
from tests.factories import PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal, step
from tests.pages import content_of

pytestmark = pytest.mark.django_db

WORDS = {"draft": "草稿", "returned": "草稿", "submitted": "送审稿", "endorsed": "送审稿", "approved": ""}


@pytest.fixture
def browser(client_for, preparer):
    return client_for(preparer)


def pdf_pages(content, tmp_path):
    path = tmp_path / "table.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout
    return text.decode().split("\f")[:-1]


def header_of(content):
    return load_workbook(BytesIO(content)).worksheets[0].oddHeader.right.text or ""


@pytest.mark.parametrize(("status", "word"), WORDS.items())
def test_every_page_and_the_workbook_say_what_it_is(status, word, cycle, unit, browser, tmp_path):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, filing__status=status, indicators=60,
        project__justification="很长的依据。" * 300,
    )  # fmt: skip
    address = reverse("export_goal", args=[goal.pk, "pdf"])
    pages = pdf_pages(content_of(browser.get(address)), tmp_path)
    assert len(pages) > 1
    assert all((f"【{word}】" in page) if word else "【" not in page for page in pages)
    sheet = content_of(browser.get(reverse("export_goal", args=[goal.pk, "xlsx"])))
    assert header_of(sheet) == (f"【{word}】" if word else "")
    preview = browser.get(reverse("preview_goal", args=[goal.pk])).content.decode()
    assert (f"【{word}】" in preview) if word else "【" not in preview


def test_a_page_with_several_says_which_it_holds():
    def table(marks):
        return Table("表", (), date(2024, 3, 1), layout=None, marks=marks)

    assert table({1: "草稿", 2: "草稿"}).mark_of([1, 2]) == "草稿"
    assert table({1: "草稿", 2: "送审稿"}).mark_of([1, 2]) == "含草稿、送审稿"
    assert table({1: "草稿"}).mark_of([1, 2]) == "含草稿"
    assert (
        table({1: "草稿"}).mark_of([2]) == table({}).mark_of([1, 2]) == table({1: "草稿"}).mark_of([]) == ""
    )


def test_the_cells_of_the_workbook_and_the_queries_stay_the_same(cycle, unit, django_assert_num_queries):
    for status in WORDS:
        PerformanceGoalFactory(project__cycle=cycle, project__department=unit, filing__status=status)
    goals = PerformanceGoal.objects.in_cycle(cycle)
    with django_assert_num_queries(2):
        marked = goal_table(goals, cycle=cycle)
    plain = goal_table(goals, cycle=cycle, marked=False)
    assert marked.blocks == plain.blocks and plain.marks == {} and len(marked.marks) == 4


def test_the_command_marks_only_when_asked(cycle, unit, tmp_path):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    for options, word in (([], ""), (["--marks"], "【草稿】")):
        path = tmp_path / "table.xlsx"
        call_command("export_table", "--cycle", cycle.code, "--format", "xlsx", "-o", str(path), *options)
        assert header_of(path.read_bytes()) == word


def test_a_frozen_version_is_marked_by_what_froze_it(
    cycle, unit, preparer, supervisor, approver, browser, tmp_path
):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    step(goal, Action.REVISE, approver, "调剂")
    for action, word in ((Action.SUBMIT, "【送审稿】"), (Action.APPROVE, "")):
        version = goal.filing.versions.get(action=action)
        sheet = content_of(browser.get(reverse("version_file", args=[version.pk, "xlsx"])))
        assert header_of(sheet) == word
