"""Files that are made for one answer."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def made_file(
    write: Callable[[Path], object], *, name: str, content_type: str, inline: bool = False
) -> FileResponse:
    """The answer that sends what `write(path)` writes; nothing stays on disk. What `write` raises goes on.

    `name` is what the browser saves it as; `inline` shows it in the browser instead.
    """
    with TemporaryDirectory(prefix="perfgoals-") as folder:
        path = Path(folder) / f"file{Path(name).suffix}"
        write(path)
        # The open file outlives its name: the folder may go before the answer is sent.
        content = path.open("rb")
    return FileResponse(content, content_type=content_type, filename=name, as_attachment=not inline)
