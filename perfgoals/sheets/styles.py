"""Cell styles of a workbook: number format, struck-through text, fonts that change what signs mean."""

from typing import NamedTuple

from .builtin_formats import BUILTIN
from .cells import Cell, Mark
from .markup import Attributes, Budget, MarkupReader, read_all
from .numberformat import GENERAL, display_text, format_of
from .package import Package
from .strings import in_font
from .symbols import has_own_signs, is_picture_font, is_symbol_font

_MOST_FORMATS = 65_000  # a spreadsheet program writes no more cell styles
_OFF = {"0", "false", "off"}


class Font(NamedTuple):
    """`name` only where it changes what signs mean."""

    name: str = ""
    struck_out: bool = False


class CellStyle(NamedTuple):
    """`code` is the number format; `changes_text` says whether a text looks other than it is stored."""

    code: str = GENERAL
    font: Font = Font()
    changes_text: bool = False

    def dressed(self, cell: Cell) -> Cell:
        """The cell of a text as shown in this style."""
        text, mark = in_font(cell.text, self.font.name)
        marks = [*cell.marks, mark, Mark.STRUCK_OUT if self.font.struck_out else None]
        if mark is Mark.SYMBOL_FONT and not has_own_signs(text):
            marks = [mark for mark in marks if mark is not Mark.UNKNOWN_SIGNS]
        shown = display_text(text, self.code)
        if not shown:
            marks.append(Mark.NOT_SHOWN)
        return cell._replace(text=shown, marks=tuple(dict.fromkeys(mark for mark in marks if mark)))


PLAIN = CellStyle()


def style_of(code: str, font: Font = PLAIN.font) -> CellStyle:
    text = format_of(code).text
    writes_more = text is not None and [kind for kind, _ in text.tokens] != ["text"]
    return CellStyle(code, font, writes_more or font != PLAIN.font)


def read_styles(package: Package, name: str, budget: Budget) -> list[CellStyle]:
    """The style by its index (attribute s of a cell)."""
    return _StyleSheet(package, name, budget).styles()


class _StyleSheet:
    def __init__(self, package: Package, name: str, budget: Budget) -> None:
        self._codes: dict[str, str] = {str(number): code for number, code in BUILTIN.items()}
        self._own: dict[str, str] = {}
        self._fonts: list[Font] = []
        self._used: list[tuple[str, str]] = []
        self._part = ""
        reader = MarkupReader(name, budget)
        reader.starts = {
            "numFmt": self._define,
            "fonts": lambda _: self._enter("fonts"),
            "font": self._start_font,
            "name": self._name_font,
            "strike": self._strike_font,
            "cellXfs": lambda _: self._enter("cellXfs"),
            "xf": self._use,
        }
        reader.ends = {"fonts": lambda: self._enter(""), "cellXfs": lambda: self._enter("")}
        read_all(reader, package.chunks(name))

    def styles(self) -> list[CellStyle]:
        """Definitions may follow their use, so they are looked up last; equal styles are one object."""
        codes = self._codes | self._own
        known: dict[tuple[str, str], CellStyle] = {}
        for key in self._used:
            if key not in known:
                known[key] = style_of(codes.get(key[0]) or GENERAL, self._font(key[1]))
        return [known[key] for key in self._used]

    def _font(self, index: str) -> Font:
        number = int(index) if index.isdecimal() else -1
        return self._fonts[number] if 0 <= number < len(self._fonts) else PLAIN.font

    def _enter(self, part: str) -> None:
        self._part = part

    def _define(self, attributes: Attributes) -> None:
        if len(self._own) < _MOST_FORMATS:
            self._own[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)

    def _start_font(self, attributes: Attributes) -> None:
        if self._part == "fonts" and len(self._fonts) < _MOST_FORMATS:
            self._fonts.append(PLAIN.font)

    def _name_font(self, attributes: Attributes) -> None:
        name = attributes.get("val", "")
        if self._part == "fonts" and self._fonts and (is_symbol_font(name) or is_picture_font(name)):
            self._fonts[-1] = self._fonts[-1]._replace(name=name)

    def _strike_font(self, attributes: Attributes) -> None:
        if self._part == "fonts" and self._fonts and attributes.get("val") not in _OFF:
            self._fonts[-1] = self._fonts[-1]._replace(struck_out=True)

    def _use(self, attributes: Attributes) -> None:
        if self._part == "cellXfs" and len(self._used) < _MOST_FORMATS:
            self._used.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
