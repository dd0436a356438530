"""The number of each page of a book, and how many there are, written over what its pages show."""

from datetime import date

import pikepdf
import pypdfium2
import pytest

from printing.grids.documents import join_to, print_forms
from printing.grids.numbers import write_numbers
from tests.printing.grids.test_pages import form
from tests.printing.test_pdf import squeezed, text_of

pytestmark = pytest.mark.pure
PORTRAIT, LANDSCAPE = (595.28, 841.89), (841.89, 595.28)


def blank_book(*sizes):
    book = pikepdf.new()
    for size in sizes:
        book.add_blank_page(page_size=size)
    return book


def test_each_page_says_its_number_in_the_middle_of_its_foot(tmp_path):
    sizes = [PORTRAIT, LANDSCAPE] * 6
    with blank_book(*sizes) as book:
        write_numbers(book)
        book.save(tmp_path / "book.pdf")
    with pypdfium2.PdfDocument(tmp_path / "book.pdf") as read:
        for number, (page, (width, _)) in enumerate(zip(read, sizes, strict=True), start=1):
            text = page.get_textpage()
            assert text.get_text_range() == f"第 {number} 页 / 共 12 页"
            first, last = text.get_charbox(0), text.get_charbox(text.count_chars() - 1)
            left, bottom, right, top = first[0], first[1], last[2], first[3]
            assert abs(left + right - width) < 2 and 15 < bottom < top < 40
            text.close()
            page.close()


@pytest.mark.parametrize("drawer", ["direct", "weasyprint"])
def test_a_book_says_it_of_all_its_parts_and_loses_nothing(settings, tmp_path, drawer):
    settings.TABLE_DRAWER = drawer
    forms = [form(name=f"项目{number}") for number in range(21)]  # more than one part has
    assert join_to(tmp_path / "book.pdf", print_forms(forms, printed_on=date(2026, 1, 5))) == 21
    pages = text_of(tmp_path / "book.pdf").split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert squeezed(page).count("页") == 2
        for text in (f"第{number}页/共21页", f"（项目{number - 1}）", "打印日期：2026年1月5日", "指标2号"):
            assert text in squeezed(page)
