"""Writing a planned page as the content stream of a PDF, packed: all of a page but the fonts it names."""

import zlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from .drawing import SHADE, THICK, THIN, Area, Drawing, Rule, Text
from .fonts import PrintFonts
from .layout import Align


class Glyphs(NamedTuple):
    """An embedded font as a page uses it: its name there, and the place of each character in it, in hex."""

    role: str
    name: str
    codes: dict[str, str]


class Sheet(NamedTuple):
    """A page that is drawn: its size in points and its content, deflated."""

    width: float
    height: float
    content: bytes


class Pen:
    """Writes drawings as content streams. PDF counts upwards from the lower left corner."""

    def __init__(self, typefaces: PrintFonts, fonts: Sequence[Glyphs]):
        self.typefaces, self.height = typefaces, 0.0
        self.glyphs: dict[str, dict[str, tuple[str, str]]] = {"body": {}, "head": {}}
        self.first: dict[str, Glyphs] = {}
        for font in fonts:
            glyphs = self.glyphs[font.role]
            self.first.setdefault(font.role, font)
            for char, code in font.codes.items():
                glyphs.setdefault(char, (font.name, code))

    def sheet(self, drawing: Drawing) -> Sheet:
        return Sheet(drawing.width, drawing.height, zlib.compress(self._page(drawing).encode()))

    def _page(self, drawing: Drawing) -> str:
        self.height = drawing.height
        return "\n".join(
            [
                f"{SHADE} g",
                *map(self._area, drawing.shades),
                "0 g",
                f"{THIN} w {self._rules(drawing.thin)} S",
                f"{THICK} w {self._rules(drawing.thick)} S",
                "BT",
                *map(self._text, drawing.texts),
                "ET",
            ]
        )

    def _area(self, area: Area) -> str:
        return (
            f"{area.x:.2f} {self.height - area.y - area.height:.2f} {area.width:.2f} {area.height:.2f} re f"
        )

    def _rules(self, rules: Iterable[Rule]) -> str:
        height = self.height
        return " ".join(
            f"{rule.x1:.2f} {height - rule.y1:.2f} m {rule.x2:.2f} {height - rule.y2:.2f} l" for rule in rules
        )

    def _text(self, text: Text) -> str:
        """The lines in the first of their faces, in runs where that lacks a character."""
        first, measure = self.first[text.role], self.typefaces.role(text.role).width
        code, x, height = first.codes.__getitem__, text.x, self.height
        usual = f"{first.name} {text.size:.2f} Tf"
        written = [usual]
        for baseline, line in text.baselines():
            if text.align is not Align.START:
                x = text.x + (text.width - measure(line) * text.size) / (
                    2 if text.align is Align.CENTER else 1
                )
            try:
                shown = f"<{''.join(map(code, line))}> Tj"
            except KeyError:
                shown = f"{self._runs(line, text)} {usual}"
            written.append(f"1 0 0 1 {x:.2f} {height - baseline:.2f} Tm {shown}")
        return "\n".join(written)

    def _runs(self, line: str, text: Text) -> str:
        glyphs = self.glyphs[text.role]
        return " ".join(
            f"{font} {text.size:.2f} Tf <{''.join([code for _, code in run])}> Tj"
            for font, run in groupby([glyphs[char] for char in line], key=lambda glyph: glyph[0])
        )
