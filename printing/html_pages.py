"""Drawing planned pages with WeasyPrint: HTML for some sixty pages at a time, rendered and merged.

Few boxes make WeasyPrint fast: all rules of a page are two paths, all texts of a column one block whose cells
are plain paragraphs. Chunks bound the memory, whatever the length of the book.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path

import pikepdf

from .drawing import SHADE, THICK, THIN, Drawing, Text, path_data
from .fonts import CannotPrint
from .layout import Align
from .pages import Pages
from .subsets import Subset

APT_LINE = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
CHUNK = 60
SIDES = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}
STYLE = """
@page { margin: 0 }
body, p { margin: 0 }
section { position: relative; break-after: page }
svg, div { position: absolute; left: 0; top: 0 }
div { white-space: pre; font-kerning: none; font-variant-ligatures: none }
"""


class MissingLibrary(CannotPrint):
    """The shared libraries that WeasyPrint draws with are not installed."""


def add_pages(pdf: pikepdf.Pdf, pages: Pages, subsets: Sequence[Subset]) -> Iterator[int]:
    """Append every page to `pdf`; yields the number of pages done after each chunk."""
    files = tuple(sorted(str(subset.path) for subset in subsets))
    shared: dict[bytes, pikepdf.Object] = {}
    for drawings in _chunks(pages.drawings()):
        content = render(_Chunk(subsets, drawings).html(), files)
        with pikepdf.open(BytesIO(content)) as chunk:
            pdf.pages.extend(chunk.pages)
            _share_fonts(pdf, len(chunk.pages), shared)
        yield len(pdf.pages)


def _chunks(drawings: Iterable[Drawing]) -> Iterator[list[Drawing]]:
    source = iter(drawings)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def render(html: str, files: Iterable[str], *, variant: str | None = None) -> bytes:
    """One HTML document as a PDF, of a PDF/A variant; nothing but `files` can be read by it."""
    try:
        # Imported here: it loads the Pango libraries, without which the rest of the site works.
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise MissingLibrary(f"缺少排版软件库，不能生成 PDF。请由管理员执行：{APT_LINE}。") from error
    with _rare_collections():
        return HTML(string=html, url_fetcher=only(files)).write_pdf(full_fonts=True, pdf_variant=variant)


def only(files: Iterable[str]):
    """A url_fetcher that opens these files and refuses every other address."""
    from weasyprint.urls import URLFetcher

    allowed = {Path(file).as_uri() for file in files}

    class OnlyThese(URLFetcher):
        def fetch(self, url, headers=None):
            if url not in allowed:
                raise ValueError(f"refused: {url}")
            return super().fetch(url, headers)

    return OnlyThese(allowed_protocols={"file"}, allow_redirects=False)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """WeasyPrint makes millions of objects that live to the end of a chunk; looking through them is waste."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _share_fonts(pdf: pikepdf.Pdf, added: int, shared: dict[bytes, pikepdf.Object]) -> None:
    """Chunks embed the same font files: keep the first copy."""
    fonts = pdf.pages[len(pdf.pages) - added].Resources.get("/Font", {})
    for name, font in fonts.items():
        descriptor = font.DescendantFonts[0].FontDescriptor
        file = descriptor.get("/FontFile3", descriptor.get("/FontFile2"))
        fonts[name] = shared.setdefault(file.read_raw_bytes(), font)


class _Chunk:
    """The HTML of some pages. Positions become classes, shared by all boxes that stand alike."""

    def __init__(self, subsets: Sequence[Subset], drawings: list[Drawing]):
        self.drawings, self.subsets = drawings, subsets
        self.classes: dict[str, str] = {}
        sizes = dict.fromkeys((drawing.width, drawing.height) for drawing in drawings)
        self.sheets = {size: f"sheet{number}" for number, size in enumerate(sizes)}

    def html(self) -> str:
        pages = "".join(self._page(drawing) for drawing in self.drawings)
        return f'<html lang="zh-CN"><style>{self._style()}</style><body>{pages}'

    def _style(self) -> str:
        fonts = "".join(
            f'@font-face {{ font-family: "{subset.name}"; src: url({subset.path.as_uri()}) }}\n'
            for subset in self.subsets
        )
        roles = "".join(f".{role} {{ font-family: {self._families(role)} }}\n" for role in ("body", "head"))
        rules = "".join(f".{name} {{ {style} }}\n" for style, name in self.classes.items())
        sheets = "".join(
            f"@page {name} {{ size: {width}pt {height}pt }}\n"
            f".{name} {{ page: {name}; width: {width}pt; height: {height}pt }}\n"
            for (width, height), name in self.sheets.items()
        )
        return fonts + STYLE + sheets + roles + rules

    def _families(self, role: str) -> str:
        return ", ".join(f'"{subset.name}"' for subset in self.subsets if subset.role == role)

    def _class(self, style: str) -> str:
        return self.classes.setdefault(style, f"k{len(self.classes)}")

    def _page(self, drawing: Drawing) -> str:
        columns = (list(texts) for _, texts in groupby(drawing.texts, key=_column_key))
        sheet = self.sheets[drawing.width, drawing.height]
        inside = f"{self._rules(drawing)}{''.join(map(self._column, columns))}"
        return f'<section class="{sheet}">{inside}</section>'

    def _column(self, texts: list[Text]) -> str:
        """Texts that follow each other down one column of a project."""
        first = texts[0]
        place = self._class(
            f"left: {first.x:.2f}pt; width: {first.width:.2f}pt; text-align: {SIDES[first.align]};"
            f" font-size: {first.size:.2f}pt; line-height: {first.line:.2f}pt"
        )
        y, cells = 0.0, []
        for text in texts:
            gap = round((text.y - y) * 4) / 4
            shown = escape("\n".join(text.lines))
            cells.append(f'<p class="{self._class(f"margin-top: {gap}pt")}">{shown}')
            y += gap + len(text.lines) * text.line
        return f'<div class="{first.role} {place}">{"".join(cells)}</div>'

    def _rules(self, drawing: Drawing) -> str:
        width, height = drawing.width, drawing.height
        grey = "#" + f"{round(SHADE * 255):02x}" * 3
        areas = "".join(
            f'<rect x="{area.x:.2f}" y="{area.y:.2f}" width="{area.width:.2f}" height="{area.height:.2f}"/>'
            for area in drawing.shades
        )
        return (
            f'<svg width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">'
            f'<g fill="{grey}">{areas}</g>'
            f'<path stroke="#000" stroke-width="{THIN}" d="{path_data(drawing.thin)}"/>'
            f'<path stroke="#000" stroke-width="{THICK}" d="{path_data(drawing.thick)}"/></svg>'
        )


def _column_key(text: Text) -> tuple:
    return text.x, text.width, text.size, text.line, text.align, text.role
