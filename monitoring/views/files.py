"""One form as a file, PDF or workbook, for the pages of 监控表 and 自评表."""

from django.http import FileResponse, Http404

from perfgoals.common.downloads import MEDIA_TYPES, made_file
from printing.grids.documents import print_forms
from printing.grids.grid import Form
from printing.grids.workbooks import FormBook

from ..domain.books import printed_today


def form_file(form: Form, *, format: str, name: str) -> FileResponse:
    """The form as the answer. Raises CannotPrint, Http404 for another format."""
    if format not in MEDIA_TYPES:
        raise Http404

    def write(path):
        if format == "pdf":
            (part,) = print_forms([form], printed_on=printed_today())
            path.write_bytes(part(0))
        else:
            book = FormBook()
            book.add_form(form)
            book.save(path)

    media = MEDIA_TYPES[format]
    return made_file(write, name=f"{name}.{format}", content_type=media, inline=format == "pdf")
