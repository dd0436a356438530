"""manage.py export_table: a file, or one clear line and nothing left behind."""

from io import StringIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from tests.factories import BudgetCycleFactory, PerformanceGoalFactory


def export(path, **options):
    """Run the command in this process; what it says."""
    out = StringIO()
    given = {"cycle": "2024", "format": "xlsx"} | options
    call_command("export_table", output=str(path), stdout=out, **given)
    return out.getvalue()


@pytest.fixture
def goals(cycle, unit, other_unit):
    return [
        PerformanceGoalFactory(project__cycle=cycle, project__department=owner)
        for owner in (unit, other_unit)
    ]


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
@pytest.mark.parametrize(("unit_code", "count"), [(None, 2), ("130001", 1)])
def test_a_cycle_or_a_unit_becomes_a_file(goals, tmp_path, format, unit_code, count):
    path = tmp_path / f"表.{format}"
    assert f"已导出 {count} 个项目到 {path}" in export(path, format=format, unit=unit_code)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("form", [None, "declaration"])
def test_a_pdf_carries_its_workbook_and_says_which_standard_allows_it(goals, tmp_path, form):
    for format in ("pdf-xlsx", "xlsx"):
        export(tmp_path / format, format=format, form=form)
    with pikepdf.open(tmp_path / "pdf-xlsx") as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        ((name, attached),) = pdf.attachments.items()
        (declared,) = pdf.Root.AF
        inside = attached.get_file()
        assert name.endswith(".xlsx") and str(declared.UF) == str(declared.F) == name
        assert declared.AFRelationship == "/Alternative"
        assert inside.mime_type.endswith("spreadsheetml.sheet") and inside.obj.Params.ModDate
        within = tmp_path / "within.xlsx"
        within.write_bytes(inside.read_bytes())
    assert rows_of(within) == rows_of(tmp_path / "xlsx")


def rows_of(path):
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_characters_without_glyph_are_told(cycle, tmp_path):
    PerformanceGoalFactory(project__cycle=cycle, project__name="慰问😀")
    errors = StringIO()
    export(tmp_path / "表.pdf", format="pdf", stderr=errors)
    assert "慰问😀" in errors.getvalue() and "U+1F600" in errors.getvalue()


def test_an_existing_file_is_replaced(goals, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_text("old")
    export(path)
    assert path.read_bytes() != b"old"


def test_a_file_in_the_working_folder_needs_no_folder_name(goals, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    export("表.xlsx")
    assert (tmp_path / "表.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"cycle": "1999"}, "没有批次“1999”。现有批次：2024"),
        ({"unit": "999"}, "没有编码为“999”的单位"),
        ({"format": "docx"}, "不认识的格式“docx”。请用 --format pdf 或 --format xlsx"),
        ({"format": ""}, "不认识的格式"),
        ({"paper": "A5"}, "不认识的纸张“A5”"),
    ],
)
def test_bad_input_is_named_and_nothing_written(goals, tmp_path, options, reason):
    with pytest.raises(CommandError, match=reason) as refusal:
        export(tmp_path / "表.xlsx", **options)
    assert "\n" not in str(refusal.value)
    assert not list(tmp_path.iterdir())


def test_without_any_cycle_the_message_says_so(db, tmp_path):
    with pytest.raises(CommandError, match="还没有任何批次"):
        export(tmp_path / "表.xlsx")


@pytest.mark.parametrize("place", ["missing/表.xlsx", "file/表.xlsx", "folder", "", "/", "/dev/null/表.xlsx"])
def test_an_output_that_cannot_be_written_is_named_and_nothing_left(goals, tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="不能写入文件") as refusal:
        export(place)
    assert "\n" not in str(refusal.value)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_cycle_without_projects_still_gives_a_file(unit, tmp_path):
    BudgetCycleFactory(fiscal_year=2030)
    assert "已导出 0 个项目" in export(tmp_path / "空.xlsx", cycle="2030")
    assert (tmp_path / "空.xlsx").exists()
