"""A PDF of goal tables → the sheets that the reader of workbooks would hand out."""

from collections.abc import Sequence
from pathlib import PurePath

from ..cells import Sheet
from ..errors import UnreadableFile
from .beside import Spread, spreads
from .filling import Sheaf, filled_page
from .hanging import hang
from .process import PDF_LIMITS, PdfLimits, read_pages
from .running import Running, drop_page_numbers
from .stack import Stack, sheet_of
from .stacking import Stacker

_EXPORT = "请从原系统导出 Excel 工作簿（*.xlsx）再上传。"
_MOSTLY = 0.4  # share of a page that a scan covers


def pdf_sheets(content: bytes, filename: str = "", limits: PdfLimits = PDF_LIMITS) -> list[Sheet]:
    """The tables of a PDF, in order. Raises UnreadableFile where there is none to be read."""
    pages: list[Sheaf] = []
    scans: list[int] = []
    has_text = False
    for page in read_pages(content, limits):
        has_text = has_text or bool(page.pieces)
        if not page.pieces and page.images >= _MOSTLY:
            scans.append(page.number)
        pages.append(filled_page(page))
    if not any(page.tables for page in pages):
        raise UnreadableFile(_no_table(has_text=has_text, scans=scans))
    running = Running(pages)
    for sheaf in pages:
        hang(sheaf, running)
        drop_page_numbers(sheaf, running)
    stacker = Stacker(running)
    found = list(spreads(pages))
    for spread in found:
        stacker.take(spread)
    stacks = stacker.finish()
    stacks[0].notes[:0] = [f"这份表是从 PDF 读出的，共 {len(pages)} 页", *_joined(found)]
    if scans:
        stacks[0].notes.append(f"第 {_listed(scans)} 页是扫描图片，没有文字，没有读入")
    name = PurePath(filename).stem or "PDF"
    return [_named(stack, name, len(stacks)) for stack in stacks]


def _joined(found: Sequence[Spread]) -> list[str]:
    """Which pages were put side by side, said once."""
    first = next((spread.numbers for spread in found if len(spread.numbers) > 1), None)
    if first is None:
        return []
    numbers = "、".join(map(str, first))
    return [f"原表横向分印在几页上，已按先后和表格线左右拼在一起（第 {numbers} 页是同一些行，余类推）"]


def _named(stack: Stack, name: str, count: int) -> Sheet:
    if count > 1:
        numbers = sorted({page for _, page in stack.pages})
        name = f"第 {_listed(numbers)} 页"
    return sheet_of(stack, name)


def _no_table(*, has_text: bool, scans: Sequence[int]) -> str:
    if not has_text and scans:
        return (
            "这份 PDF 是扫描件或图片，没有文字，无法读取。请向制表单位要 Excel 工作簿或由软件直接输出的 PDF，"
            "或者先用文字识别软件转成 Excel 工作簿（*.xlsx）核对后再上传。"
        )
    if not has_text:
        return "这份 PDF 里没有文字。" + _EXPORT
    return "这份 PDF 里没有带表格线的表格，分不出单元格，无法读取。" + _EXPORT


def _listed(numbers: Sequence[int]) -> str:
    """2–4、7"""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)
