"""Forms of several projects as one PDF or one workbook."""

from datetime import date

import openpyxl
import pikepdf
import pytest

from indicators.printed_form import FormStyle, printed_form
from indicators.tables.printed import GoalForms, write_forms
from tests.indicators.tables.blocks import project

pytestmark = pytest.mark.pure


def forms(*names, style=FormStyle.TARGET):
    blocks = tuple(project(key, name=name) for key, name in enumerate(names))
    return GoalForms("绩效目标表", blocks, date(2023, 3, 1), printed_form(style), 2023, marks={0: "草稿"})


def test_one_pdf_has_contents_and_a_bookmark_for_each(tmp_path):
    write_forms(forms("甲项目", "乙项目"), "pdf", tmp_path / "f.pdf", data_dir=tmp_path)
    with pikepdf.open(tmp_path / "f.pdf") as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == 3
        assert [child.title for child in outline.root[1].children] == ["甲项目", "乙项目"]


def test_one_workbook_has_a_sheet_for_each(tmp_path):
    steps = []
    done = lambda *step: steps.append(step)  # noqa: E731
    write_forms(forms("甲项目", "乙项目", "甲项目"), "xlsx", tmp_path / "f.xlsx", progress=done)
    assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames == ["甲项目", "乙项目", "甲项目_2"]
    assert steps == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_no_project_is_no_broken_file(tmp_path, format):
    path = tmp_path / f"f.{format}"
    write_forms(forms(), format, path, data_dir=tmp_path)
    assert path.stat().st_size > 500
