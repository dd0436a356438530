"""Characters of a page, joined into pieces of text."""

import ctypes
from bisect import bisect_left
from typing import NamedTuple

import pypdfium2.raw as c
from geometry import Matrix, Refused, address_of, matrix_of, place_of
from shapes import clip_of

_SAME_BASELINE = 0.3
_OVERLAP = 0.5  # × size: so far a character may stand inside the one before
_GAP = 0.17  # × size: a wider gap may be that between two cells
_WIDEST_GAP = 1.6
_HAIR = 0.3  # points by which ink may touch a rule
_HYPHEN = 2  # PDFium's character for a hyphen at the end of a line


class Style(NamedTuple):
    """What holds for all characters of one text object; `order` is when it is drawn."""

    order: int
    size: float
    clip: list[float] | None


class Piece:
    """Characters that follow each other on one baseline without a gap; `end` is where the next stands."""

    __slots__ = ("baseline", "end", "ink", "style", "text")

    def __init__(self, text: str, ink: list[float], baseline: float, end: float, style: Style) -> None:
        self.text = text
        self.ink = ink
        self.baseline = baseline
        self.end = end
        self.style = style

    def is_followed(self, x: float, baseline: float, style: Style) -> bool:
        gap = x - self.end
        return (
            abs(baseline - self.baseline) <= _SAME_BASELINE
            and -_OVERLAP * style.size <= gap <= min(_GAP * style.size, _WIDEST_GAP)
            and self.style.clip == style.clip
        )

    def has_blank_before(self, character: str, x: float, baseline: float, style: Style) -> bool:
        """Whether a gap stands for a blank: browsers draw none. Between Chinese signs it may be anything."""
        is_word = _is_latin(self.text[-1]) or _is_latin(character)
        return (
            is_word
            and not self.text[-1].isspace()
            and abs(baseline - self.baseline) <= _SAME_BASELINE
            and _GAP * style.size < x - self.end <= style.size
        )

    def append(self, character: str, ink: list[float], end: float) -> None:
        if not character.isspace():
            old = self.ink
            is_first = self.text.isspace()
            self.ink = ink if is_first else [*map(min, old[:2], ink[:2]), *map(max, old[2:], ink[2:])]
        self.text += character
        self.end = end

    def plain(self) -> list:
        numbers = [round(number, 2) for number in (*self.ink, self.baseline, self.style.size)]
        return [self.text, *numbers, self.style.clip and [round(number, 2) for number in self.style.clip]]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


class TextReader:
    """The visible characters of a page, joined into pieces. `styles` are those of its text objects.

    Texts on both sides of a vertical rule are two, however near they are.
    """

    def __init__(self, page, styles: dict[int, Style], matrix: Matrix, rules: list[list]) -> None:
        self._page = page.get_textpage()  # closed when it is let go
        self._text = self._page.raw
        self._styles = styles
        self._matrix = matrix
        self._walls = sorted(tuple(rest) for axis, *rest in rules if axis == "v")
        self._box = [ctypes.c_double() for _ in range(4)]
        self._loose = c.FS_RECTF()

    def pieces(self, most: int) -> list[Piece]:
        count = c.FPDFText_CountChars(self._text)
        if count > most:
            raise Refused("objects")
        found: list[Piece] = []
        owner = None
        for style, index, character in self._characters(count):
            x, baseline = self._origin(index)
            ink = [x, baseline - 1, x, baseline] if character.isspace() else self._ink(index)
            end = self._end(index)
            last = found[-1] if found else None
            is_walled = last is not None and owner != style.order and self._is_walled(last, ink)
            if last and not is_walled and last.is_followed(x, baseline, style):
                last.append(character, ink, end)
            else:
                if last and not is_walled and last.has_blank_before(character, x, baseline, style):
                    last.text += " "
                found.append(Piece(character, ink, baseline, end, style))
            owner = style.order
        return found

    def _characters(self, count: int) -> list[tuple[Style, int, str]]:
        """Style, index and text of each, as they are drawn: PDFium sorts some of them by their place."""
        found = []
        for index in range(count):
            if (character := self._character(index)) and (style := self._styles.get(self._address(index))):
                found.append((style, index, character))
        return sorted(found, key=lambda one: (one[0].order, one[1]))

    def _is_walled(self, last: Piece, ink: list[float]) -> bool:
        """Whether a vertical rule runs between two characters."""
        first = bisect_left(self._walls, (last.ink[2] - _HAIR,))
        for at, top, bottom in self._walls[first:]:
            if at > ink[0] + _HAIR:
                break
            if top <= last.baseline <= bottom:
                return True
        return False

    def _address(self, index: int) -> int:
        return address_of(c.FPDFText_GetTextObject(self._text, index))

    def _character(self, index: int) -> str:
        """ "" for what PDFium adds itself; a replacement for what has no place in Unicode."""
        if c.FPDFText_IsGenerated(self._text, index) == 1:
            return ""
        code = c.FPDFText_GetUnicode(self._text, index)
        if code in (0, _HYPHEN):
            return "-" if code else ""
        if code in (0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
            return "\ufffd"
        character = chr(code)
        return " " if character in "\r\n\t\xa0" else character

    def _ink(self, index: int) -> list[float]:
        left, right, bottom, top = self._box
        c.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        return place_of([left.value, bottom.value, right.value, top.value], self._matrix)

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = self._box[:2]
        c.FPDFText_GetCharOrigin(self._text, index, x, y)
        return self._matrix.point(x.value, y.value)

    def _end(self, index: int) -> float:
        loose = self._loose
        c.FPDFText_GetLooseCharBox(self._text, index, loose)
        return place_of([loose.left, loose.bottom, loose.right, loose.top], self._matrix)[2]


def style_of(order: int, shape, matrix: Matrix, outer: Matrix, most: int) -> Style:
    size = ctypes.c_float()
    c.FPDFTextObj_GetFontSize(shape, size)
    own = matrix_of(shape).inside(outer)
    scale = abs(own.a * own.d - own.b * own.c) ** 0.5
    return Style(order, size.value * scale, clip_of(shape, outer.inside(matrix), most))
