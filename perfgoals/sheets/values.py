"""The stored value of one xlsx cell → the cell as displayed."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from openpyxl.utils.datetime import from_ISO8601, to_excel

from .cells import Cell, Problem
from .errors import damaged
from .formulas import is_ordinary_target
from .markup import Attributes
from .numberformat import GENERAL, display, is_date, plain, stored_decimal
from .strings import unescape

_BOOLEANS = {"1": "TRUE", "0": "FALSE"}
_MOST_SHARED_FORMULAS = 100_000
_DATE = "yyyy/m/d"


class ValueReader:
    """Knows the string table, the number formats and the date system of one workbook."""

    def __init__(
        self, strings: Sequence[Cell | None], formats: Sequence[str], *, from_1904: bool = False
    ) -> None:
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904
        self._shared_formulas: dict[str, str] = {}

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
        if is_ordinary_target(formula):
            result = self._plain_cell(kind, value or "", style)
            return Cell("=" + formula, result.number if result else None, formula)
        if value is None or (not value and kind == "n"):
            return Cell("=" + formula, formula=formula, problem=Problem.NO_RESULT)
        result = self._plain_cell(kind, value, style)
        return result._replace(formula=formula) if result else None

    def _plain_cell(self, kind: str, value: str, style: str | None) -> Cell | None:
        if not value:
            return None
        match kind:
            case "s":
                return self._shared_string(value)
            case "inlineStr":
                return Cell(value)
            case "str":
                return Cell(unescape(value))
            case "b":
                return Cell(_BOOLEANS.get(value, value))
            case "e":
                return Cell(value, problem=Problem.ERROR)
            case "d":
                return self._iso_date(value, self._format(style))
        return _number_cell(value, self._format(style), self._from_1904)

    def _shared_string(self, value: str) -> Cell | None:
        try:
            index = int(value)
            if index < 0:
                raise IndexError(index)
            return self._strings[index]
        except (ValueError, IndexError) as error:
            raise damaged("单元格引用的文字不存在") from error

    def _format(self, style: str | None) -> str:
        try:
            return self._formats[int(style)] if style else GENERAL
        except (ValueError, IndexError):
            return GENERAL

    def _iso_date(self, value: str, code: str) -> Cell:
        try:
            serial = to_excel(from_ISO8601(value))
        except (ValueError, TypeError, OverflowError):
            return Cell(value)
        shown = display(str(serial), code if is_date(code) else _DATE)
        return Cell(shown, plain(Decimal(str(serial))), is_date=True)


@lru_cache(maxsize=20_000)
def _number_cell(stored: str, code: str, from_1904: bool) -> Cell:
    """Cells are immutable, so equal numbers are one object."""
    number = stored_decimal(stored)
    if number is None:
        return Cell(stored)
    shown = display(stored, code, from_1904=from_1904)
    return Cell(shown, plain(number), is_date=is_date(code))
