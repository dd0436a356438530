"""Each of the twelve forms comes out as a person reads it; what has no place is named."""

from collections import Counter

import openpyxl
import pytest

from tests.workbook_files import saved

from .grids import read, read_grid
from .twelve_forms import FORMS, Form

pytestmark = pytest.mark.pure


def assert_read(file, form: Form):
    (block,) = file.blocks
    assert not block.has_errors, [f.reason for f in block.findings]
    assert (block.name, block.unit_code, block.unit_name) == (form.name, *form.unit)
    assert (block.amount, file.sheets[0].amount_unit) == (form.amount, form.money)
    assert (block.overall_objective, block.annual_objective) == (form.overall, form.annual)
    found = [(i.tier1, i.tier2, i.name, i.period_target, i.annual_target) for i in block.indicators]
    assert found == list(form.indicators)
    assert (block.texts, block.sums) == (form.texts, form.sums)
    unread: Counter[str] = Counter()
    for group in block.unread:
        unread[group.title] += group.count
    assert unread == form.unread


@pytest.mark.parametrize("name", FORMS)
def test_it_is_read_as_it_stands(name):
    assert_read(read_grid(FORMS[name].grid()), FORMS[name])


@pytest.mark.parametrize("name", FORMS)
def test_it_is_read_without_its_merged_cells(name):
    grid = FORMS[name].grid()
    grid.merges.clear()
    assert_read(read_grid(grid), FORMS[name])


@pytest.mark.parametrize("name", FORMS)
def test_it_is_read_beside_another_form_on_the_same_sheet(name):
    """Two forms below each other: neither takes anything from the other."""
    other = next(one for one in FORMS if one != name)
    grid = FORMS[name].grid()
    below = FORMS[other].grid()
    offset = len(grid.rows)
    grid.rows += below.rows
    grid.merges += [(r1 + offset, c1, r2 + offset, c2) for r1, c1, r2, c2 in below.merges]
    blocks = read_grid(grid).blocks
    assert [block.name for block in blocks] == [FORMS[name].name, FORMS[other].name]
    assert [len(block.indicators) for block in blocks] == [
        len(FORMS[name].indicators),
        len(FORMS[other].indicators),
    ]


@pytest.mark.parametrize("name", FORMS)
def test_only_the_form_with_a_cost_table_needs_a_confirmation(name):
    (block,) = read_grid(FORMS[name].grid()).blocks
    assert bool(block.consents) is ("cost_table" in name)


def test_titles_over_two_lists_decide_which_is_the_years():
    form = FORMS["lists_side_by_side_that_differ"]
    grid = form.grid()
    grid.rows[4][1], grid.rows[4][5] = "年度指标", "中期指标"
    found = read_grid(grid).blocks[0].indicators[0]
    assert (found.period_target, found.annual_target) == ("≥100万页", "≥300万页")


def test_all_of_them_in_one_workbook():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, form in enumerate(FORMS.values(), 1):
        sheet = book.create_sheet(f"表{number}")
        for row in form.rows:
            sheet.append(row)
        for area in form.merges:
            sheet.merge_cells(None, *area)
    file = read(saved(book))
    assert [block.name for block in file.blocks] == [form.name for form in FORMS.values()]
