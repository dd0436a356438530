"""Planned pages as SVG drawings for the web: the same lines, rules and page breaks as on paper.

Only attributes place and style things, so the drawings live under a Content-Security-Policy without
'unsafe-inline'. The browser sets them in its own Chinese serif font; where that font's widths differ from the
planned ones (digits, Latin letters) the line is fitted to its planned length.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .drawing import SHADE, THICK, THIN, Drawing, Text, path_data
from .fonts import PrintFonts, find_fonts
from .layout import Align, Table
from .pages import Pages, TablePages
from .planner import plan_table

FAMILIES = "'Noto Serif CJK SC', 'Source Han Serif SC', 'Songti SC', SimSun, 宋体, serif"
ANCHORS = {Align.START: "start", Align.CENTER: "middle", Align.END: "end"}


class Preview:
    """Pages, drawn one by one when they are asked for; `len()` is the number of pages."""

    def __init__(self, pages: Pages):
        self.pages = pages

    @property
    def warnings(self) -> list[str]:
        return self.pages.warnings

    def __len__(self) -> int:
        return self.pages.page_count

    def __iter__(self) -> Iterator[SafeString]:
        return (page_svg(self.pages.fonts, drawing) for drawing in self.pages.drawings())

    def __getitem__(self, wanted: slice) -> list[SafeString]:
        return [page_svg(self.pages.fonts, drawing) for drawing in self.pages.drawings(wanted)]


def preview_pages(table: Table, *, data_dir: Path | None = None) -> Preview:
    """Plan the table's pages for the screen. Raises MissingFont, as printing would."""
    return Preview(TablePages(plan_table(table, find_fonts(data_dir or settings.DATA_DIR))))


def page_svg(fonts: PrintFonts, drawing: Drawing) -> SafeString:
    """One page as an <svg> element that grows to the width of its place."""
    grey = f"{SHADE:.0%}"
    areas = "".join(
        f'<rect x="{area.x:.2f}" y="{area.y:.2f}" width="{area.width:.2f}" height="{area.height:.2f}"/>'
        for area in drawing.shades
    )
    texts = "".join(_text(fonts, text) for text in drawing.texts)
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}"'
        f' lang="zh-CN" font-family="{FAMILIES}"><g fill="rgb({grey},{grey},{grey})">{areas}</g>'
        f'<path stroke="#000" stroke-width="{THIN}" d="{path_data(drawing.thin)}"/>'
        f'<path stroke="#000" stroke-width="{THICK}" d="{path_data(drawing.thick)}"/>{texts}</svg>'
    )


def _text(fonts: PrintFonts, text: Text) -> str:
    weight = ' font-weight="bold"' if text.role == "head" else ""
    lines = "".join(_line(fonts, text, baseline, line) for baseline, line in text.baselines())
    return f'<text font-size="{text.size:.2f}" text-anchor="{ANCHORS[text.align]}"{weight}>{lines}</text>'


def _line(fonts: PrintFonts, text: Text, baseline: float, line: str) -> str:
    """A line feed after each line keeps copied text apart."""
    typeface = fonts.role(text.role)
    fitted = ""
    if len(line) > 1 and any(typeface.advances[char] != 1 for char in line):
        length = typeface.width(line) * text.size
        fitted = f' textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f'<tspan x="{text.anchor:.2f}" y="{baseline:.2f}"{fitted}>{escape(line)}</tspan>\n'
