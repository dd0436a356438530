"""Some 150 files through every page that takes one: an answer, in bounds, and nothing half stored."""

import resource
import time

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from filings.models import Attachment
from indicators.enums import ImportState
from indicators.models import TableImport
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from projects.models import Department, FunctionalSubject, FundSource
from tests.factories import FunctionalSubjectFactory, FundSourceFactory, MonitoringRoundFactory
from tests.hostile_uploads import files
from tests.indicators.flow import ready_goal

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
SECONDS, MEGABYTES = 5, 300
CODE_LISTS = {"projects_department": Department, "projects_fundsource": FundSource,
              "projects_functionalsubject": FunctionalSubject}  # fmt: skip
# What an upload may leave: its own row, its job, the record of it, what it would change.
OF_AN_UPLOAD = {
    "TableImport", "ImportItem", "Job", "AuditEvent", "AuditHead", "DBTaskResult", "Session", "LogEntry"
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch):
    """Its own tests have it; here old formats are refused as on a server without it."""
    monkeypatch.setattr("indicators.domain.imports.uploads.is_installed", lambda: False)


def contents() -> dict[str, int]:
    models = [model for model in apps.get_models() if model.__name__ not in OF_AN_UPLOAD]
    return {model._meta.label: model.objects.count() for model in models}


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def send_all(send) -> list[str]:
    """Every file; the faults found, by the file's name."""
    faults, before = [], peak_megabytes()
    for name, (filename, content) in files().items():
        began = time.perf_counter()
        answer = send(SimpleUploadedFile(filename, content))
        if (seconds := time.perf_counter() - began) > SECONDS:
            faults.append(f"{name}: {seconds:.1f} s")
        if answer.status_code >= 500:
            faults.append(f"{name}: {answer.status_code}")
    if (more := peak_megabytes() - before) > MEGABYTES:
        faults.append(f"{more:.0f} MB")
    return faults


def test_there_are_some_150_of_them():
    assert len(files()) >= 150
    assert max(len(content) for _, content in files().values()) <= 200_000


def test_through_the_import(client_for, preparer, cycle, do_jobs):
    FundSourceFactory(), FunctionalSubjectFactory()
    browser, page = client_for(preparer), reverse("import_list", args=[cycle.code])
    browser.raise_request_exception = False
    before = contents()

    def send(file):
        with do_jobs():
            return browser.post(page, {"file": file})

    assert send_all(send) == []
    assert contents() == before, "a preview writes nothing"
    assert browser.get(page).status_code == 200
    settled = (ImportState.PREVIEWED, ImportState.REFUSED, ImportState.MAPPING)
    assert set(TableImport.objects.values_list("state", flat=True)) <= set(settled)
    assert list(Job.objects.exclude(state=JobState.DONE).values_list("title", "error")) == []
    for table_import in TableImport.objects.all():
        assert browser.get(reverse("import_detail", args=[table_import.pk])).status_code == 200, table_import


@pytest.mark.parametrize("kind", ["monitoring", "evaluation"])
def test_through_the_lists_of_the_year(client_for, preparer, cycle, do_jobs, monkeypatch, kind):
    monkeypatch.setattr("monitoring.domain.uploads.is_installed", lambda: False)
    round = MonitoringRoundFactory(cycle=cycle)
    pages = {
        "monitoring": reverse("round_import", args=[round.pk]),
        "evaluation": reverse("evaluation_import", args=[cycle.code]),
    }
    browser = client_for(preparer)
    browser.raise_request_exception = False
    before = contents()

    def send(file):
        with do_jobs():
            return browser.post(pages[kind], {"file": file})

    assert send_all(send) == []
    assert contents() == before, "a preview writes nothing"
    settled = (ImportState.PREVIEWED, ImportState.REFUSED)
    assert set(TableImport.objects.values_list("state", flat=True)) <= set(settled)
    assert list(Job.objects.exclude(state=JobState.DONE).values_list("title", "error")) == []
    for table_import in TableImport.objects.all():
        assert browser.get(reverse("import_detail", args=[table_import.pk])).status_code == 200, table_import


@pytest.mark.parametrize("code_list", CODE_LISTS)
def test_through_the_code_lists(client_for, administrator, unit, code_list):
    browser, page = client_for(administrator), reverse(f"admin:{code_list}_import")
    browser.raise_request_exception = False
    before = contents()

    def send(file):
        return browser.post(page, {"import_file": file, "format": "1" if "csv" in file.name else "0"})

    assert send_all(send) == []
    assert contents() == before
    assert browser.get(reverse(f"admin:{code_list}_changelist")).status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"file": "", "import_file": ""}, {"file": "text", "import_file": "text"}]
)
def test_no_file_at_all(client_for, preparer, administrator, cycle, sent):
    pages = {preparer: [reverse("import_list", args=[cycle.code])]}
    pages[administrator] = [reverse(f"admin:{code_list}_import") for code_list in CODE_LISTS]
    for person, addresses in pages.items():
        for address in addresses:
            assert client_for(person).post(address, sent).status_code < 500
    assert not TableImport.objects.exists()


def test_every_page_that_takes_files_is_in_these_tests():
    """Another import in the admin belongs into CODE_LISTS."""
    names = {pattern.name for a in admin.site._registry.values() for pattern in a.get_urls() if pattern.name}
    assert {name for name in names if name.endswith("_import") and "process" not in name} == {
        f"{code_list}_import" for code_list in CODE_LISTS
    }


def test_through_the_attachments(client_for, preparer, unit, cycle, settings):
    settings.ATTACHMENTS_PER_TABLE = 1000
    goal, browser = ready_goal(unit, cycle), client_for(preparer)
    browser.raise_request_exception = False
    page = reverse("goal_attachments", args=[goal.pk])  # the view that all kinds share
    assert send_all(lambda file: browser.post(page, {"kind": "policy", "files": file})) == []
    kept = [name.rpartition(".")[2].lower() for name in Attachment.objects.values_list("name", flat=True)]
    assert set(kept) <= set(settings.ATTACHMENT_ENDINGS)


def test_through_the_files_of_a_portal(client_for, preparer, unit, cycle):
    browser = client_for(preparer)
    browser.raise_request_exception = False
    page = reverse("portal_upload", args=[cycle.code])
    assert send_all(lambda file: browser.post(page, {"file": file}, follow=True)) == []
    assert browser.get(page).status_code == 200
