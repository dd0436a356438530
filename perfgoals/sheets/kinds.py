"""What a file really is, by its first bytes; its name decides nothing but whether plain text is a table."""

from pathlib import PurePath

from .errors import SAVE_AS_XLSX, UnreadableFile

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}

_EXPORT_AS_TABLE = "请从原系统重新导出 Excel 工作簿（*.xlsx）再上传。"
_PICTURE = "这是图片，不是表格。请上传 Excel 工作簿（*.xlsx）。"
_WEB_PAGE = "这是改了扩展名的网页文件，不是真正的 Excel 工作簿。" + SAVE_AS_XLSX
_PACKED = "请先解压，再上传里面的 Excel 工作簿（*.xlsx）。"
_OTHER_KINDS = (
    (b"%PDF", "这是 PDF 文件，不是表格。" + _EXPORT_AS_TABLE),
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
    (b"urn:schemas-microsoft-com:office:spreadsheet", "这是“XML 表格 2003”，不能直接读取。" + SAVE_AS_XLSX),
    (b"<html", _WEB_PAGE),
    (b"<table", _WEB_PAGE),
    (b"mime-version", _WEB_PAGE),
    (b"<!doctype", _WEB_PAGE),
    (b"<?xml", "这是 XML 文件，不是 Excel 工作簿。" + SAVE_AS_XLSX),
)


def is_zip(head: bytes, filename: str) -> bool:
    """True for a zip package, False for plain text that may be a csv; UnreadableFile for everything else."""
    if not head:
        raise UnreadableFile("文件是空的（0 字节），可能没有传完整。请检查原文件后重新上传。")
    if head.startswith(ZIP):
        return True
    if head.startswith(OLE):
        raise UnreadableFile(_ole_reason(head, filename))
    for magic, reason in _OTHER_KINDS:
        if head.startswith(magic):
            raise UnreadableFile(reason)
    start = _narrow(head[:4096]).lstrip().lower()
    if start.startswith((b"<", b"mime-version")):
        for mark, reason in _MARKUP:
            if mark in start:
                raise UnreadableFile(reason)
    suffix = PurePath(filename).suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        raise UnreadableFile(f"文件内容不是 Excel 工作簿（扩展名是“{suffix or '无'}”）。{SAVE_AS_XLSX}")
    return False


def _narrow(head: bytes) -> bytes:
    """ASCII of a text in UTF-8 or UTF-16, enough to see markup."""
    return (
        head.replace(b"\x00", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )


def _ole_reason(content: bytes, filename: str) -> str:
    """OLE containers hold the old formats and every workbook with a password to open it."""
    names = content.replace(b"\x00", b"")
    if b"EncryptedPackage" in names:
        return (
            "工作簿设了打开密码，无法读取。请用 Excel 或 WPS 打开，"
            "在“文件—信息—保护工作簿—用密码进行加密”里清除密码，保存为 Excel 工作簿（*.xlsx）后重新上传。"
        )
    suffix = PurePath(filename).suffix.lower()
    if suffix in {".et", ".ett"}:
        return "这是 WPS 表格的 .et 格式，不能直接读取。" + SAVE_AS_XLSX
    if b"WordDocument" in names or suffix in {".doc", ".wps"}:
        return "这是文字文档，不是表格。请把表格复制到 Excel 工作簿（*.xlsx）里再上传。"
    if b"Workbook" in names or b"Book" in names or suffix == ".xls":
        return "这是旧的 .xls 格式，不能直接读取。" + SAVE_AS_XLSX
    return "这是旧的 Office 格式，不是 Excel 工作簿。" + SAVE_AS_XLSX


def foreign_package_reason(names: set[str], media_type: bytes) -> str | None:
    """Why a zip package without a workbook part is refused; None if it has one. `names` are in lower case."""
    if "xl/workbook.bin" in names:
        return "这是 Excel 二进制工作簿（.xlsb），不能直接读取。" + SAVE_AS_XLSX
    if any(name.startswith("word/") for name in names):
        return "这是 Word 文档（.docx），不是表格。请把表格复制到 Excel 工作簿（*.xlsx）里再上传。"
    if any(name.startswith("ppt/") for name in names):
        return "这是演示文稿，不是表格。请上传 Excel 工作簿（*.xlsx）。"
    if b"opendocument" in media_type:
        return "这是 ODF 文件（.ods 等），不能直接读取。" + SAVE_AS_XLSX
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.endswith((".xlsx", ".xls", ".et")) for name in names):
        return "这是压缩包。请先解压，再逐个上传里面的 Excel 工作簿（*.xlsx）。"
    return "文件内容不是 Excel 工作簿。" + SAVE_AS_XLSX
