"""Old versions of every kind as files: what was frozen, not what the table says now."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluation.domain import frozen as frozen_evaluation
from evaluation.domain.snapshots import snapshot as evaluation_snapshot
from filings.domain.versions import read_content
from filings.enums import Action, FilingStatus
from monitoring.domain import frozen as frozen_report
from monitoring.domain.snapshots import snapshot as report_snapshot
from tests.evaluation import flow as evaluation_flow
from tests.monitoring import flow as monitoring_flow


@pytest.fixture(params=["monitoring", "evaluation"])
def returned(request, unit, cycle, staff):
    """A table that was handed in and sent back; its first row says something else since."""
    flow = {"monitoring": monitoring_flow, "evaluation": evaluation_flow}[request.param]
    made = flow.report_at if request.param == "monitoring" else flow.evaluation_at
    table = made(FilingStatus.SUBMITTED, unit, cycle, **staff)
    said = table.indicators.first().actual
    flow.step(table, Action.RETURN, staff["supervisor"], "请核对")
    table.indicators.update(actual="9次")
    return table, said


def file_of(version, format):
    return reverse("filing_version_file", args=[version.pk, format])


def test_the_workbook_and_the_form_say_what_was_frozen(client_for, supervisor, returned):
    table, said = returned
    version, browser = table.filing.versions.order_by("serial").first(), client_for(supervisor)
    answer = browser.get(file_of(version, "xlsx"))
    sheet = load_workbook(BytesIO(answer.getvalue())).active
    texts = {cell.value for line in sheet.iter_rows() for cell in line if cell.value}
    assert said in texts and "9次" not in texts
    assert version.sha256[:16] in sheet.oddFooter.left.text and "第 1 版·送审" in sheet.oddFooter.left.text
    assert browser.get(file_of(version, "pdf")).getvalue().startswith(b"%PDF")
    page = browser.get(reverse("filing_version", args=[version.pk])).content.decode()
    assert file_of(version, "xlsx") in page and file_of(version, "pdf") in page
    history = browser.get(reverse("filing_history", args=[table.filing.pk])).content.decode()
    assert file_of(version, "xlsx") in history and file_of(version, "pdf") in history


def test_no_other_format_and_no_other_unit(client_for, supervisor, other_preparer, returned):
    version = returned[0].filing.versions.first()
    assert client_for(supervisor).get(file_of(version, "exe")).status_code == 404
    assert client_for(other_preparer).get(file_of(version, "pdf")).status_code == 404


def test_lights_of_a_frozen_report_are_those_that_were_frozen(unit, cycle, staff):
    report = monitoring_flow.report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    content = read_content(report.filing.submission)
    subject = frozen_report.frozen_project(content, report)
    assert [lit.explanation for lit in subject.lights] == [
        light["explanation"] for light in content["lights"]["indicators"]
    ]
    assert subject.light.label == content["lights"]["project"]
    assert content | {"lights": None} == report_snapshot(report) | {"lights": None}


def test_points_of_a_frozen_evaluation_are_those_that_were_frozen(unit, cycle, staff):
    evaluation = evaluation_flow.evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    content = read_content(evaluation.filing.submission)
    subject = frozen_evaluation.frozen_project(content, evaluation)
    assert str(subject.total_points) == content["points"]["total"]
    assert subject.grade.label == content["points"]["grade"]
    assert [str(points.score) for points in subject.scored.indicators] == [
        points["score"] for points in content["points"]["indicators"]
    ]
    assert content["points"] == evaluation_snapshot(evaluation)["points"]
