"""Web pages that systems call .xls: the tables of a page as one sheet, every value as the page shows it.

Read here and not by an office program: those turn 001300 into 1300 and a line break into a second row.
A code stays a text; only a cell whose style names a number format (mso-number-format) is a number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from lxml import etree

from .cells import Area, Cell, Mark, MergedAreas, Problem, Row, Sheet
from .errors import SAVE_AS_XLSX, UnreadableFile, damaged, too_large
from .limits import Limits
from .strings import in_font, text_cell
from .styles import style_of
from .values import number_cell
from .webstyles import Look, StyleSheet

_MOST_TAGS = 700_000
_LARGEST_SPAN = 1_000
_TAG = re.compile(rb"<[a-zA-Z]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312"}
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_BLOCKS = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "center", "blockquote", "pre"}
_SILENT = {"script", "style", "title", "noscript", "template", "option", "textarea"}
_STRUCK = {"s", "strike", "del"}
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NO_TABLE = "网页里没有表格内容。如果是另存的网页，请上传原来的表格。" + SAVE_AS_XLSX


def read_web_page(content: bytes, name: str, limits: Limits) -> Sheet:
    """All tables of the page below each other, texts between them as rows of one cell."""
    if sum(1 for _ in _TAG.finditer(content)) > _MOST_TAGS:
        raise too_large("网页里的内容太多")
    page = _PageReader(limits)
    page.read(_tree(_decoded(content)))
    if not page.rows:
        raise UnreadableFile(_NO_TABLE)
    merges = MergedAreas(page.areas, columns=limits.columns)
    return Sheet(name, lambda: iter(page.rows), False, merges, len(page.rows), page.hidden_columns)


def pages_of_archive(content: bytes) -> Iterator[bytes]:
    """The pages of a web archive (MHT) that hold tables."""
    for part in message_from_bytes(content, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True) or b""
            if b"<table" in page.lower():
                yield page


def _decoded(content: bytes) -> str:
    """By its mark, by what it says, or by what fits: UTF-8 refuses nearly every GBK text."""
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    said = _CHARSET.search(content[:4096])
    named = said[1].decode("ascii").lower() if said else ""
    named = "gb18030" if named in _CHINESE else named
    for encoding in [marked] if marked else [named, "utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableFile("网页的文字编码既不是 UTF-8 也不是 GBK，无法读取。" + SAVE_AS_XLSX)


def _tree(text: str) -> etree._Element:
    """lxml repairs what browsers repair; what it gives up on is refused, not cut."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None or any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise damaged("网页的内容不合格式")
    return root


@dataclass
class _Text:
    """A cell, or what stands outside of tables, while it is read."""

    look: Look = field(default_factory=Look)
    parts: list[str] = field(default_factory=list)
    marks: dict[Mark, None] = field(default_factory=dict)
    rows: int = 1
    columns: int = 1
    has_picture: bool = False
    stored: str = ""

    def add(self, text: str | None, font: str = "") -> None:
        if not text:
            return
        text, mark = in_font(_BLANKS.sub(" ", text), font)
        if mark:
            self.marks[mark] = None
        if text != " " or (self.parts and not self.parts[-1].endswith(("\n", " "))):
            self.parts.append(text)

    def break_line(self, *, always: bool) -> None:
        """<br> always breaks; the edge of a paragraph only where a line has begun."""
        if always or (self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append("\n")

    def cell(self) -> Cell | None:
        lines = "".join(self.parts).split("\n")
        text = "\n".join(line.strip(" ") for line in lines).strip("\n")
        if not text:
            return Cell("", problem=Problem.PICTURE) if self.has_picture else None
        code = self.look.number_format
        stored = self.stored or (text if code and _PLAIN_NUMBER.fullmatch(text) else "")
        if stored and _PLAIN_NUMBER.fullmatch(stored):
            number = number_cell(stored, style_of(code or "General"))
            shown = number.text if not self.stored else text
            return number._replace(text=shown, marks=(*number.marks, *self.marks))
        return text_cell(text, tuple(self.marks))


@dataclass
class _Table:
    """A table on its way: the places that cells of earlier rows still take, by column."""

    taken: dict[int, int] = field(default_factory=dict)
    row: list[_Text] | None = None
    hidden: bool = False
    cell: _Text | None = None


class _PageReader:
    """Walks through a page once and sets its tables into rows."""

    def __init__(self, limits: Limits) -> None:
        self.rows: list[Row] = []
        self.areas: list[Area] = []
        self.hidden_columns: set[int] = set()
        self._limits = limits
        self._styles = StyleSheet()
        self._tables: list[_Table] = []
        self._loose = _Text()
        self._looks: list[Look] = [Look()]
        self._number = 0
        self._silent = 0

    def read(self, root: etree._Element) -> None:
        for style in root.iter("style"):
            self._styles.add("".join(style.itertext()))
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._start(tag, element)
            else:
                self._end(tag)
                self._text(element.tail)
        self._finish_loose()

    @property
    def _target(self) -> _Text | None:
        """Where a text belongs; nowhere between the cells of a table."""
        if not self._tables:
            return self._loose
        return self._tables[-1].cell

    def _text(self, text: str | None) -> None:
        if not self._silent and (target := self._target) is not None:
            look = self._looks[-1]
            target.add(text, look.font)
            if look.struck_out and text and text.strip():
                target.marks[Mark.STRUCK_OUT] = None

    def _start(self, tag: str, element: etree._Element) -> None:
        look = self._styles.look(element, self._looks[-1])
        if tag in _STRUCK:
            look = look._replace(struck_out=True)
        self._looks.append(look)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._finish_loose()
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._start_row(look)
        elif tag in ("td", "th") and self._tables:
            self._start_cell(element, look)
        elif tag == "col" and len(self._tables) == 1 and look.hidden:
            self.hidden_columns.add(_column_of(element))
        elif (target := self._target) is not None:
            if tag == "br":
                target.break_line(always=True)
            elif tag in _BLOCKS:
                target.break_line(always=False)
            elif tag == "img":
                target.has_picture = True
        self._text(element.text)

    def _end(self, tag: str) -> None:
        self._looks.pop()
        if tag in _SILENT:
            self._silent -= 1
        elif tag == "table" and self._tables:
            self._finish_row()
            self._tables.pop()
        elif tag == "tr" and self._tables:
            self._finish_row()
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].cell = None
        elif tag in _BLOCKS and (target := self._target) is not None:
            target.break_line(always=False)

    def _start_row(self, look: Look) -> None:
        table = self._tables[-1]
        self._finish_row()
        table.row, table.hidden = [], look.hidden

    def _start_cell(self, element: etree._Element, look: Look) -> None:
        table = self._tables[-1]
        if table.row is None:
            table.row = []
        table.cell = _Text(look, rows=_span(element, "rowspan"), columns=_span(element, "colspan"))
        table.cell.stored = element.get("x:num") or ""
        table.row.append(table.cell)

    def _finish_row(self) -> None:
        table = self._tables[-1]
        if table.row is None:
            return
        row, table.row, table.cell = table.row, None, None
        self._number += 1
        cells: dict[int, Cell] = {}
        column = 1
        for text in row:
            while table.taken.get(column, 0):
                column += 1
            self._merge(column, text)
            if cell := text.cell():
                cells[column] = cell
                self._check(column, cell)
            for taken in range(column, column + text.columns):
                table.taken[taken] = text.rows
            column += text.columns
        table.taken = {column: left - 1 for column, left in table.taken.items() if left > 1}
        self._keep(cells, table.hidden)

    def _merge(self, column: int, text: _Text) -> None:
        if text.rows > 1 or text.columns > 1:
            last = self._number + text.rows - 1, column + text.columns - 1
            self.areas.append(Area(self._number, column, *last))
            if len(self.areas) > self._limits.merges:
                raise too_large(f"合并单元格超过 {self._limits.merges:,} 处")

    def _check(self, column: int, cell: Cell) -> None:
        if column > self._limits.columns or self._number > self._limits.rows:
            raise too_large(
                f"第 {self._number} 行第 {column} 列有内容，超过 {self._limits.rows:,} 行、"
                f"{self._limits.columns} 列"
            )
        if len(cell.text) > self._limits.cell_characters:
            raise too_large(f"有单元格的文字超过 {self._limits.cell_characters:,} 字", "请缩短后重新上传。")

    def _keep(self, cells: dict[int, Cell], hidden: bool) -> None:
        if cells:
            self.rows.append(Row(self._number, cells, hidden))

    def _finish_loose(self) -> None:
        """What stands between tables, such as the title of the page: a row for each line."""
        loose, self._loose = self._loose, _Text()
        if (cell := loose.cell()) is None or not cell.text:
            return
        for line in filter(None, cell.text.split("\n")):
            self._number += 1
            self._check(1, cell)
            self._keep({1: Cell(line, marks=cell.marks)}, hidden=False)


def _span(element: etree._Element, name: str) -> int:
    text = (element.get(name) or "").strip()
    return min(max(int(text), 1), _LARGEST_SPAN) if text.isdecimal() and len(text) < 10 else 1


def _column_of(element: etree._Element) -> int:
    """The column that a <col> stands for, with the spans of those before it."""
    return 1 + sum(_span(before, "span") for before in element.itersiblings("col", preceding=True))
