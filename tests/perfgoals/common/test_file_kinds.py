"""Files by their content: what may be kept, and the many that may not."""

import zipfile
from io import BytesIO

import pytest

from perfgoals.common.file_kinds import BY_ENDING, RefusedFile, kind_of_file

pytestmark = pytest.mark.pure

ALLOWED = tuple(BY_ENDING)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def package(*names, password=False):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    content = bytearray(file.getvalue())
    if password:
        content[content.index(b"PK\x01\x02") + 8] |= 1
        content[6] |= 1
    return bytes(content)


GOOD = {
    "a.pdf": b"%PDF-1.7\n%%EOF",
    "政策.DOCX": package("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": package("xl/workbook.xml"),
    "公文.ofd": package("OFD.xml", "Doc_0/Document.xml"),
    "a.doc": OLE,
    "a.wps": OLE,
    "a.et": OLE,
    "b.jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a.png": b"\x89PNG\r\n\x1a\n\0",
}
HOSTILE = {
    "a.html": b"<html><script>alert(1)</script>",
    "a.svg": b"<svg onload='x()'/>",
    "a.js": b"alert(1)",
    "a.exe": b"MZ\x90\0",
    "a.sh": b"#!/bin/sh\n",
    "a.docm": package("word/document.xml"),
    "a.zip": package("a.txt"),
    "a": b"%PDF-1.7",
    "报告.pdf.exe": b"MZ",
    "disguised.pdf": b"MZ\x90\0",
    "page.pdf": b"<html>%PDF-1.7",
    "shell.docx": b"#!/bin/sh\n",
    "zip.docx": package("a.txt"),
    "book.docx": package("xl/workbook.xml"),
    "macro.docx": package("word/document.xml", "word/vbaProject.bin"),
    "macro.xlsx": package("xl/workbook.xml", "xl/VBAPROJECT.BIN"),
    "macro.doc": OLE + "_VBA_PROJECT".encode("utf-16-le"),
    "script.pdf": b"%PDF-1.7 1 0 obj << /S /JavaScript /JS (app.alert(1)) >>",
    "launch.pdf": b"%PDF-1.7 << /S /Launch /F (cmd.exe) >>",
    "locked.docx": package("word/document.xml", password=True),
    "broken.xlsx": b"PK\x03\x04 then nothing",
    "vector.png": b"<svg xmlns='x'/>",
    "empty.pdf": b"",
    "a.jpg": b"GIF89a",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_may_be_kept(name):
    file = BytesIO(GOOD[name])
    kind = kind_of_file(name, file, allowed=ALLOWED)
    assert "/" in kind.media_type and file.tell() == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_what_may_not(name):
    file = BytesIO(HOSTILE[name])
    with pytest.raises(RefusedFile) as refused:
        kind_of_file(name, file, allowed=ALLOWED)
    assert "。" in str(refused.value)


def test_the_setting_decides_which_endings():
    with pytest.raises(RefusedFile, match="可以上传：pdf"):
        kind_of_file("a.png", BytesIO(GOOD["a.png"]), allowed=("pdf",))


def test_a_package_of_too_many_parts():
    many = package("word/document.xml", *(f"word/{n}" for n in range(5001)))
    with pytest.raises(RefusedFile, match="太多"):
        kind_of_file("a.docx", BytesIO(many), allowed=ALLOWED)
