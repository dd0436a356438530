"""Queue, review page, history and versions on the common pages, with the self-evaluation as the kind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.domain.saving import begin
from filings.enums import Action, FilingStatus
from filings.faces import all_faces
from filings.models import Filing
from tests.evaluation.flow import evaluation_at, step
from tests.factories import EvaluationFactory, MonitoringReportFactory, ProjectFactory


@pytest.fixture
def submitted(unit, cycle, staff):
    return evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)


def at(name, evaluation):
    return reverse(f"filing_{name}", args=[evaluation.filing_id])


def test_the_review_page_marks_the_cells(client_for, supervisor, submitted):
    submitted.indicators.filter(position=1).update(reason="进度快")
    page = client_for(supervisor).get(at("review", submitted))
    assert page.status_code == 200
    text = page.content.decode()
    key = submitted.indicators.first().approved_key
    assert f'id="cell-actual-{key}"' in text and "100.00" in text and "检查" in text
    assert "审核通过" in text and "退回…" in text


def test_what_changed_since_is_shown(client_for, supervisor, preparer, submitted):
    step(submitted, Action.RETURN, supervisor, "请核对")
    submitted.indicators.filter(position=1).update(actual="5次")
    step(submitted, Action.SUBMIT, preparer)
    page = client_for(supervisor).get(at("review", submitted), {"view": "differences"}).content.decode()
    assert "<del>4次</del>" in page and "<ins>5次</ins>" in page
    history = client_for(supervisor).get(at("history", submitted)).content.decode()
    assert history.count("查看当时的表") == 3
    first = submitted.filing.versions.order_by("serial").first()
    version = client_for(supervisor).get(reverse("filing_version", args=[first.pk]), {"with": "now"})
    assert "4次" in version.content.decode() and "<ins>5次</ins>" in version.content.decode()


def test_the_queue_and_a_batch(client_for, supervisor, unit, cycle, staff):
    tables = [evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff) for _ in range(2)]
    browser = client_for(supervisor)
    queue = browser.get(reverse("filing_queue", args=[cycle.code, "evaluation"]))
    assert queue.context["page"].paginator.count == 2 and "100.00 分" in queue.content.decode()
    address = reverse("filing_batch_endorse", args=[cycle.code, "evaluation"])
    first = browser.post(address, {"filings": [table.filing_id for table in tables]})
    assert len(first.context["ready"]) == 2
    items = [f"{table.filing_id}:{table.filing.revision}" for table in tables]
    assert "办成 2 个" in browser.post(address, {"confirm": "1", "items": items}).content.decode()
    judged = browser.get(reverse("filing_queue", args=[cycle.code, "evaluation"]), {"tab": "judged"})
    assert judged.context["page"].paginator.count == 2


@pytest.fixture
def one_of_each_kind(unit, cycle, preparer):
    """A table of every kind that the bureau is to judge, of 组织部 or with it in the project's name."""
    project = ProjectFactory(cycle=cycle, department=unit, name="组织部网络维护费")
    EvaluationFactory(project=project)
    MonitoringReportFactory(round__cycle=cycle, project=project)
    begin(department=unit, cycle=cycle, by=preparer)
    Filing.objects.update(status=FilingStatus.ENDORSED)


def test_the_search_of_every_kind_looks_in_its_names(client_for, approver, cycle, one_of_each_kind):
    """项目名称, or 单位名称 where the table is the unit's own; signs of a database are signs."""
    expected = {"": 1, "组织部": 1, "没有这个名称": 0, "%": 0, "_": 0, "' OR 1=1 --": 0}
    browser = client_for(approver)
    for face in all_faces():
        address = reverse("filing_queue", args=[cycle.code, face.key])
        pages = {text: browser.get(address, {"q": text}) for text in expected}
        found = {text: page.context["page"].paginator.count for text, page in pages.items()}
        assert found == expected, face.key
        assert f'placeholder="{face.searched_label}"' in pages[""].content.decode()


def test_a_kind_without_common_pages_is_not_found(client_for, supervisor, cycle):
    assert client_for(supervisor).get(reverse("filing_queue", args=[cycle.code, "goal"])).status_code == 404


def test_as_many_queries_for_30_tables_as_for_one(client_for, supervisor, unit, cycle, staff):
    browser, address = client_for(supervisor), reverse("filing_queue", args=[cycle.code, "evaluation"])
    counts = []
    for number in (1, 4):
        for _ in range(number):
            evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
