"""The stored value of one xlsx cell → the cell as displayed."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from openpyxl.utils.datetime import from_ISO8601, to_excel

from .cells import Cell, Mark, Problem
from .errors import damaged
from .formatcode import SectionKind
from .formulas import is_ordinary_target, is_picture
from .markup import Attributes
from .moneyformat import money_unit
from .numberformat import format_of, plain, shown, stored_decimal
from .strings import picture_cell, text_cell, unescape
from .styles import PLAIN, CellStyle

_BOOLEANS = {"1": "TRUE", "0": "FALSE"}
_MOST_SHARED_FORMULAS = 100_000
_MOST_DRESSED = 100_000
_DATE = "yyyy/m/d"
_KEPT_DIGITS = 15


class ValueReader:
    """Knows the string table, the cell styles and the date system of one workbook."""

    def __init__(
        self, strings: Sequence[Cell | None], styles: Sequence[CellStyle], *, from_1904: bool = False
    ) -> None:
        self._strings = strings
        self._styles = styles
        self._from_1904 = from_1904
        self._shared_formulas: dict[str, str] = {}
        self._dressed: dict[tuple[Cell, CellStyle], Cell] = {}

    def formula(self, text: str, attributes: Attributes) -> str:
        """The formula of a cell; a cell that shares one gives only its number (si)."""
        if attributes.get("t") != "shared":
            return text
        number = attributes.get("si", "")
        if text and len(self._shared_formulas) < _MOST_SHARED_FORMULAS:
            self._shared_formulas[number] = text
        return text or self._shared_formulas.get(number, "")

    def cell(self, kind: str, value: str | None, style: str | None, formula: str | None) -> Cell | None:
        """None where nothing is displayed."""
        if formula is None:
            return self._plain_cell(kind, value or "", style)
        formula = unescape(formula)
        if is_picture(formula):
            return picture_cell(formula)
        if is_ordinary_target(formula):
            result = self._plain_cell(kind, value or "", style)
            return Cell("=" + formula, result.number if result else None, formula)
        if value is None or (not value and kind == "n"):
            return Cell("=" + formula, formula=formula, problem=Problem.NO_RESULT)
        result = self._plain_cell(kind, value, style)
        return result._replace(formula=formula) if result else None

    def inline(self, cell: Cell, style: str | None) -> Cell:
        """A text that stands in the cell itself."""
        return self._in_style(cell, self._style(style))

    def _plain_cell(self, kind: str, value: str, style: str | None) -> Cell | None:
        if not value:
            return None
        match kind:
            case "s":
                return self._shared_string(value, style)
            case "str" | "inlineStr":
                return self._text(unescape(value), style)
            case "b":
                return Cell(_BOOLEANS.get(value, value))
            case "picture":
                return picture_cell()
            case "e":
                return Cell(value, problem=Problem.ERROR)
            case "d":
                return self._iso_date(value, self._style(style).code)
        return number_cell(value, self._style(style), self._from_1904)

    def _shared_string(self, value: str, style: str | None) -> Cell | None:
        try:
            index = int(value)
            if index < 0:
                raise IndexError(index)
            cell = self._strings[index]
        except (ValueError, IndexError) as error:
            raise damaged("单元格引用的文字不存在") from error
        return cell and self._in_style(cell, self._style(style))

    def _text(self, text: str, style: str | None) -> Cell | None:
        cell = text_cell(text)
        return cell and self._in_style(cell, self._style(style))

    def _in_style(self, cell: Cell, style: CellStyle) -> Cell:
        if not style.changes_text:
            return cell
        if len(self._dressed) > _MOST_DRESSED:
            self._dressed.clear()
        key = (cell, style)
        if key not in self._dressed:
            self._dressed[key] = style.dressed(cell)
        return self._dressed[key]

    def _style(self, style: str | None) -> CellStyle:
        try:
            return self._styles[int(style)] if style else PLAIN
        except (ValueError, IndexError):
            return PLAIN

    def _iso_date(self, value: str, code: str) -> Cell:
        try:
            serial = to_excel(from_ISO8601(value))
        except (ValueError, TypeError, OverflowError):
            return Cell(value)
        has_date = any(section.kind is SectionKind.DATE for section in format_of(code).numbers)
        text = shown(str(serial), code if has_date else _DATE).text
        return Cell(text, plain(Decimal(str(serial))), is_date=True)


@lru_cache(maxsize=20_000)
def number_cell(stored: str, style: CellStyle, from_1904: bool = False) -> Cell:
    """Cells are immutable, so equal numbers are one object."""
    number = stored_decimal(stored)
    if number is None:
        return Cell(stored)
    display = shown(stored, style.code, from_1904=from_1904)
    marks = [Mark.STRUCK_OUT] if style.font.struck_out else []
    if number.adjusted() >= _KEPT_DIGITS:
        marks.append(Mark.LOST_DIGITS)
    if number and not display.text.strip():
        marks.append(Mark.NOT_SHOWN)
    unit = money_unit(display.section) if display.section else ""
    return Cell(display.text, plain(number), is_date=display.is_date, unit=unit, marks=tuple(marks))
