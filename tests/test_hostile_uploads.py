"""Some 150 files through every page that takes one: an answer, in bounds, and nothing half stored."""

import re
import resource
import time

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.domain.saving import begin
from filings.enums import FilingStatus
from filings.models import Attachment
from indicators.domain.loading.review_data import load_review_data
from indicators.enums import ImportState
from indicators.models import TableImport
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from projects.enums import ListKind, ListState
from projects.models import Department, FunctionalSubject, FundSource, ListUpload
from tests.evaluation.flow import evaluation_at
from tests.factories import (
    FIXTURES,
    FunctionalSubjectFactory,
    FundSourceFactory,
    MonitoringRoundFactory,
)
from tests.hostile_uploads import files
from tests.indicators.flow import ready_goal
from tests.sites import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
SECONDS, MEGABYTES = 5, 300
CODE_LISTS = {"projects_department": Department, "projects_fundsource": FundSource,
              "projects_functionalsubject": FunctionalSubject}  # fmt: skip
# What an upload may leave: its own row, its job, the record of it, what it would change.
OF_AN_UPLOAD = {
    "TableImport", "ImportItem", "Job", "AuditEvent", "AuditHead", "DBTaskResult", "Session", "LogEntry",
    "ListUpload",
}  # fmt: skip
# Where the site takes files, and the tests here that send it some.
TAKERS = {
    "indicators/views/imports.py": "test_through_the_import",
    "indicators/views/portal.py": "test_through_the_files_of_a_portal",
    "monitoring/views/uploads.py": "test_through_the_lists_of_the_year",
    "evaluation/views/uploads.py": "test_through_the_lists_of_the_year",
    "overview/lists/views.py": "test_through_the_lists_of_the_set_up",
    "departments/views.py": "test_through_the_form_of_a_department",
    "filings/views/attachments.py": "test_through_the_attachments",
}
# A column said to be another, one twice, one that is not there, none, one with signs.
MAPPINGS = [
    lambda field, n: "code", lambda field, n: "no such field", lambda field, n: "",
    lambda field, n: "\x00\ufffe'\"<script>", lambda field, n: field if n % 2 else "9" * 400,
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch):
    """Its own tests have it; here old formats are refused as on a server without it."""
    monkeypatch.setattr("indicators.domain.imports.previewing.is_installed", lambda: False)


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


def one_of_each_outcome() -> list[TableImport]:
    """Files that were answered alike look alike on their pages."""
    chosen = {}
    for table_import in TableImport.objects.prefetch_related("items"):
        items = {item.state for item in table_import.items.all()}
        chosen[table_import.state, str(sorted(table_import.summary)), str(sorted(items))] = table_import
    return list(chosen.values())


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
    for table_import in one_of_each_outcome():
        page = reverse("import_detail", args=[table_import.pk])
        assert browser.get(page).status_code == 200, table_import
        for mapping in MAPPINGS if table_import.state == ImportState.MAPPING else ():
            fields = browser.get(reverse("import_mapping", args=[table_import.pk])).context["form"].fields
            said = {name: mapping(name, n) for n, name in enumerate(fields)}
            with do_jobs():
                assert browser.post(reverse("import_mapping", args=[table_import.pk]), said).status_code < 500
            assert browser.get(page).status_code == 200, table_import


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
    for table_import in one_of_each_outcome():
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
    """Another import in the admin belongs into CODE_LISTS, another view into TAKERS."""
    names = {pattern.name for a in admin.site._registry.values() for pattern in a.get_urls() if pattern.name}
    assert {name for name in names if name.endswith("_import") and "process" not in name} == {
        f"{code_list}_import" for code_list in CODE_LISTS
    }
    sources = [path for path in ROOT.glob("[a-z]*/**/*.py") if path.relative_to(ROOT).parts[0] != "tests"]
    found = {
        str(path.relative_to(ROOT))
        for path in sources
        if re.search(r"request\.FILES\b|\bposted\(request\)|UploadedFile\b", path.read_text("utf-8"))
    }
    assert found - {"perfgoals/common/posted.py"} == set(TAKERS)
    assert set(TAKERS.values()) <= set(globals())


def test_through_the_attachments(client_for, preparer, unit, cycle, settings):
    settings.ATTACHMENTS_PER_TABLE = 1000
    goal, browser = ready_goal(unit, cycle), client_for(preparer)
    browser.raise_request_exception = False
    page = reverse("goal_attachments", args=[goal.pk])  # the view that all kinds share
    assert send_all(lambda file: browser.post(page, {"kind": "policy", "files": file})) == []
    kept = [name.rpartition(".")[2].lower() for name in Attachment.objects.values_list("name", flat=True)]
    assert set(kept) <= set(settings.ATTACHMENT_ENDINGS)
    assert not [
        name for name in Attachment.objects.values_list("name", flat=True) if set(name) & set("\\/\x00")
    ]
    for attachment in Attachment.objects.all():
        answer = browser.get(reverse("attachment_file", args=[attachment.pk]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")


def test_through_the_files_that_prove_an_indicator(
    client_for, preparer, supervisor, approver, unit, cycle, settings
):
    settings.ATTACHMENTS_PER_TABLE = 1000
    load_review_data(path=FIXTURES / "review_sheet.json")
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    evaluation, browser = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff), client_for(preparer)
    browser.raise_request_exception = False
    page = reverse("filing_attachments", args=[evaluation.filing_id])
    row = next(value for value, _ in browser.get(page).context["form"].fields["row"].choices if value)
    assert send_all(lambda file: browser.post(page, {"kind": "evidence", "row": row, "files": file})) == []
    assert browser.get(page).status_code == 200
    assert set(Attachment.objects.values_list("row_key", flat=True)) == {int(row)}


def test_through_the_form_of_a_department(client_for, preparer, unit, cycle):
    goal, browser = begin(department=unit, cycle=cycle, by=preparer), client_for(preparer)
    browser.raise_request_exception = False
    page, before = reverse("department_fill", args=[goal.pk]), contents()
    assert send_all(lambda file: browser.post(page, {"file": file})) == []
    assert contents() == before, "only what is saved is stored"
    assert browser.get(reverse("department_page", args=[goal.pk])).status_code == 200


@pytest.mark.parametrize("kind", ListKind.values)
def test_through_the_lists_of_the_set_up(client_for, administrator, unit, kind):
    browser, before = client_for(administrator), contents()
    browser.raise_request_exception = False
    page = reverse("list_upload", args=[kind])
    assert send_all(lambda file: browser.post(page, {"file": file})) == []
    assert contents() == before, "a preview writes nothing"
    read = {len(upload.mapping): upload for upload in ListUpload.objects.filter(state=ListState.READ)}
    for upload in read.values():
        preview, columns = (reverse(name, args=[upload.pk]) for name in ("list_preview", "list_columns"))
        assert browser.get(preview).status_code == 200
        for mapping in MAPPINGS:
            said = {f"column-{n}": mapping("name", n) for n in range(len(upload.mapping))}
            assert browser.post(columns, said).status_code in (302, 422)
            assert browser.get(preview).status_code == 200
        assert browser.post(reverse("list_write", args=[upload.pk])).status_code == 302
    assert contents() == before, "what has errors is not written"


def test_through_the_files_of_a_portal(client_for, preparer, unit, cycle):
    browser = client_for(preparer)
    browser.raise_request_exception = False
    page = reverse("portal_upload", args=[cycle.code])
    assert send_all(lambda file: browser.post(page, {"file": file}, follow=True)) == []
    assert browser.get(page).status_code == 200
