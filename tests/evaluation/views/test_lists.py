"""The list of a cycle's self-evaluations and the summary as a workbook."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from filings.enums import FilingStatus
from filings.models import Filing
from perfgoals.jobs.models import Job
from tests.factories import EvaluationFactory, ProjectFactory

MONEY = {"total": (Decimal(100), Decimal(100), Decimal(95))}
ROWS = [{"tier1": "产出指标", "name": "人数", "target": "≥100人", "actual": "100人"}]


def listed(client, cycle, **query):
    return client.get(reverse("evaluation_list", args=[cycle.code]), query)


def made(cycle, unit, number=1):
    for place in range(number):
        project = ProjectFactory(cycle=cycle, department=unit, name=f"自评项目{place}")
        EvaluationFactory(project=project, money=MONEY, rows=ROWS)


def test_points_grade_and_findings_of_each_project(preparer, client_for, cycle, unit):
    made(cycle, unit)
    page = listed(client_for(preparer), cycle).content.decode()
    assert "自评项目0" in page and "99.50" in page and "优" in page


def test_an_empty_cycle_says_what_comes_first(preparer, client_for, cycle):
    assert "绩效目标批复后" in listed(client_for(preparer), cycle).content.decode()


def test_what_is_not_filled_in(preparer, client_for, cycle, unit):
    made(cycle, unit)
    assert "没有未填的项目" in listed(client_for(preparer), cycle, state="todo").content.decode()


def test_a_batch_is_offered_where_something_can_be_chosen(preparer, client_for, cycle, unit):
    made(cycle, unit)
    client = client_for(preparer)
    assert "批量送审" in listed(client, cycle).content.decode()
    Filing.objects.update(status=FilingStatus.SUBMITTED)
    page = listed(client, cycle).content.decode()
    assert "自评项目0" in page and "批量送审" not in page and "data-select-all" not in page


def test_other_units_are_not_listed(other_preparer, client_for, cycle, unit):
    made(cycle, unit)
    assert "自评项目0" not in listed(client_for(other_preparer), cycle).content.decode()


def test_as_many_queries_for_30_projects_as_for_one(preparer, client_for, cycle, unit):
    client = client_for(preparer)
    counts = []
    for number in (1, 29):
        made(cycle, unit, 0)
        for place in range(number):
            project = ProjectFactory(cycle=cycle, department=unit, name=f"第{number}批{place}")
            EvaluationFactory(project=project, money=MONEY, rows=ROWS)
        listed(client, cycle)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            listed(client, cycle)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_summary_holds_what_one_may_see(preparer, other_preparer, client_for, cycle, unit):
    made(cycle, unit, 2)
    for person, number in ((preparer, 2), (other_preparer, 0)):
        answer = client_for(person).get(reverse("evaluation_summary", args=[cycle.code]))
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        names = [row[3] for row in book.active.iter_rows(min_row=4, values_only=True) if row[0] and row[3]]
        assert len([name for name in names if name.startswith("自评项目")]) == number


@pytest.mark.parametrize(("format", "begin"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_book_is_a_job_with_a_file(preparer, client_for, cycle, unit, do_jobs, format, begin):
    made(cycle, unit, 2)
    browser = client_for(preparer)
    with do_jobs():
        started = browser.post(reverse("evaluation_book", args=[cycle.code]), {"format": format})
    job = Job.objects.get()
    assert started.url == reverse("job_detail", args=[job.pk])
    assert (job.state, job.report) == ("done", {"projects": 2})
    with job.result.open() as file:
        assert file.read().startswith(begin)
