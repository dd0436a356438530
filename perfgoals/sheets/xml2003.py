"""“XML 表格 2003” (SpreadsheetML): one XML file with styles, sheets, rows and cells."""

from io import BytesIO

from openpyxl.utils.datetime import from_ISO8601, to_excel

from .cells import Area, Cell, MergedAreas, Problem, Row, Sheet
from .errors import SAVE_AS_XLSX, UnreadableFile, damaged, too_large
from .limits import Limits
from .markup import Attributes, Budget, MarkupReader, read_all
from .numberformat import GENERAL
from .strings import text_cell
from .styles import PLAIN, CellStyle, Font, style_of
from .symbols import is_picture_font, is_symbol_font
from .values import number_cell
from .webstyles import NAMED_FORMATS

_CHUNK = 64 * 1024
_ON = {"1", "true"}
_SHORT_DATE = "yyyy/m/d"
_FARTHEST = 1_048_576


def read_xml_2003(content: bytes, limits: Limits) -> list[Sheet]:
    """All worksheets, every value as displayed."""
    reader = _BookReader(limits)
    stream = BytesIO(content)
    read_all(reader.markup, iter(lambda: stream.read(_CHUNK), b""))
    if not reader.sheets:
        raise UnreadableFile("工作簿里没有工作表。" + SAVE_AS_XLSX)
    return reader.sheets


def _plain(attributes: Attributes) -> Attributes:
    """Without the prefix that this format gives its attributes."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


class _BookReader:
    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._styles: dict[str, tuple[str, Font]] = {}
        self._style = ""
        self._ready: dict[str, CellStyle] = {}
        self._rows: list[Row] = []
        self._areas: list[Area] = []
        self._number = self._column = self._across = 0
        self._row_span = 0
        self._attributes: Attributes = {}
        self._type = ""
        self._text: str | None = None
        self._in_comment = False
        self.markup = MarkupReader("xl/worksheets/", Budget(limits))
        self.markup.starts = {
            "Style": self._start_style,
            "NumberFormat": self._set_format,
            "Font": self._set_font,
            "Worksheet": self._start_sheet,
            "Visible": lambda _: self.markup.collect_text(),
            "Column": self._start_column,
            "Row": self._start_row,
            "Cell": self._start_cell,
            "Comment": lambda _: self._set_comment(True),
            "Data": self._start_data,
        }
        self.markup.ends = {
            "Visible": self._end_visible,
            "Row": self._end_row,
            "Cell": self._end_cell,
            "Comment": lambda: self._set_comment(False),
            "Data": self._end_data,
            "Worksheet": self._end_sheet,
        }

    def _start_style(self, attributes: Attributes) -> None:
        self._style = _plain(attributes).get("ID", "")
        self._styles[self._style] = (GENERAL, PLAIN.font)

    def _set_format(self, attributes: Attributes) -> None:
        code = _plain(attributes).get("Format", GENERAL)
        self._styles[self._style] = (NAMED_FORMATS.get(code.lower(), code), self._styles[self._style][1])

    def _set_font(self, attributes: Attributes) -> None:
        plain = _plain(attributes)
        name = plain.get("FontName", "")
        odd = name if is_symbol_font(name) or is_picture_font(name) else ""
        if self._style in self._styles:
            font = Font(odd, plain.get("StrikeThrough") in _ON)
            self._styles[self._style] = (self._styles[self._style][0], font)

    def _style_of(self, name: str) -> CellStyle:
        if name not in self._ready:
            self._ready[name] = style_of(*self._styles[name]) if name in self._styles else PLAIN
        return self._ready[name]

    def _start_sheet(self, attributes: Attributes) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise too_large(f"文件里的工作表超过 {self._limits.sheets:,} 张")
        self._rows, self._areas, self._number, self._row_span = [], [], 0, 0
        rows = self._rows
        name = _plain(attributes).get("Name", "")
        self.sheets.append(Sheet(name, lambda: iter(rows)))
        self._column = 0

    def _end_sheet(self) -> None:
        sheet = self.sheets[-1]
        sheet.merges = MergedAreas(self._areas, columns=self._limits.columns)
        sheet.expected_rows = len(self._rows)

    def _end_visible(self) -> None:
        if self.sheets:
            self.sheets[-1].hidden = self.markup.take_text() != "SheetVisible"

    def _start_column(self, attributes: Attributes) -> None:
        plain = _plain(attributes)
        first = _index(plain, self._column)
        self._column = first + _number_of(plain, "Span")
        if plain.get("Hidden") in _ON:
            last = min(self._column, self._limits.columns)
            self.sheets[-1].hidden_columns.update(range(first, last + 1))

    def _start_row(self, attributes: Attributes) -> None:
        self._attributes = _plain(attributes)
        self._number = _index(self._attributes, self._number + self._row_span)
        self._row_span = _number_of(self._attributes, "Span")
        self._column = self._across = 0
        self._rows.append(Row(self._number, {}, self._attributes.get("Hidden") in _ON))

    def _end_row(self) -> None:
        if not self._rows[-1].cells:
            self._rows.pop()

    def _start_cell(self, attributes: Attributes) -> None:
        self._attributes = _plain(attributes)
        self._column = _index(self._attributes, self._column + self._across)
        self._across, down = (
            _number_of(self._attributes, "MergeAcross"),
            _number_of(self._attributes, "MergeDown"),
        )
        if self._across or down:
            last = self._number + down, self._column + self._across
            self._areas.append(Area(self._number, self._column, *last))
            if len(self._areas) > self._limits.merges:
                raise too_large(f"合并单元格超过 {self._limits.merges:,} 处")
        self._type, self._text = "", None

    def _start_data(self, attributes: Attributes) -> None:
        if not self._in_comment:
            self._type = _plain(attributes).get("Type", "String")
        self.markup.collect_text()

    def _end_data(self) -> None:
        text = self.markup.take_text()
        if not self._in_comment:
            self._text = text

    def _set_comment(self, inside: bool) -> None:
        self._in_comment = inside

    def _end_cell(self) -> None:
        cell = self._cell(self._style_of(self._attributes.get("StyleID", "")))
        if cell is None:
            return
        if self._column > self._limits.columns or self._number > self._limits.rows:
            if not cell.text.strip() and cell.problem is None:
                return
            raise too_large(f"第 {self._number} 行第 {self._column} 列有内容")
        self._rows[-1].cells[self._column] = cell

    def _cell(self, style: CellStyle) -> Cell | None:
        formula = self._attributes.get("Formula")
        text = self._text
        if formula and not text:
            return Cell(formula, formula=formula.removeprefix("="), problem=Problem.NO_RESULT)
        if not text:
            return None
        cell = self._value(text, style)
        return cell._replace(formula=formula.removeprefix("=")) if cell and formula else cell

    def _value(self, text: str, style: CellStyle) -> Cell | None:
        match self._type:
            case "Number":
                return number_cell(text, style)
            case "DateTime":
                code = style.code if style.code != GENERAL else _SHORT_DATE
                return number_cell(str(_serial(text)), style._replace(code=code))
            case "Boolean":
                return Cell("TRUE" if text == "1" else "FALSE")
            case "Error":
                return Cell(text, problem=Problem.ERROR)
        cell = text_cell(text)
        return style.dressed(cell) if cell and style.changes_text else cell


def _serial(text: str) -> float:
    try:
        return to_excel(from_ISO8601(text))
    except (ValueError, TypeError, OverflowError) as error:
        raise damaged("日期的写法不合格式") from error


def _number_of(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "0")
    return min(int(text), _FARTHEST) if text.isdecimal() and len(text) < 10 else 0


def _index(attributes: Attributes, last: int) -> int:
    """Where a row or cell stands: where it says, else after the one before; never back."""
    if "Index" not in attributes:
        return last + 1
    index = _number_of(attributes, "Index")
    if index <= last:
        raise damaged("行或单元格的次序颠倒")
    return index
