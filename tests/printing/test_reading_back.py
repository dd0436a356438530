"""The text of a finished file comes back whole, page by page."""

import pytest

from benchmarks.synthetic import synthetic_table
from printing.pdf import write_pdf
from printing.reading_back import pages_text

pytestmark = pytest.mark.pure


def test_every_text_of_a_table_is_read_back(tmp_path):
    table = synthetic_table(3)
    write_pdf(table, tmp_path / "book.pdf")
    read = "".join("".join(pages_text(tmp_path / "book.pdf")).split())
    for block in table.blocks:
        for text in (block.name, *(row.name for row in block.rows)):
            assert "".join(text.split()) in read
