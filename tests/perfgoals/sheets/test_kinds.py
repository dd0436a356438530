"""What a file is follows from its content; what the sender called it hardly counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import UnreadableFile
from perfgoals.sheets.errors import SAVE_AS_XLSX, NeedsConversion, damaged, part_label, too_large
from perfgoals.sheets.kinds import FileKind, foreign_package, kind_of

pytestmark = pytest.mark.pure

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def reason_of(content: bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        kind_of(content, name)
    return refusal.value.reason


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "没有扩展名", ""])
def test_a_package_is_a_package_whatever_its_name(name):
    assert kind_of(b"PK\x03\x04...", name) is FileKind.PACKAGE


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "目标表.txt", "x.tsv"])
def test_text_is_a_table_only_by_its_name(name):
    assert kind_of("项目,金额\n".encode(), name) is FileKind.TEXT
    assert "扩展名" in reason_of("项目,金额\n".encode(), "a.xlsx")
    assert "“无”" in reason_of("项目,金额\n".encode(), "a")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "a.xlsx", ".xls 格式"),
        (OLE + "Book".encode("utf-16-le"), "a", ".xls 格式"),
        (OLE, "旧表.XLS", ".xls 格式"),
        (OLE + "Workbook".encode("utf-16-le"), "目标表.et", ".et 格式"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "目标表.et", "密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.xlsx", "文字文档"),
        (OLE, "a.wps", "文字文档"),
        (OLE, "a.ppt", "旧的 Office 格式"),
        (b"<?xml version='1.0'?><x/>", "a.csv", "XML"),
        (b"Rar!\x1a", "a.csv", "解压"),
        (b"", "a.csv", "0 字节"),
    ],
)
def test_other_kinds_are_called_by_their_name(content, name, said):
    assert said in reason_of(content, name)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xef\xbb\xbf <HTML><body>", FileKind.WEB_PAGE),
        ("<table>".encode("utf-16"), FileKind.WEB_PAGE),
        (b"<!DOCTYPE html>", FileKind.WEB_PAGE),
        (b"<meta charset='gbk'><table>", FileKind.WEB_PAGE),
        (b"<?xml version='1.0'?><html xmlns='x'>", FileKind.WEB_PAGE),
        (b'<html xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">', FileKind.WEB_PAGE),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", FileKind.WEB_ARCHIVE),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            FileKind.XML_2003,
        ),
        ("编码\t名称\n001\t甲\n".encode("gbk"), FileKind.TEXT),
    ],
)
def test_what_systems_call_xls_is_read_as_what_it_is(content, kind):
    assert kind_of(content, "导出.xls") is kind


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", "xls"),
        (OLE + "Book".encode("utf-16-le"), "a.xls", "xls95"),
        (OLE + "Workbook".encode("utf-16-le"), "a.et", "et"),
    ],
)
def test_old_workbooks_say_which_conversion_they_need(content, name, kind):
    with pytest.raises(NeedsConversion) as needed:
        kind_of(content, name)
    assert needed.value.kind == kind


def test_markup_inside_a_table_is_no_web_page():
    assert kind_of("项目,说明\n甲,<html>\n".encode(), "a.csv") is FileKind.TEXT


@pytest.mark.parametrize(
    ("names", "media_type", "said"),
    [
        ({"xl/workbook.xml"}, b"", None),
        ({"xl/workbook.bin", "xl/styles.bin"}, b"", ".xlsb"),
        ({"word/document.xml"}, b"", "Word"),
        ({"ppt/presentation.xml"}, b"", "演示文稿"),
        ({"content.xml"}, b"application/vnd.oasis.opendocument.spreadsheet", "ODF"),
        ({"一.xlsx", "二.xlsx"}, b"", "压缩包"),
        ({"readme.txt"}, b"", "不是 Excel 工作簿"),
        (set(), b"", "不是 Excel 工作簿"),
    ],
)
def test_packages_of_other_programs(names, media_type, said):
    refusal = foreign_package(names, media_type)
    assert refusal is None if said is None else said in refusal.reason


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a"]))
def test_any_bytes_are_answered_by_a_kind_or_a_sentence(content, name):
    try:
        assert kind_of(content, name) in FileKind
    except UnreadableFile as refusal:
        assert refusal.reason.endswith("。")


@pytest.mark.parametrize(
    ("part", "label"),
    [
        ("xl/worksheets/sheet1.xml", "工作表的内容"),
        ("xl/sharedStrings.xml", "文字的内容"),
        ("xl/styles.xml", "格式的内容"),
        ("xl/workbook.xml", "工作簿的内容"),
        ("_rels/.rels", "工作簿的内容"),
    ],
)
def test_parts_have_names_that_people_know(part, label):
    assert part_label(part) == label
    assert part not in damaged(f"{part_label(part)}不完整").reason


def test_a_refusal_says_what_to_do():
    assert damaged("x").reason.endswith(SAVE_AS_XLSX)
    assert too_large("文件太大").reason == "文件太大，超出可以读入的范围。请拆成几个文件分别上传。"


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"\r\n%PDF-1.7 ..."])
def test_a_pdf_may_have_a_few_bytes_before_its_mark(content):
    assert kind_of(content, "a.csv") is FileKind.PDF
