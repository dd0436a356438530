"""Opens a workbook, a csv file or a web page: the one way in for every file that people send."""

import logging
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .apart import RowsApart, is_worth_it
from .cells import Row, Sheet
from .conversion import FORMATS, Converter
from .delimited import read_delimited
from .errors import SAVE_AS_XLSX, NeedsConversion, UnreadableFile, damaged, too_large
from .kinds import FileKind, kind_of
from .limits import LIMITS, MEGABYTE, Limits
from .markup import Attributes, Budget, MarkupReader, read_all
from .package import Package, part_name
from .parts import value_reader
from .pdf import PDF_LIMITS, PdfLimits, pdf_sheets
from .values import ValueReader
from .webpage import pages_of_archive, read_web_page
from .worksheet import RowReader, scan
from .xml2003 import read_xml_2003

_USUAL_BOOK = "xl/workbook.xml"
_logger = logging.getLogger(__name__)


class Workbook:
    """All worksheets in their order, hidden ones too. A context: rows are read from the open file.

    `converted_from` names the format that another program converted, "" where the file was read as it is.
    """

    def __init__(self, sheets: list[Sheet], close: Callable[[], None] = lambda: None) -> None:
        self.sheets = sheets
        self.converted_from = ""
        self._close = close

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()


def open_workbook(
    source: str | Path | BinaryIO,
    *,
    filename: str = "",
    limits: Limits = LIMITS,
    convert: Converter | None = None,
    pdf_limits: PdfLimits = PDF_LIMITS,
) -> Workbook:
    """Reads xlsx (also xlsm, xltx, strict), csv in UTF-8, UTF-16 or GB 18030, web pages called .xls, and PDF.

    `filename` is the name the sender gave, needed when `source` is an open binary file; the content decides
    what is read. Other formats are refused unless `convert` is given (conversion.convert, in a worker only).
    Raises UnreadableFile, here or while rows are read, for every file that is not such a table, is broken, or
    exceeds `limits`.
    """
    content = _content(source, limits)
    name = filename or (Path(source).name if isinstance(source, str | Path) else "")
    with _one_sentence():
        try:
            return _read(content, name, limits, pdf_limits)
        except NeedsConversion as needed:
            if convert is None:
                raise
            return _converted(convert(content, needed.kind), needed.kind, limits)


def _read(content: bytes, name: str, limits: Limits, pdf_limits: PdfLimits) -> Workbook:
    stem = Path(name).stem
    match kind_of(content, name):
        case FileKind.PACKAGE:
            return _WorkbookParts(content, limits).open()
        case FileKind.PDF:
            sheets = pdf_sheets(content, name, pdf_limits)
        case FileKind.WEB_PAGE:
            sheets = [read_web_page(content, stem, limits)]
        case FileKind.WEB_ARCHIVE:
            sheets = _archived(content, stem, limits)
        case FileKind.XML_2003:
            sheets = read_xml_2003(content, limits)
        case _:
            sheets = [read_delimited(content, stem, limits)]
    for sheet in sheets:
        sheet.rows = _guarded(sheet.rows)
    return Workbook(sheets)


def _archived(content: bytes, stem: str, limits: Limits) -> list[Sheet]:
    pages = list(pages_of_archive(content))
    names = [stem] if len(pages) == 1 else [f"{stem} {number}" for number in range(1, len(pages) + 1)]
    if not pages:
        raise UnreadableFile("网页文件里没有表格。" + SAVE_AS_XLSX)
    return [read_web_page(page, name, limits) for page, name in zip(pages, names, strict=True)]


def _converted(content: bytes, kind: str, limits: Limits) -> Workbook:
    """What came out of a conversion counts only if it holds something."""
    book = _read(content, "converted.xlsx", limits, PDF_LIMITS)
    if not any(True for sheet in book.sheets for _ in sheet.rows()):
        raise UnreadableFile("文件里没有内容，或没能转换。" + SAVE_AS_XLSX)
    book.converted_from = FORMATS[kind].label
    return book


def _content(source: str | Path | BinaryIO, limits: Limits) -> bytes:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            content = file.read(limits.file_size + 1)
    else:
        content = source.read(limits.file_size + 1)
    if len(content) > limits.file_size:
        raise too_large(f"文件超过 {limits.file_size // MEGABYTE} MB")
    return content


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Whatever a broken file makes the readers raise becomes one sentence; the log keeps the cause."""
    try:
        yield
    except UnreadableFile:
        raise
    except Exception as error:
        _logger.info("unreadable workbook", exc_info=True)
        raise damaged("内容不合格式") from error


def _guarded(rows: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
    def guarded() -> Iterator[Row]:
        with _one_sentence():
            yield from rows()

    return guarded


class _References(NamedTuple):
    """What all cells refer to: the parts with texts and formats, and how dates count."""

    strings: str | None
    styles: str | None
    from_1904: bool


class _WorkbookParts:
    """Finds its way through the parts of an xlsx package."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._package = Package(BytesIO(content), limits)
        self._budget = Budget(limits)
        self._processes: list[RowsApart] = []
        self._reader: ValueReader | None = None

    def open(self) -> Workbook:
        relations = self._relations("_rels/.rels", base="")
        book = next((part for kind, part in relations.values() if kind == "officeDocument"), _USUAL_BOOK)
        folder, file = posixpath.split(book)
        relations = self._relations(f"{folder}/_rels/{file}.rels", base=folder)
        listed, from_1904 = self._listed_sheets(book)
        parts = self._worksheet_parts(listed, relations)
        part_of = dict(relations.values())
        refers = _References(part_of.get("sharedStrings"), part_of.get("styles"), from_1904)
        try:
            sheets = [self._sheet(name, hidden, part, refers) for name, hidden, part in parts]
        except BaseException:
            self._close()
            raise
        return Workbook(sheets, self._close)

    def _relations(self, name: str, base: str) -> dict[str, tuple[str, str]]:
        """Identity → (last word of the type, part name) of a relationships part; none if it is missing."""
        found: dict[str, tuple[str, str]] = {}

        def note(attributes: Attributes) -> None:
            if attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, part_name(attributes.get("Target", ""), base))

        if name in self._package:
            self._read(name, {"Relationship": note})
        return found

    def _read(self, name: str, starts: dict[str, Callable[[Attributes], None]]) -> None:
        """Calls `starts` for the tags of a small part."""
        reader = MarkupReader(name, self._budget)
        reader.starts = starts
        read_all(reader, self._package.chunks(name))

    def _listed_sheets(self, book: str) -> tuple[list[tuple[str, bool, str]], bool]:
        """(name, hidden, identity of its relation) of each sheet, and whether dates count from 1904."""
        listed: list[tuple[str, bool, str]] = []
        from_1904 = False

        def note(attributes: Attributes) -> None:
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            listed.append((attributes.get("name", ""), hidden, identity))
            if len(listed) > self._budget.limits.sheets:
                raise too_large(f"文件里的工作表超过 {self._budget.limits.sheets:,} 张")

        def note_dates(attributes: Attributes) -> None:
            nonlocal from_1904
            from_1904 = attributes.get("date1904") in ("1", "true")

        self._read(book, {"sheet": note, "workbookPr": note_dates})
        return listed, from_1904

    def _worksheet_parts(
        self, listed: list[tuple[str, bool, str]], relations: dict[str, tuple[str, str]]
    ) -> list[tuple[str, bool, str]]:
        """(name, hidden, part) of the sheets that have cells: charts and dialogs have none."""
        parts = []
        for name, hidden, identity in listed:
            if identity not in relations:
                raise damaged(f"找不到工作表“{name}”")
            kind, part = relations[identity]
            if kind == "worksheet":
                parts.append((name, hidden, part))
        if not parts:
            raise UnreadableFile("工作簿里没有工作表。" + SAVE_AS_XLSX)
        if len({part for _, _, part in parts}) < len(parts):
            raise damaged("几张工作表共用一份内容")
        return parts

    def _sheet(self, name: str, hidden: bool, part: str, refers: _References) -> Sheet:
        hidden_columns: set[int] = set()
        apart = self._apart(name, part, refers)
        outline = scan(self._package.chunks(part), self._budget.limits)

        def rows() -> Iterator[Row]:
            reader = RowReader(name, part, self._values(refers), self._budget, hidden_columns)
            return reader.rows(self._package.chunks(part), outline)

        if apart is None:
            self._values(refers)  # what is broken in its parts is said when the file is opened
        else:
            rows = partial(apart.rows, outline, hidden_columns, self._budget, otherwise=rows)
        return Sheet(name, _guarded(rows), hidden, outline.merges, outline.expected_rows, hidden_columns)

    def _apart(self, name: str, part: str, refers: _References) -> RowsApart | None:
        """A second process for a large sheet; the first one starts while this process looks for merges."""
        if part not in self._package or not is_worth_it(self._package.packed_size(part)):
            return None
        order = {"sheet": name, "part": part, **refers._asdict()}
        apart = RowsApart(self._content, order, self._budget.limits)
        if not self._processes:
            apart.start(self._budget)
        self._processes.append(apart)
        return apart

    def _values(self, refers: _References) -> ValueReader:
        if self._reader is None:
            self._reader = value_reader(self._package, *refers[:2], self._budget, from_1904=refers.from_1904)
        return self._reader

    def _close(self) -> None:
        for process in self._processes:
            process.stop()
        self._package.close()
