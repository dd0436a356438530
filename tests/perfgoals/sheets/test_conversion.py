"""Old formats through LibreOffice, bounded and judged by what comes out; without it, a sentence."""

import subprocess
import time
from io import BytesIO

import openpyxl
import pytest

from perfgoals.sheets import UnreadableFile, conversion, open_workbook
from perfgoals.sheets.errors import NeedsConversion
from tests.workbook_files import saved

pytestmark = pytest.mark.pure

ROWS = [["编码", "项目", "比例", "日期", "金额"], ["001300", "“清源”工程", 0.955, 45107, 1234.5]]
SHOWN = [
    ["编码", "项目", "比例", "日期", "金额"],
    ["001300", "“清源”工程", "95.5%", "2023/6/30", "1,234.50元"],
]
FORMATS = {3: "0.0%", 4: "yyyy/m/d", 5: '#,##0.00"元"'}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 9


def table() -> bytes:
    sheet = (book := openpyxl.Workbook()).active
    for row in ROWS:
        sheet.append(row)
    for column, code in FORMATS.items():
        sheet.cell(2, column).number_format = code
    sheet.merge_cells("A3:B4")
    sheet["A3"] = "合并"
    return saved(book)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("old")
    (folder / "table.xlsx").write_bytes(table())
    for kind in ("xls", "ods"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
             "--outdir", str(folder), str(folder / "table.xlsx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return {kind: (folder / f"table.{kind}").read_bytes() for kind in ("xls", "ods")}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("kind", "name"), [("xls", "旧表.xls"), ("xls", "表.et"), ("ods", "表.ods")])
def test_an_old_workbook_reads_as_the_new_one(old_files, kind, name):
    with open_workbook(BytesIO(old_files[kind]), filename=name, convert=conversion.convert) as book:
        assert book.converted_from
        (sheet,) = book.sheets
        rows = [[cell.text for cell in row.cells.values()] for row in sheet.rows()]
    assert rows[:2] == SHOWN
    assert [tuple(area) for area in sheet.merges] == [(3, 1, 4, 2)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("content", [OLD, OLD + bytes(20_000)])
def test_what_is_broken_does_not_become_a_table_of_nonsense(content):
    with pytest.raises(UnreadableFile):
        open_workbook(BytesIO(content), filename="a.xls", convert=conversion.convert)


@pytest.mark.parametrize("name", ["a.xls", "a.et"])
def test_without_a_converter_the_sentence_says_what_to_do(name):
    with pytest.raises(NeedsConversion, match="另存为"):
        open_workbook(BytesIO(OLD), filename=name)


def test_an_empty_result_is_a_failure():
    empty = saved(openpyxl.Workbook())
    with pytest.raises(UnreadableFile, match="没有内容"):
        open_workbook(BytesIO(OLD), filename="a.xls", convert=lambda content, kind: empty)


def test_a_result_is_read_within_the_limits_of_every_workbook():
    broken = table()[:-30]
    with pytest.raises(UnreadableFile, match="损坏"):
        open_workbook(BytesIO(OLD), filename="a.xls", convert=lambda content, kind: broken)


def program(tmp_path, monkeypatch, text: str):
    """In place of LibreOffice, a script."""
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(0o755)
    monkeypatch.setattr(conversion, "PROGRAM", str(script))


def test_what_does_not_end_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, f"(sleep 3; touch {tmp_path}/late) & sleep 60")
    monkeypatch.setattr(conversion, "SECONDS", 1)
    with pytest.raises(UnreadableFile, match="1 秒内没有转换完"):
        conversion.convert(b"x", "xls")
    time.sleep(3)
    assert not (tmp_path / "late").exists()


def test_what_is_left_running_after_a_success_is_ended_too(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, f"(sleep 2; touch {tmp_path}/late) & exit 0")
    with pytest.raises(UnreadableFile, match="没能转换"):
        conversion.convert(b"x", "xls")
    time.sleep(2.5)
    assert not (tmp_path / "late").exists()


def test_the_filter_is_named_and_memory_bounded(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/said; ulimit -v >> {tmp_path}/said')
    with pytest.raises(UnreadableFile):
        conversion.convert(b"x", "ods")
    said = (tmp_path / "said").read_text()
    assert "--infilter=calc8" in said
    assert "unlimited" not in said
