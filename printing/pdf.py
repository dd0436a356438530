"""A table as a PDF: planned pages drawn, with outline, title and language."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pikepdf
from django.conf import settings
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from . import direct_pages, html_pages
from .apart import halves, pages_in_two
from .archive import declare_archivable
from .fonts import CannotPrint, PrintFonts, find_fonts
from .layout import Table
from .pages import Bookmark, Printable, TablePages
from .planner import plan_table
from .subsets import Subset, make_subsets

Progress = Callable[[int, int], None]
LANGUAGE = "zh-CN"
SUBJECT = "项目支出绩效目标表"
DRAWERS = {"weasyprint": html_pages.add_pages, "direct": direct_pages.add_pages}


class UnknownDrawer(CannotPrint):
    """The setting PERFGOALS_DRAWER or --drawer names none of DRAWERS."""


def write_pdf(
    table: Table,
    path: Path,
    *,
    progress: Progress | None = None,
    data_dir: Path | None = None,
    drawer: str | None = None,
) -> list[str]:
    """Print `table` to `path`; returns warnings for the user, one a project whose characters no font has.

    `progress(pages done, all pages)` is called between pieces of work and may raise to stop it. Fonts are
    looked for in `data_dir` (default: the site's) and kept there, cut to size. Both drawers draw the same
    pages (docs/adr/0005); `drawer` is one of DRAWERS, the site's setting TABLE_DRAWER by default. Raises
    MissingFont, MissingLibrary or UnknownDrawer, all CannotPrint.
    """
    is_direct = _drawer(drawer) is direct_pages.add_pages  # a wrong name is said before anything is planned
    data_dir = data_dir or settings.DATA_DIR
    fonts, parts = find_fonts(data_dir), halves(table) if is_direct else None
    with pages_in_two(table, parts, fonts) if parts else _in_one(table, fonts) as pages:
        return write_pages(pages, path, progress=progress, data_dir=data_dir, drawer=drawer)


def _in_one(table: Table, fonts: PrintFonts) -> AbstractContextManager[TablePages]:
    return nullcontext(TablePages(plan_table(table, fonts)))


def write_pages(
    pages: Printable,
    path: Path,
    *,
    progress: Progress | None = None,
    data_dir: Path | None = None,
    drawer: str | None = None,
) -> list[str]:
    """Draw planned pages to `path`, as `write_pdf` says."""
    add_pages = _drawer(drawer)
    folder = (data_dir or settings.DATA_DIR) / "cache" / "fonts"
    with writable_folder(folder) as folder, pikepdf.new() as pdf:
        for done in add_pages(pdf, pages, page_subsets(pages, folder)):
            if progress:
                progress(done, pages.page_count)
        if len(pdf.pages) != pages.page_count:
            raise RuntimeError(f"planned {pages.page_count} pages, drew {len(pdf.pages)}")
        _describe(pdf, pages)
        _add_outline(pdf, pages)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return pages.warnings


def _drawer(name: str | None) -> Callable:
    name = name or settings.TABLE_DRAWER
    if name not in DRAWERS:
        known = "、".join(DRAWERS)
        raise UnknownDrawer(f"没有名为“{name}”的制表方式，不能生成 PDF。请改为其中之一：{known}。")
    return DRAWERS[name]


def page_subsets(pages: Printable, folder: Path) -> tuple[Subset, ...]:
    """Font files with the characters that the pages show."""
    return tuple(
        subset
        for role, characters in pages.characters().items()
        for subset in make_subsets(pages.fonts.role(role), characters, folder)
    )


@contextmanager
def writable_folder(folder: Path) -> Iterator[Path]:
    """The folder, or a passing one where the site's data may not be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError:
        with TemporaryDirectory(prefix="perfgoals-fonts-") as passing:
            yield Path(passing)
    else:
        yield folder


def _describe(pdf: pikepdf.Pdf, pages: Printable) -> None:
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = pages.title
        metadata["dc:language"] = {LANGUAGE}
        metadata["dc:description"] = SUBJECT
        metadata["pdf:Producer"] = "perfgoals"
    declare_archivable(pdf)


def _add_outline(pdf: pikepdf.Pdf, pages: Printable) -> None:
    pdf.Root.PageMode = Name.UseOutlines
    sheets = list(pdf.pages)  # asking for one by its number looks through all of them
    with pdf.open_outline() as outline:
        outline.root += [_outline_item(sheets, mark) for mark in pages.bookmarks()]


def _outline_item(sheets: Sequence[pikepdf.Page], mark: Bookmark) -> OutlineItem:
    sheet = sheets[mark.page]
    if mark.top is None:
        place = Array([sheet.obj, Name.Fit])
    else:
        place = Array([sheet.obj, Name.XYZ, 0, float(sheet.MediaBox[3]) - mark.top, 0])
    item = OutlineItem(mark.title, place)
    item.is_closed = mark.is_closed
    item.children += [_outline_item(sheets, child) for child in mark.children]
    return item
