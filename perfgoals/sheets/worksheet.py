"""One worksheet part → rows of displayed values in a streaming pass; its merged ranges in a pass before."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from openpyxl.utils import column_index_from_string, get_column_letter

from .cells import Area, Cell, MergedAreas, Row
from .errors import UnreadableFile, damaged, too_large
from .limits import Limits
from .markup import MAIN, STRICT_MAIN, Attributes, Budget, MarkupReader
from .plain_rows import PlainRows, as_xml, elements, marked_text
from .strings import RichText
from .values import ValueReader

_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?\bref="([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?"'
)
_TRUE = {"1", "true", "on"}
_ROOTS = {MAIN + "worksheet", STRICT_MAIN + "worksheet"}
_DATA, _DATA_END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_LONGEST_HEAD = 1_000_000
_USUAL_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?: [\w]+=[\"'](?:1\.0|UTF-8|utf-8|yes|no)[\"'])*\s*\?>)?\s*<worksheet[\s>]"
)
_LONGEST_ROW = 4_000_000
_DIGITS = "0123456789"
_MOST_PLACES = 2_000_000
_MOST_COLUMNS = 16_384
_LONGEST_REST = 400_000


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a worksheet before its rows: merged ranges, how many, and about how many rows."""

    merges: MergedAreas
    merge_count: int
    expected_rows: int


def scan(chunks: Iterable[bytes], limits: Limits) -> Outline:
    """Finds the merged ranges in the bytes of the part: they stand behind the rows but are needed first.

    `RowReader` counts them again as XML, so that no trick with comments adds or hides one.
    """
    areas: list[Area] = []
    rows = places = 0
    rest = b""
    for chunk in chunks:
        whole, mark, rest = (rest + chunk).rpartition(b"<")
        rest = mark + rest if len(rest) < _LONGEST_REST else b""
        rows += whole.count(b"<row ")
        if b"mergeCell" not in whole:
            continue
        for match in _MERGE.finditer(whole):
            area = _area(match)
            areas.append(area)
            places += max(min(area.last_column, limits.columns) - area.first_column + 1, 1)
        if len(areas) > limits.merges or places > _MOST_PLACES:
            raise too_large(f"合并单元格超过 {limits.merges:,} 处")
    return Outline(MergedAreas(areas, columns=limits.columns), len(areas), rows)


def _area(match: re.Match[bytes]) -> Area:
    letters, first, last_letters, last = match.groups()
    row, last_row = int(first), int(last or first)
    column = column_index_from_string(letters.decode())
    last_column = column_index_from_string(last_letters.decode()) if last_letters else column
    return Area(min(row, last_row), min(column, last_column), max(row, last_row), max(column, last_column))


class RowReader:
    """Hands out the rows of a worksheet part that hold anything; `hidden_columns` is filled first."""

    def __init__(
        self, sheet: str, part: str, values: ValueReader, budget: Budget, hidden_columns: set[int]
    ) -> None:
        self._sheet = sheet
        self._values = values
        self._budget = budget
        self._limits = budget.limits
        self._hidden_columns = hidden_columns
        self._rows: list[Row] = []
        self._number = self._column = self._merges = self._column_notes = 0
        self._number_text = ""
        self._hidden = False
        self._has_data = False
        self._areas = MergedAreas()
        self._cells: dict[int, Cell] = {}
        self._covered: dict[int, Cell] = {}
        self._attributes: Attributes = {}
        self._value: str | None = None
        self._inline: Cell | None = None
        self._formula: str | None = None
        self._formula_attributes: Attributes = {}
        self._columns: dict[str, int] = {}
        self._markup = MarkupReader(part, budget)
        self._rich_text = RichText(self._markup)
        self._listen()

    def _listen(self) -> None:
        self._markup.starts |= {
            "sheetData": self._start_data,
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_text,
            "f": self._start_formula,
            "is": self._start_inline,
            "col": self._note_columns,
            "mergeCell": self._count_merge,
        }
        self._markup.ends |= {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_value,
            "f": self._end_formula,
            "is": self._end_inline,
        }

    def rows(self, chunks: Iterable[bytes], outline: Outline) -> Iterator[Row]:
        self._areas = outline.merges
        try:
            yield from self._read(chunks)
            is_worksheet = self._markup.root in _ROOTS and self._has_data
            if not is_worksheet or self._merges != outline.merge_count:
                raise damaged("工作表的内容不合格式")
        except UnreadableFile as error:
            raise self._located(error) from error

    def _read(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        """Rows of the usual form by patterns; the head, the rest and every other row by the XML parser."""
        stream = iter(chunks)
        waiting = self._feed_head(stream)
        plain = PlainRows(self._values, self._limits, self._areas)
        while waiting:
            rows, last, _ = waiting.partition(_DATA_END)
            block = rows[: rows.rfind(_ROW_END) + len(_ROW_END)] if _ROW_END in rows else b""
            text = marked_text(block)
            if text is None or len(rows) - len(block) > _LONGEST_ROW:
                break
            self._budget.spend(elements(block))
            yield from self._rows_of(text, plain)
            waiting = waiting[len(block) :]
            if last or not (more := next(stream, b"")):
                break
            waiting += more
        for _ in self._markup.read(chain([waiting], stream)):
            yield from self._rows
            self._rows.clear()

    def _feed_head(self, stream: Iterator[bytes]) -> bytes:
        """Parses up to the first row; returns what follows, b"" where none is in sight or the head is odd."""
        head = b""
        for chunk in stream:
            head += chunk
            before, data, after = head.partition(_DATA)
            if data and _USUAL_HEAD.match(before) and b"<!" not in before:
                self._markup.feed(before + data)
                return after
            if data or len(head) > _LONGEST_HEAD:
                break
        self._markup.feed(head)
        return b""

    def _rows_of(self, text: str, plain: PlainRows) -> Iterator[Row]:
        """The rows of a block that ends with one."""
        place = 0
        while place < len(text):
            plain.number = self._number
            end, row = plain.row_at(text, place)
            if row is False:
                self._markup.feed(as_xml(text[place:end]))
                yield from self._rows
                self._rows.clear()
            else:
                self._number = plain.number
                if row is not True:
                    yield row
            place = end

    def _located(self, error: UnreadableFile) -> UnreadableFile:
        if error.sheet:
            return error
        row = self._number or None
        place = f"工作表“{self._sheet}”" + (f"第 {row} 行附近" if row else "")
        return UnreadableFile(f"{place}：{error.reason}", sheet=self._sheet, row=row)

    def _note_columns(self, attributes: Attributes) -> None:
        self._column_notes += 1
        if self._column_notes > _MOST_COLUMNS:
            raise damaged("列的说明太多")
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self._hidden_columns.update(range(first, min(last, self._limits.columns) + 1))

    def _count_merge(self, attributes: Attributes) -> None:
        self._merges += 1

    def _start_data(self, attributes: Attributes) -> None:
        self._has_data = True

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self._number + 1))
        if number <= self._number:
            raise damaged(f"第 {number} 行重复或次序颠倒")
        self._number, self._number_text = number, str(number)
        self._hidden = attributes.get("hidden") in _TRUE
        self._cells, self._covered = {}, {}
        self._column = 0

    def _end_row(self) -> None:
        if self._cells or self._covered:
            self._rows.append(Row(self._number, self._cells, self._hidden, self._covered))

    def _start_cell(self, attributes: Attributes) -> None:
        self._attributes = attributes
        column = self._column + 1
        if ref := attributes.get("r"):
            letters = ref.rstrip(_DIGITS)
            column = self._columns.get(letters) or self._new_column(letters)
            if column <= self._column or ref[len(letters) :] != self._number_text:
                raise damaged(f"单元格 {ref[:20]} 的位置不对")
        self._column = column

    def _new_column(self, letters: str) -> int:
        self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]

    def _start_text(self, attributes: Attributes) -> None:
        self._markup.collect_text()

    def _end_value(self) -> None:
        self._value = self._markup.take_text()

    def _start_formula(self, attributes: Attributes) -> None:
        self._formula_attributes = attributes
        self._markup.collect_text()

    def _end_formula(self) -> None:
        self._formula = self._values.formula(self._markup.take_text(), self._formula_attributes)

    def _start_inline(self, attributes: Attributes) -> None:
        self._rich_text.begin()

    def _end_inline(self) -> None:
        self._inline = self._rich_text.take()

    def _end_cell(self) -> None:
        if self._value is None and self._formula is None and self._inline is None:
            return
        value, formula, inline = self._value, self._formula, self._inline
        self._value = self._formula = self._inline = None
        attributes = self._attributes
        if inline is not None and formula is None:
            cell = self._values.inline(inline, attributes.get("s"))
        else:
            value = inline.text if inline else value
            kind = attributes.get("t", "n")
            if kind == "e" and "vm" in attributes and formula is None:
                kind = "picture"  # Excel's "place in cell": an error with a value behind it
            cell = self._values.cell(kind, value, attributes.get("s"), formula)
        if cell is not None:
            self._keep(cell)

    def _keep(self, cell: Cell) -> None:
        column = self._column
        if column > self._limits.columns or self._number > self._limits.rows:
            if not cell.text.strip() and cell.problem is None:
                return  # a stray blank far away is nothing
            raise self._too_far()
        if (area := self._areas.at(self._number, column)) and area[:2] != (self._number, column):
            self._covered[column] = cell
        else:
            self._cells[column] = cell

    def _too_far(self) -> UnreadableFile:
        letters = get_column_letter(self._column)
        return UnreadableFile(
            f"工作表“{self._sheet}”的单元格 {letters}{self._number} 有内容，超出可以读入的范围"
            f"（{self._limits.rows:,} 行、{self._limits.columns} 列）。请删除多余内容，或拆成几个文件。",
            sheet=self._sheet,
            row=self._number,
            column=letters,
        )
