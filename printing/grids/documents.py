"""Forms and lists as parts of one PDF, in chunks: memory does not grow with their number.

Forms are planned pages (see pages.py); lists and prose are drawn by WeasyPrint.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from django.conf import settings

from ..documents import print_document
from ..fonts import find_fonts
from ..pdf import write_pages
from .grid import Form, ListTable
from .numbers import write_numbers
from .pages import FormPages

FORMS_AT_ONCE, LINES_AT_ONCE = 20, 150
STYLE = """
@page { margin: 14mm 14mm 57pt; @bottom-center { content: none } } /* feet on one line with write_numbers */
@page wide { size: A4 landscape; margin: 12mm 10mm 49pt }
.wide { page: wide }
.grid { font-size: 8.5pt; line-height: 1.35; margin: 4pt 0 }
.wide .grid { font-size: 7.5pt; line-height: 1.3 }
.grid td { padding: 1.8pt 2.4pt; vertical-align: middle }
.grid .center { text-align: center } .grid .number { text-align: right; white-space: nowrap }
.grid .sum td { background: #f2f2f2 }
.wide h1 { font-size: 16pt; margin: 0 0 4pt }
.above { margin: 0; font-size: 9pt } .below { margin: 2pt 0 0; font-size: 8.5pt }
.prose { font-size: 11pt; line-height: 1.8; text-indent: 2em; margin: 6pt 0 }
"""
Progress = Callable[[int, int], None]
# A part of a book: gives its PDF.
Part = Callable[[], bytes]


def print_forms(forms: Sequence[Form], *, printed_on: date) -> Iterator[Part]:
    """The forms, each on a page of its own, the head of its list again overleaf. Raises CannotPrint."""
    for chunk in _chunks(forms, FORMS_AT_ONCE):
        yield partial(_planned, chunk, printed_on)


def _planned(forms: Sequence[Form], printed_on: date) -> bytes:
    fonts = find_fonts(settings.DATA_DIR)
    pages = FormPages(forms, fonts, forms[0].title, printed_on, contents=False, is_part=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "forms.pdf"
        write_pages(pages, path)
        return path.read_bytes()


def print_list(table: ListTable, *, printed_on: str) -> Iterator[Part]:
    """A list on landscape pages, its header on every page."""
    chunks = list(_chunks(table.lines, LINES_AT_ONCE)) or [[]]
    for number, lines in enumerate(chunks, start=1):
        context = {
            "table": table,
            "rows": [table.shown(line) for line in lines],
            "is_first": number == 1,
            "is_last": number == len(chunks),
            "printed_on": printed_on,
        }
        yield partial(_document, "print/list.html", context)


def print_paragraph(title: str, paragraphs: Sequence[str], *, printed_on: str) -> Iterator[Part]:
    """A page of prose."""
    context = {"title": title, "paragraphs": paragraphs, "printed_on": printed_on}
    yield partial(_document, "print/paragraph.html", context)


def _document(template: str, context: dict) -> bytes:
    return print_document(template, context, style=STYLE)


def join_to(path: Path, parts: Iterable[Part], *, progress: Progress | None = None) -> int:
    """Write the parts one behind the other to `path`, pages numbered through; returns how many there are."""
    parts = list(parts)
    with pikepdf.new() as book:
        for done, part in enumerate(parts, start=1):
            with pikepdf.open(BytesIO(part())) as pages:
                book.pages.extend(pages.pages)
            gc.collect()  # what drew one part shall not stay for the next
            if progress:
                progress(done, len(parts))
        write_numbers(book)
        book.remove_unreferenced_resources()
        book.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(book.pages)


def _chunks(items: Sequence, size: int) -> Iterator[list]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
