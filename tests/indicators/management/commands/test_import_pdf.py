"""Our own book as a PDF, there and back: an empty site gets all of it, and then nothing differs."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks.synthetic import seed_table
from indicators.models import Indicator, PerformanceGoal
from printing.pdf import write_pdf
from printing.xlsx import write_workbook
from tests.factories import scheme


def run_json(path, *options):
    out = StringIO()
    call_command("import_table", str(path), "--cycle", "2023", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def empty_site(db):
    scheme()


def test_the_published_table_fills_an_empty_site_and_equals_its_workbook(tmp_path, empty_site):
    write_pdf(seed_table(), tmp_path / "book.pdf")
    write_workbook(seed_table(), tmp_path / "book.xlsx")
    report = run_json(tmp_path / "book.pdf", "--commit")
    assert (report["projects_written"], report["indicators"], report["refused"]) == (54, 530, 0)
    assert PerformanceGoal.objects.count() == 54
    assert Indicator.objects.count() == 530
    assert PerformanceGoal.objects.filter(project__amount=None).count() == 33
    assert run_json(tmp_path / "book.xlsx")["counts"]["unchanged"] == 54
    assert run_json(tmp_path / "book.pdf")["counts"]["unchanged"] == 54


def test_findings_name_the_page(tmp_path, empty_site):
    write_pdf(seed_table(), tmp_path / "book.pdf")
    report = run_json(tmp_path / "book.pdf")
    lost = [finding for finding in report["findings"] if finding["field"] == "amount"]
    assert len(lost) == 33
    assert {finding["sheet"] for finding in lost} >= {"第 1 页", "第 2 页"}


def test_a_broken_pdf_is_refused_in_a_sentence(tmp_path, empty_site):
    (tmp_path / "book.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(CommandError, match="PDF 已损坏"):
        call_command("import_table", str(tmp_path / "book.pdf"), "--cycle", "2023")
