"""A table as a PDF: planned pages drawn, with outline, title and language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pikepdf
from django.conf import settings
from pikepdf import Dictionary, Name, OutlineItem, PageLocation, String

from . import direct_pages, html_pages
from .archive import declare_archivable
from .drawing import draw_pages
from .fonts import CannotPrint, find_fonts
from .layout import Table
from .planner import Plan, plan_table
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
    add_pages = _drawer(drawer or settings.TABLE_DRAWER)
    data_dir = data_dir or settings.DATA_DIR
    plan = plan_table(table, find_fonts(data_dir))
    with writable_folder(data_dir / "cache" / "fonts") as folder, pikepdf.new() as pdf:
        for done in add_pages(pdf, plan, plan_subsets(plan, folder)):
            if progress:
                progress(done, plan.page_count)
        if len(pdf.pages) != plan.page_count:
            raise RuntimeError(f"planned {plan.page_count} pages, drew {len(pdf.pages)}")
        _describe(pdf, plan)
        _add_outline(pdf, plan)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return plan.warnings


def _drawer(name: str) -> Callable:
    if name not in DRAWERS:
        known = "、".join(DRAWERS)
        raise UnknownDrawer(f"没有名为“{name}”的制表方式，不能生成 PDF。请改为其中之一：{known}。")
    return DRAWERS[name]


def plan_subsets(plan: Plan, folder: Path) -> tuple[Subset, ...]:
    """Font files with the characters that the plan's pages show."""
    used: dict[str, set[str]] = {"body": set(), "head": set()}
    for drawing in draw_pages(plan):
        for text in drawing.texts:
            used[text.role].update(*text.lines)
    return tuple(
        subset
        for role, shown in used.items()
        for subset in make_subsets(plan.fonts.role(role), shown, folder)
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


def _describe(pdf: pikepdf.Pdf, plan: Plan) -> None:
    title = f"{plan.table.title}（{plan.table.scope_label}）"
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {LANGUAGE}
        metadata["dc:description"] = SUBJECT
        metadata["pdf:Producer"] = "perfgoals"
    declare_archivable(pdf)


def _add_outline(pdf: pikepdf.Pdf, plan: Plan) -> None:
    """A bookmark for every unit, and under it for every project."""
    pdf.Root.PageMode = Name.UseOutlines
    alone, number = len(plan.books) == 1, 0
    with pdf.open_outline() as outline:
        for book in plan.books:
            unit = OutlineItem(book.unit, number, PageLocation.Fit)
            unit.is_closed = not alone
            for page in book.pages:
                for placed in page.parts:
                    if placed.opens:
                        top = plan.paper.height - placed.top
                        item = OutlineItem(placed.name, number, PageLocation.XYZ, left=0, top=top, zoom=0)
                        unit.children.append(item)
                number += 1
            outline.root.append(unit)
