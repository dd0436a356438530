"""PDFs that cannot be read: each gets its sentence, within bounds of time and memory."""

import sys
from io import BytesIO

import pytest
from pikepdf import Encryption, Pdf

from benchmarks.measure import run_apart
from perfgoals.sheets import UnreadableFile, open_workbook
from perfgoals.sheets.pdf import PdfLimits
from tests.pdf_files import Drawing

pytestmark = pytest.mark.pure


def table(pages=1):
    drawing = Drawing()
    for number in range(pages):
        drawing.table((50, 150, 250), (50, 70, 90), [("单位", "项目"), ("甲局", f"{number}号")]).page()
    return drawing.content()


def saved(content, **options):
    buffer = BytesIO()
    with Pdf.open(BytesIO(content)) as pdf:
        pdf.save(buffer, **options)
    return buffer.getvalue()


def reason_of(content, **limits):
    with (
        pytest.raises(UnreadableFile) as refusal,
        open_workbook(BytesIO(content), filename="表.pdf", pdf_limits=PdfLimits(**limits)),
    ):
        pass
    assert refusal.value.reason.endswith("。")
    return refusal.value.reason


def scan():
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    drawing = Drawing()
    drawing._canvas.drawImage(ImageReader(Image.new("L", (80, 60), 200)), 0, 0, 842, 595)
    return drawing.content()


def test_a_password():
    locked = saved(table(), encryption=Encryption(user="geheim", owner="geheim"))
    assert "打开密码" in reason_of(locked)


def test_a_file_that_only_forbids_printing_is_read():
    closed = saved(table(), encryption=Encryption(user="", owner="geheim"))
    with open_workbook(BytesIO(closed), filename="表.pdf") as book:
        assert len(list(book.sheets[0].rows())) == 2


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", table()[:300], b"\r\n%PDF-" + bytes(5000)],
    ids=["mark", "mark and end", "cut off", "zeros"],
)
def test_a_broken_file(content):
    assert "损坏" in reason_of(content)


def test_a_scan():
    assert "扫描件" in reason_of(scan())


def test_text_without_a_table():
    assert "没有带表格线的表格" in reason_of(Drawing().text(50, 50, "关于开展绩效目标申报的通知").content())


def test_an_empty_page():
    assert "没有文字" in reason_of(Drawing().page().content())


def test_rules_without_a_text():
    empty = Drawing().table((50, 150, 250), (50, 70, 90), []).content()
    with open_workbook(BytesIO(empty), filename="表.pdf") as book:
        assert not [row for sheet in book.sheets for row in sheet.rows()]


def test_too_many_pages():
    assert "超过 2 页" in reason_of(table(3), pages=2)


def test_too_much_on_one_page():
    assert "内容太多" in reason_of(table(), objects=5)


def test_too_long_an_answer():
    assert "太复杂" in reason_of(table(3), output=200)


def test_time_runs_out():
    assert "限 0 秒" in reason_of(table(3), seconds=0)


def test_memory_runs_out():
    assert "太" in reason_of(table(3), memory=1024 * 1024)


def test_a_broken_installation_is_not_said_to_be_a_broken_file(monkeypatch, tmp_path, caplog):
    broken = tmp_path / "extract.py"
    broken.write_text("import a_library_that_is_not_installed\n")
    monkeypatch.setattr("perfgoals.sheets.pdf.process._PROGRAM", broken)
    assert "不是文件的问题" in reason_of(table())
    assert "a_library_that_is_not_installed" in caplog.text


def test_a_scanned_page_among_others_is_named():
    with Pdf.open(BytesIO(table())) as pdf, Pdf.open(BytesIO(scan())) as other:
        pdf.pages.extend(other.pages)
        buffer = BytesIO()
        pdf.save(buffer)
    with open_workbook(buffer_at_start(buffer), filename="表.pdf") as book:
        assert "第 2 页是扫描图片，没有文字，没有读入" in book.sheets[0].notes


def buffer_at_start(buffer):
    buffer.seek(0)
    return buffer


def test_a_hundred_pages_are_read_in_little_time_and_memory(tmp_path):
    path = tmp_path / "table.pdf"
    path.write_bytes(table(100))
    # The peak is asked inside: what wait4 tells of a spawned process begins with its parent's.
    program = f"""
import re
from perfgoals.sheets import open_workbook
assert len(open_workbook({str(path)!r}).sheets) == 1
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
assert peak < 300, peak
"""
    assert run_apart([sys.executable, "-c", program]).cpu < 10
