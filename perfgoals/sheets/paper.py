"""How the lists we write come out of a printer: nobody sets up the page before he prints."""

A4 = 9


def fit_to_paper(sheet, *, head: str = "1:1") -> None:
    """A4 landscape, all columns on one page, the rows `head` on every page, 第 n 页 at the foot."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = head
    sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"
