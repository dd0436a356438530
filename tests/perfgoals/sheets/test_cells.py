"""Rows and merged areas, found by position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets.cells import Area, Cell, MergedAreas, Row

pytestmark = pytest.mark.pure

GIANT = Area(2, 1, 1_048_576, 16_384)


@st.composite
def apart(draw):
    """Areas that do not meet: each in a band of columns and rows of its own."""
    found = []
    for band in range(draw(st.integers(0, 4))):
        row = 1
        for _ in range(draw(st.integers(0, 6))):
            row += draw(st.integers(0, 5))
            last = row + draw(st.integers(0, 5))
            first_column = band * 10 + draw(st.integers(1, 4))
            found.append(Area(row, first_column, last, first_column + draw(st.integers(0, 5))))
            row = last + 1
    return found


@given(apart(), st.randoms())
def test_every_cell_knows_its_area_whatever_their_order(areas, random):
    shuffled = list(areas)
    random.shuffle(shuffled)
    merged = MergedAreas(shuffled)
    covered = {
        (row, column): area
        for area in areas
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    }
    for row in range(1, 70):
        for column in range(1, 51):
            assert merged.at(row, column) == covered.get((row, column))
    assert sorted(merged) == sorted(areas)
    assert bool(merged) == bool(areas)


def test_a_giant_area_is_kept_only_as_far_as_columns_are_read():
    merged = MergedAreas([GIANT], columns=200)
    assert list(merged) == [GIANT]
    assert merged.at(1_048_576, 200) is merged.at(2, 1) is not None
    assert merged.at(1, 1) is merged.at(5, 201) is None


def test_an_area_beyond_the_columns_is_not_kept():
    assert not MergedAreas([Area(1, 300, 2, 310)], columns=200)


def test_without_areas_nothing_is_merged():
    merged = MergedAreas()
    assert merged.at(1, 1) is None
    assert not merged
    assert list(merged) == []


def test_a_row_gives_the_text_of_a_cell_or_none():
    row = Row(3, {2: Cell("95%", "0.95")})
    assert (row.text(2), row.text(1), row.hidden) == ("95%", "", False)
