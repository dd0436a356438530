"""The template with last year's projects: few at once, many by a job."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicators.domain.imports.template import start_template
from indicators.fields import CELLS, FACTS
from indicators.models import CycleRules, PerformanceGoal, TableImport
from indicators.printed_form import FormStyle, printed_form
from indicators.record import record_of
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from tests.factories import PerformanceGoalFactory
from tests.indicators.tables_in import upload

IMPORTS = "/cycles/2024/imports/"
LAST_YEAR = f"{IMPORTS}template.xlsx?projects=last-year"


@pytest.fixture(autouse=True)
def three_projects_last_year(cycle, unit, other_unit, monkeypatch):
    """Two of the unit, one of another; up to two are written at once."""
    monkeypatch.setattr("indicators.views.imports.AT_ONCE", 2)
    goal = PerformanceGoalFactory(
        indicators=2, project__cycle__fiscal_year=2023, project__department=unit, project__name="老项目"
    )
    for owner in (unit, other_unit):
        PerformanceGoalFactory(indicators=1, project__cycle=goal.project.cycle, project__department=owner)


TYPED = {
    "项目编码": "51000021R000000000001", "主管部门": "某部门", "项目属性": "延续项目",
    "项目类别": "其他运转类", "项目期": "2024年—2026年", "实施期资金总额": "900000",
    "实施期财政拨款": "800000", "实施期其他资金": "100000", "财政拨款": "250000", "上年结转": "20000",
    "其他资金": "30000", "权重": "10", "指标方向性": "正向指标",
}  # fmt: skip


@pytest.mark.parametrize("style", FormStyle)
def test_what_the_form_asks_has_a_column_and_comes_back(style, client_for, preparer, cycle, do_jobs):
    CycleRules.objects.filter(cycle=cycle).update(form_style=style)
    browser = client_for(preparer)
    book = load_workbook(BytesIO(b"".join(browser.get(LAST_YEAR).streaming_content)))
    sheet = book.worksheets[0]
    titles = {cell.value: cell.column for line in sheet["A3:Z4"] for cell in line if cell.value}
    asked = printed_form(style).asks
    labels = {known.label: name for name, known in {**FACTS, **CELLS}.items() if name in asked}
    assert set(TYPED) & set(titles) == set(labels) and labels.keys() <= TYPED.keys()
    (row,) = (line for line in range(5, sheet.max_row) if sheet.cell(line, 2).value == "老项目")
    for label in labels:
        sheet.cell(row, titles[label], TYPED[label])
    written = BytesIO()
    book.save(written)
    with do_jobs():
        browser.post(IMPORTS, {"file": upload(written.getvalue())})
    with do_jobs():
        browser.post(reverse("import_write", args=[TableImport.objects.get().pk]))
    goal = PerformanceGoal.objects.get(project__cycle=cycle, project__name="老项目")
    record = record_of(goal)
    for label, name in labels.items():
        kept = getattr(record.rows[0] if name in CELLS else record, name)
        assert str(kept).removesuffix(".00") == TYPED[label], label


def test_the_few_of_one_unit_come_at_once(client_for, preparer):
    browser = client_for(preparer)
    page = browser.get(IMPORTS).content.decode()
    assert f'href="{LAST_YEAR}"' in page
    assert browser.get(LAST_YEAR)["Content-Disposition"].startswith("attachment")
    assert not Job.objects.exists()


def test_the_many_of_all_units_come_from_a_job(client_for, reviewer, do_jobs):
    browser = client_for(reviewer)
    page = browser.get(IMPORTS).content.decode()
    assert f'action="{IMPORTS}template/"' in page
    assert LAST_YEAR not in page
    with do_jobs():
        response = browser.post(f"{IMPORTS}template/")
    job = Job.objects.get()
    assert response.url == f"/jobs/{job.pk}/"
    assert (job.state, job.report, job.n) == (JobState.DONE, {"projects": 3}, 3)
    book = load_workbook(job.result.path)
    names = {row[1].value for row in book.worksheets[0].iter_rows(min_row=5) if row[1].value}
    assert "老项目" in names
    assert book["代码表"].sheet_state == "hidden"


def test_the_address_of_the_file_does_not_do_the_work_of_many(client_for, reviewer):
    response = client_for(reviewer).get(LAST_YEAR, follow=True)
    assert "后台生成" in response.content.decode()
    assert not Job.objects.exists()


def test_a_job_writes_only_for_units_that_are_still_ones_own(cycle, reviewer, do_jobs):
    with do_jobs():
        job = start_template(by=reviewer, cycle=cycle)
        reviewer.memberships.all().delete()
    job.refresh_from_db()
    assert (job.state, bool(job.result)) == (JobState.FAILED, False)


def test_a_cycle_without_a_scheme_says_so(client_for, reviewer, cycle):
    cycle.rules.delete()
    browser = client_for(reviewer)
    for answer in (browser.get(LAST_YEAR, follow=True), browser.post(f"{IMPORTS}template/", follow=True)):
        assert "指标体系" in answer.content.decode()
    assert not Job.objects.exists()
