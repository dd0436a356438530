"""PDFs of tables for tests: drawn rule by rule, or printed by LibreOffice, WeasyPrint and Chromium."""

import subprocess
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from pikepdf import Pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"
_THIN = Side(style="thin")
PAPER = (842, 595)
_STYLE = """@page{size:A4 landscape;margin:10mm} body{font:7pt 'Noto Serif CJK SC'}
table{border-collapse:collapse;table-layout:fixed;width:100%}
td{border:1px solid #000;padding:1px 2px;overflow-wrap:anywhere}"""
_TABLE = "<table><thead>{}</thead><tbody>{}</tbody></table>"


class Drawing:
    """Pages drawn by hand; places are points from the upper left corner, y downwards."""

    def __init__(self, paper: tuple[float, float] = PAPER, **options) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
        self._buffer = BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=paper, **options)
        self._height = paper[1]

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Drawing":
        self._canvas.line(x0, self._height - y0, x1, self._height - y1)
        return self

    def box(self, left: float, top: float, right: float, bottom: float, *, filled: bool = False) -> "Drawing":
        self._canvas.rect(
            left, self._height - bottom, right - left, bottom - top, fill=filled, stroke=not filled
        )
        return self

    def text(self, x: float, y: float, text: str, *, size: float = 9, clip=None) -> "Drawing":
        """`y` is the baseline; `clip` (left, top, right, bottom) is all that can be seen of it."""
        self._canvas.saveState()
        if clip:
            left, top, right, bottom = clip
            path = self._canvas.beginPath()
            path.rect(left, self._height - bottom, right - left, bottom - top)
            self._canvas.clipPath(path, stroke=0)
        self._canvas.setFont(_FONT, size)
        self._canvas.drawString(x, self._height - y, text)
        self._canvas.restoreState()
        return self

    def table(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        open_below: Iterable[int] = (),
    ) -> "Drawing":
        """Cells with a text in each; the columns `open_below` have no last rule."""
        for y in ys[:-1]:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for column in range(len(xs) - 1):
            if column not in open_below:
                self.line(xs[column], ys[-1], xs[column + 1], ys[-1])
        for top, row in zip(ys, rows, strict=False):
            for left, text in zip(xs, row, strict=False):
                for number, line in enumerate(text.split("\n")):
                    self.text(left + 3, top + 12 + 12 * number, line)
        return self

    def page(self) -> "Drawing":
        self._canvas.showPage()
        return self

    def content(self) -> bytes:
        self._canvas.save()
        return self._buffer.getvalue()


def turned(content: bytes, quarters: int, *, said: bool = True) -> bytes:
    """The first page drawn with its upper side to another edge; `said`: the page says how to turn it back."""
    with Pdf.open(BytesIO(content)) as pdf:
        page = pdf.pages[0]
        *_, width, height = map(float, page.mediabox)
        matrix = {1: f"0 1 -1 0 {height} 0", 2: f"-1 0 0 -1 {width} {height}", 3: f"0 -1 1 0 0 {width}"}[
            quarters
        ]
        page.contents_add(f"q {matrix} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        if quarters % 2:
            page.mediabox = [0, 0, height, width]
        if said:
            page.rotate(90 * quarters, relative=False)
        buffer = BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def printed(workbook: openpyxl.Workbook, folder: Path, name: str = "table") -> bytes:
    """As LibreOffice prints a workbook."""
    source = folder / f"{name}.xlsx"
    workbook.save(source)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return source.with_suffix(".pdf").read_bytes()


def by_chromium(html: str, folder: Path) -> bytes:
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={pdf}", f"--user-data-dir={folder}/chromium", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return pdf.read_bytes()


def by_weasyprint(html: str) -> bytes:
    import weasyprint

    return weasyprint.HTML(string=html).write_pdf()


def page_setup(
    sheet, *, order: str = "downThenOver", paper: int = 9, landscape: bool = True, scale: int = 100
) -> None:
    """How a sheet is printed; paper 9 is A4, 8 is A3."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.pageOrder = order
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.scale = scale
    sheet.row_breaks.brk = []


def break_after(sheet, *columns: int) -> None:
    for column in columns:
        sheet.col_breaks.append(Break(id=column))


def bordered(sheet, *, font: str = "Noto Sans CJK SC", size: float = 9) -> None:
    """Rules round every cell, texts wrapped."""
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            cell.font = Font(name=font, size=size)
            cell.alignment = Alignment(wrap_text=True, vertical="center")


def html_table(sheet, *, head: range, css: str = "") -> str:
    """A worksheet as a page of HTML, merged cells too; the rows of `head` are printed on every page."""
    spans = {(a.min_row, a.min_col): a for a in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    } - spans.keys()
    rows = {
        row: "".join(
            _html_cell(sheet.cell(row, column).value, spans.get((row, column)))
            for column in range(1, sheet.max_column + 1)
            if (row, column) not in covered
        )
        for row in range(1, sheet.max_row + 1)
    }
    above = "".join(f"<p>{escape(str(sheet.cell(row, 1).value or ''))}</p>" for row in range(1, head.start))
    titles = "".join(f"<tr>{rows[row]}</tr>" for row in head)
    body = "".join(f"<tr>{rows[row]}</tr>" for row in range(head.stop, sheet.max_row + 1))
    return f"<meta charset=utf-8><style>{_STYLE}{css}</style>{above}{_TABLE.format(titles, body)}"


def _html_cell(value, area) -> str:
    rows, columns = (area.size["rows"], area.size["columns"]) if area else (1, 1)
    text = f"{value:,.2f}" if isinstance(value, int | float) else escape(str(value or ""))
    return f'<td rowspan="{rows}" colspan="{columns}">{text}</td>'
