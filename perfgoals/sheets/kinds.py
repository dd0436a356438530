"""What a file really is, by its first bytes; its name decides only what plain text and old binaries are."""

from enum import StrEnum
from pathlib import PurePath

from .errors import SAVE_AS_XLSX, NeedsConversion, UnreadableFile


class FileKind(StrEnum):
    """The kinds that are read directly."""

    PACKAGE = "package"  # a zip file: xlsx, or another package that its parts tell
    TEXT = "text"  # csv and the like
    WEB_PAGE = "web_page"
    WEB_ARCHIVE = "web_archive"  # a web page saved as a single file
    XML_2003 = "xml_2003"
    PDF = "pdf"


ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-"
TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
OLD_SUFFIXES = {".xls", ".et"}

_PICTURE = "这是图片，不是表格。请上传 Excel 工作簿（*.xlsx）。"
_PACKED = "请先解压，再上传里面的 Excel 工作簿（*.xlsx）。"
_OTHER_KINDS = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"Rar!", "这是 RAR 压缩包。" + _PACKED),
    (b"7z\xbc\xaf", "这是 7z 压缩包。" + _PACKED),
    (b"\x1f\x8b", "这是 gzip 压缩包。" + _PACKED),
    (b"{\\rtf", "这是 RTF 文档，不是表格。" + SAVE_AS_XLSX),
    (b"ID;P", "这是 SYLK 表格，不能直接读取。" + SAVE_AS_XLSX),
)
_MARKUP = (
    (b'urn:schemas-microsoft-com:office:spreadsheet"', FileKind.XML_2003),
    (b"urn:schemas-microsoft-com:office:spreadsheet'", FileKind.XML_2003),
    (b"mime-version", FileKind.WEB_ARCHIVE),
    (b"<html", FileKind.WEB_PAGE),
    (b"<table", FileKind.WEB_PAGE),
    (b"<!doctype html", FileKind.WEB_PAGE),
    (b"<meta", FileKind.WEB_PAGE),
    (b"<head", FileKind.WEB_PAGE),
    (b"<body", FileKind.WEB_PAGE),
    (b"<style", FileKind.WEB_PAGE),
)
_XML = "这是 XML 文件，不是 Excel 工作簿。" + SAVE_AS_XLSX


def kind_of(content: bytes, filename: str) -> FileKind:
    """How to read the file. Raises NeedsConversion for old workbooks, UnreadableFile for what is no table."""
    if not content:
        raise UnreadableFile("文件是空的（0 字节），可能没有传完整。请检查原文件后重新上传。")
    if content.startswith(ZIP):
        return FileKind.PACKAGE
    if content.startswith(OLE):
        raise _of_ole(content, filename)
    if PDF in content[:1024]:  # readers of PDF forgive a few bytes before the mark
        return FileKind.PDF
    for magic, reason in _OTHER_KINDS:
        if content.startswith(magic):
            raise UnreadableFile(reason)
    return _markup_kind(content) or _text_kind(content, filename)


def _markup_kind(content: bytes) -> FileKind | None:
    start = _narrow(content[:8192]).lstrip().lower()
    if not start.startswith((b"<", b"mime-version")):
        return None
    is_xml = start.startswith(b"<?xml")
    for mark, kind in _MARKUP:
        if mark in start and not (kind is FileKind.XML_2003 and b"<html" in start):
            return kind
    if is_xml or start.startswith(b"<!doctype"):
        raise UnreadableFile(_XML)
    return None


def _text_kind(content: bytes, filename: str) -> FileKind:
    """A csv by its name; a text with tabs that is called .xls is what many systems export."""
    suffix = PurePath(filename).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return FileKind.TEXT
    if suffix in OLD_SUFFIXES and b"\t" in _narrow(content[:8192]).lstrip().splitlines()[0]:
        return FileKind.TEXT
    raise UnreadableFile(f"文件内容不是 Excel 工作簿（扩展名是“{suffix or '无'}”）。{SAVE_AS_XLSX}")


def _narrow(head: bytes) -> bytes:
    """ASCII of a text in UTF-8 or UTF-16, enough to see markup."""
    return (
        head.replace(b"\x00", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )


def _of_ole(content: bytes, filename: str) -> UnreadableFile:
    """OLE containers hold the old formats and every workbook with a password to open it."""
    names = content.replace(b"\x00", b"")
    if b"EncryptedPackage" in names:
        return UnreadableFile(
            "工作簿设了打开密码，无法读取。请用 Excel 或 WPS 打开，"
            "在“文件—信息—保护工作簿—用密码进行加密”里清除密码，保存为 Excel 工作簿（*.xlsx）后重新上传。"
        )
    suffix = PurePath(filename).suffix.lower()
    if b"WordDocument" in names or suffix in {".doc", ".wps"}:
        return UnreadableFile("这是文字文档，不是表格。请把表格复制到 Excel 工作簿（*.xlsx）里再上传。")
    if suffix in {".et", ".ett"}:
        return NeedsConversion("这是 WPS 表格的 .et 格式，不能直接读取。" + SAVE_AS_XLSX, kind="et")
    if b"Workbook" in names or b"Book" in names or suffix == ".xls":
        kind = "xls" if b"Workbook" in names else "xls95"
        return NeedsConversion("这是旧的 .xls 格式，不能直接读取。" + SAVE_AS_XLSX, kind=kind)
    return UnreadableFile("这是旧的 Office 格式，不是 Excel 工作簿。" + SAVE_AS_XLSX)


def foreign_package(names: set[str], media_type: bytes) -> UnreadableFile | None:
    """Why a zip package without a workbook part is refused; None if it has one. `names` are in lower case."""
    if "xl/workbook.bin" in names:
        return NeedsConversion("这是 Excel 二进制工作簿（.xlsb），不能直接读取。" + SAVE_AS_XLSX, kind="xlsb")
    if b"opendocument.spreadsheet" in media_type:
        return NeedsConversion("这是 ODF 表格（.ods），不能直接读取。" + SAVE_AS_XLSX, kind="ods")
    reason = _package_reason(names, media_type)
    return UnreadableFile(reason) if reason else None


def _package_reason(names: set[str], media_type: bytes) -> str | None:
    if any(name.startswith("word/") for name in names):
        return "这是 Word 文档（.docx），不是表格。请把表格复制到 Excel 工作簿（*.xlsx）里再上传。"
    if any(name.startswith("ppt/") for name in names):
        return "这是演示文稿，不是表格。请上传 Excel 工作簿（*.xlsx）。"
    if b"opendocument" in media_type:
        return "这是 ODF 文件（.odt 等），不是表格。请把表格复制到 Excel 工作簿（*.xlsx）里再上传。"
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.endswith((".xlsx", ".xls", ".et")) for name in names):
        return "这是压缩包。请先解压，再逐个上传里面的 Excel 工作簿（*.xlsx）。"
    return "文件内容不是 Excel 工作簿。" + SAVE_AS_XLSX
