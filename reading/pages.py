"""Where something stands in a table that was read from paper: on which page, in which row there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from perfgoals.sheets import Sheet, on_page

from .blocks import FileFinding, ImportedBlock, ImportedFile, Level

_CHECK = "请对照原件核对"
_PAGE = re.compile(r"第 [\d–、]+ 页")


def with_pages(file: ImportedFile, sheets: Sequence[Sheet]) -> ImportedFile:
    """A file with its findings on their pages, what the reader of the paper has to say, and blocks that know
    their pages; any other file as it is."""
    paper = {sheet.name: tuple(sheet.pages) for sheet in sheets if sheet.pages}
    if not paper:
        return file
    said = [FileFinding(Level.WARNING, note, _CHECK) for sheet in sheets for note in sheet.notes]
    return replace(
        file,
        findings=(*said, *(located(finding, paper.get(finding.sheet, ())) for finding in file.findings)),
        blocks=tuple(replace(block, pages=paper.get(block.sheet, ())) for block in file.blocks),
    )


def located(finding: FileFinding, pages: Sequence[tuple[int, int]]) -> FileFinding:
    """The finding with its page for a sheet, and the row there: nobody can count rows over pages."""
    if not pages or not finding.row:
        return finding
    page, row = on_page(finding.row, pages)
    return replace(finding, sheet=f"第 {page} 页", row=row, column=None)


def pages_of(block: ImportedBlock) -> str:
    """第 3–4 页; "" for a block of a worksheet."""
    if not block.pages:
        return ""
    first, _ = on_page(block.first_row, block.pages)
    last, _ = on_page(block.last_row, block.pages)
    return f"第 {first} 页" if first == last else f"第 {first}–{last} 页"


def sheet_label(sheet: str) -> str:
    """工作表“表1”, or 第 3 页 where there are no worksheets."""
    if not sheet or _PAGE.fullmatch(sheet):
        return sheet
    return f"工作表“{sheet}”"
