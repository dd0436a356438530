import re
from xml.etree import ElementTree

import pytest

from indicators.tables.columns import GOAL_LAYOUT
from printing.preview import preview_pages
from tests.indicators.tables.blocks import indicator_rows, project, table

pytestmark = pytest.mark.pure
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</text></svg><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'"


def texts_of(page):
    """Each text of a page with its lines joined."""
    root = ElementTree.fromstring(page)
    return ["".join(line.text or "" for line in text.iter(f"{SVG}tspan")) for text in root.iter(f"{SVG}text")]


def preview(data_dir, *blocks, **changes):
    return preview_pages(table(*blocks, **changes), data_dir=data_dir)


def test_a_page_holds_every_cell_of_its_projects(data_dir):
    block = project()
    (page,) = preview(data_dir, block)
    shown = texts_of(page)
    assert all(cell.text in shown for cell in GOAL_LAYOUT.body_cells(block))
    assert "第 1 页 / 共 1 页" in shown and "单位：元" in shown


def test_pages_can_be_counted_and_cut_out(data_dir):
    pages = preview(data_dir, *(project(str(n), rows=indicator_rows(20)) for n in range(6)))
    everything = list(pages)
    assert len(pages) == len(everything) > 3
    assert pages[:2] == everything[:2]
    assert "第 3 页" in "".join(texts_of(pages[2:3][0]))


def test_markup_in_texts_stays_text(data_dir):
    (page,) = preview(
        data_dir, project(name=EVIL, unit_name=EVIL, rows=indicator_rows(1, name=EVIL)), title=EVIL
    )
    assert page.count("<svg") == page.count("</svg>") == 1
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(page).iter()}
    assert tags == {"svg", "g", "rect", "path", "text", "tspan"}


def test_nothing_needs_inline_styles_or_scripts(data_dir):
    (page,) = preview(data_dir, project(name=EVIL))
    attributes = {name for element in ElementTree.fromstring(page).iter() for name in element.attrib}
    assert "style" not in attributes and not any(name.startswith("on") for name in attributes)
    assert not re.search("<style|url\\(|href", page)


def test_lines_with_letters_and_digits_are_fitted_to_their_planned_length(data_dir):
    (page,) = preview(data_dir, project(name="下乡慰问", unit_code="", unit_name="X1"))
    lines = {line.text: line.get("textLength") for line in ElementTree.fromstring(page).iter(f"{SVG}tspan")}
    assert lines["下乡慰问"] is None
    assert 30 < float(lines["50,000.00"]) < 40


def test_an_empty_selection_is_one_page_that_says_so(data_dir):
    (page,) = preview(data_dir)
    assert "没有符合条件的项目" in texts_of(page)


def test_warnings_are_the_ones_of_printing(data_dir):
    assert "U+1F600" in preview(data_dir, project(name="慰问😀")).warnings[0]
