"""One form as a file, PDF or workbook, for the pages of 监控表 and 自评表."""

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils import timezone

from perfgoals.common.downloads import MEDIA_TYPES, made_file
from printing.fonts import find_fonts
from printing.grids.grid import Form
from printing.grids.pages import FormPages
from printing.grids.workbooks import FormBook
from printing.pdf import write_pages


def form_file(form: Form, *, format: str, name: str) -> FileResponse:
    """The form as the answer. Raises CannotPrint, Http404 for another format."""
    if format not in MEDIA_TYPES:
        raise Http404

    def write(path):
        if format == "pdf":
            write_pages(
                FormPages([form], find_fonts(settings.DATA_DIR), form.name, timezone.localdate()), path
            )
        else:
            book = FormBook()
            book.add_form(form)
            book.save(path)

    media = MEDIA_TYPES[format]
    return made_file(write, name=f"{name}.{format}", content_type=media, inline=format == "pdf")
