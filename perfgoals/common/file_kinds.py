"""What a file is by its content, whatever it is called; and which files may be kept as attachments.

Word and Excel files of both generations, WPS, PDF, OFD (GB/T 33190) and pictures are known. A file that could
run something is none of them: scripts, web pages, SVG and programs have other beginnings, and office files
with macros are told by their parts.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# The stream that every project of macros has, as the directory of an OLE file writes its name.
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_MOST_PARTS = 5_000
# A PDF that does something when it is opened. What lies in a compressed stream is not seen here; it runs
# nowhere on this site, which hands attachments out as downloads only.
_ACTIVE_PDF = (b"/javascript", b"/launch", b"/richmedia")


class RefusedFile(ValueError):
    """The file may not be kept; the text says why and what to do."""


@dataclass(frozen=True)
class FileKind:
    """One kind: the endings of its names, what it is called, its media type, and `holds(file)`."""

    endings: tuple[str, ...]
    label: str
    media_type: str
    holds: Callable[[BinaryIO], bool]


def _begins(*signs: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: _head(file).startswith(signs)


def _package(*parts: str) -> Callable[[BinaryIO], bool]:
    """A zip package in which one of these parts, or something in one of these folders, is found."""

    def holds(file: BinaryIO) -> bool:
        if not _head(file).startswith(_ZIP):
            return False
        names = _parts_of(file)
        return any(
            name == part or name.startswith(part.rstrip("/") + "/") for name in names for part in parts
        )

    return holds


KINDS = (
    FileKind(("pdf",), "PDF", "application/pdf", _begins(b"%PDF-")),
    FileKind(
        ("docx",), "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _package("word/document.xml"),
    ),
    FileKind(
        ("xlsx",), "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _package("xl/workbook.xml", "xl/worksheets"),
    ),
    FileKind(("ofd",), "OFD", "application/ofd", _package("OFD.xml")),
    FileKind(("doc", "wps"), "Word 97 或 WPS", "application/msword", _begins(_OLE)),
    FileKind(("xls", "et"), "Excel 97 或 WPS", "application/vnd.ms-excel", _begins(_OLE)),
    FileKind(("jpg", "jpeg"), "图片", "image/jpeg", _begins(b"\xff\xd8\xff")),
    FileKind(("png",), "图片", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
)  # fmt: skip
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}


def kind_of_file(name: str, file: BinaryIO, *, allowed: tuple[str, ...]) -> FileKind:
    """The kind that the name says and the content is; `allowed` are endings. Raises RefusedFile.

    Reads the file, and leaves it at its beginning.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    known = "、".join(allowed)
    if ending not in allowed or ending not in BY_ENDING:
        said = f"“.{ending}” 文件" if ending else "没有扩展名的文件"
        raise RefusedFile(f"{said}不能作为附件。可以上传：{known}。其他格式请先另存为 PDF。")
    kind = BY_ENDING[ending]
    try:
        if not kind.holds(file):
            raise RefusedFile(
                f"文件名是 .{ending}，内容却不是{kind.label}文件，可能改过扩展名或已损坏。"
                "请用原来的软件打开，另存后再上传。"
            )
        _refuse_active(file, kind)
    finally:
        file.seek(0)
    return kind


def _refuse_active(file: BinaryIO, kind: FileKind) -> None:
    """Office files with macros, PDFs with scripts, packages nobody can look into."""
    head = _head(file)
    if head.startswith(_ZIP):
        names = _parts_of(file)
        if any(name.rpartition("/")[2].lower() in ("vbaproject.bin", "vbadata.xml") for name in names):
            raise RefusedFile("文件里带有宏，不能作为附件。请另存为不带宏的格式（docx、xlsx）或 PDF。")
    file.seek(0)
    content = file.read()
    if head.startswith(_OLE) and _OLE_MACROS in content:
        raise RefusedFile("文件里带有宏，不能作为附件。请另存为不带宏的格式（docx、xlsx）或 PDF。")
    if kind.endings == ("pdf",) and any(sign in content.lower() for sign in _ACTIVE_PDF):
        raise RefusedFile("这个 PDF 里带有脚本或会启动程序，不能作为附件。请重新打印成 PDF 再上传。")


def _parts_of(file: BinaryIO) -> list[str]:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedFile("文件不完整或已损坏，打不开。请用原来的软件打开，另存后再上传。") from error
    if len(members) > _MOST_PARTS:
        raise RefusedFile(f"文件里打包了 {len(members)} 个小文件，太多了。请另存为 PDF。")
    if any(member.flag_bits & 0x1 for member in members):
        raise RefusedFile("文件设了密码，别人打不开。请去掉密码后再上传。")
    return [member.filename for member in members]


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(1024)
