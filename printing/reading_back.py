"""The text of a finished PDF, page by page, as a reader selects and copies it."""

from pathlib import Path

import pypdfium2


def pages_text(path: Path) -> list[str]:
    """The text of each page of one of our own files, in the order in which it is drawn."""
    with pypdfium2.PdfDocument(path) as document:
        return [_page_text(page) for page in document]


def _page_text(page) -> str:
    text = page.get_textpage()
    try:
        return text.get_text_range()
    finally:
        text.close()
        page.close()
