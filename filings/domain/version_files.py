"""A frozen version as a file: its form, with the version and its checksum at the foot of each page."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from printing.fonts import find_fonts
from printing.grids.grid import Form
from printing.grids.pages import FormPages
from printing.grids.workbooks import FormBook
from printing.pdf import write_pages

from ..models import FilingVersion


def write_version(form: Form, *, version: FilingVersion, format: str, path: Path) -> None:
    """Write the form of a version, `format` pdf or xlsx. Raises CannotPrint."""
    form.mark = version.imprint
    if format == "pdf":
        write_pages(FormPages([form], find_fonts(settings.DATA_DIR), form.name, timezone.localdate()), path)
        return
    book = FormBook()
    book.add_form(form)
    book.save(path)
