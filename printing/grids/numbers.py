"""第 n 页 / 共 N 页 of a book that is made in parts: written over its pages once all of them are there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from django.conf import settings

from ..drawing import Drawing, Text, page_number
from ..fonts import PrintFonts, find_fonts
from ..layout import Align
from ..pages import Bookmark
from ..pdf import write_pages
from ..pen import Glyphs, Pen, Sheet
from .drawing import FOOT_GAP
from .pages import A4_LANDSCAPE, A4_PORTRAIT

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """A page of each size (width, height in points), empty but for what its foot says of its place."""

    sizes: Sequence[Size]
    fonts: PrintFonts
    title: str = ""
    warnings: Sequence[str] = ()

    @property
    def page_count(self) -> int:
        return len(self.sizes)

    def drawings(self, wanted: slice = slice(None)) -> Iterator[Drawing]:
        return map(self._drawing, range(*wanted.indices(self.page_count)))

    def _drawing(self, place: int) -> Drawing:
        width, height = self.sizes[place]
        paper = A4_LANDSCAPE if width > height else A4_PORTRAIT
        size, y = paper.note_size, height - paper.margin_bottom + FOOT_GAP
        line = Text(0, y, width, (page_number(place + 1, self.page_count),), size, size * 1.25, Align.CENTER)
        return Drawing(width, height, (line,), (), (), ())

    def sheets(self, fonts: Sequence[Glyphs]) -> Iterator[Sheet]:
        return map(Pen(self.fonts, fonts).sheet, self.drawings())

    def characters(self) -> Mapping[str, set[str]]:
        return {"body": set(page_number(1, 1)) | set("0123456789")}

    def bookmarks(self) -> Sequence[Bookmark]:
        return ()


def write_numbers(book: pikepdf.Pdf) -> None:
    """Write its number at the foot of every page of `book`."""
    pages = list(book.pages)  # asking for one by its number looks through all of them
    sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in pages]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "numbers.pdf"
        write_pages(PageNumbers(sizes, find_fonts(settings.DATA_DIR)), path)
        with pikepdf.open(path) as numbers:
            for page, number in zip(pages, numbers.pages, strict=True):
                page.add_overlay(number)
