import pytest

from indicators.tables.columns import COLUMNS, GOAL_LAYOUT
from printing.layout import Scope
from tests.indicators.tables.blocks import indicator_rows, printed_row, project


def rows(*tiers):
    return tuple(printed_row(*tier) for tier in tiers)


def test_shares_of_all_columns_fill_the_width():
    assert sum(column.share for column in COLUMNS) == pytest.approx(100)


def test_header_covers_two_rows_of_thirteen_columns_without_overlap():
    covered = [
        (row, column)
        for line in GOAL_LAYOUT.header_cells()
        for cell in line
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(2) for column in range(13)]


def test_first_six_header_cells_span_both_rows_and_groups_span_their_columns():
    top, bottom = GOAL_LAYOUT.header_cells()
    assert [cell.row_span for cell in top] == [2] * 6 + [1, 1]
    assert [(cell.text, cell.column, cell.column_span) for cell in top[6:]] == [
        ("绩效目标", 6, 2),
        ("绩效指标", 8, 5),
    ]
    assert [cell.column for cell in bottom] == list(range(6, 13))


@pytest.mark.parametrize(
    ("scope", "spans"),
    [
        (Scope.BLOCK, [(0, 5)]),
        (Scope.GROUP, [(0, 3), (3, 1), (4, 1)]),
        (Scope.SUBGROUP, [(0, 2), (2, 1), (3, 1), (4, 1)]),
        (Scope.ROW, [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)]),
    ],
)
def test_merges_follow_the_groups_in_the_order_entered(scope, spans):
    given = rows(("产出", "数量"), ("产出", "数量"), ("产出", "质量"), ("效益", "质量"), ("产出", "数量"))
    assert GOAL_LAYOUT.merge_spans(given, scope) == spans


def test_same_second_tier_under_another_first_tier_is_not_merged():
    assert GOAL_LAYOUT.merge_spans(rows(("产出", "社会"), ("效益", "社会")), Scope.SUBGROUP) == [
        (0, 1),
        (1, 1),
    ]


@pytest.mark.parametrize("count", [0, 1, 7, 16])
def test_body_cells_cover_every_row_of_every_column_once(count):
    block = project(rows=indicator_rows(count))
    covered = [
        (cell.row + offset, cell.column_index)
        for cell in GOAL_LAYOUT.body_cells(block)
        for offset in range(cell.row_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(max(count, 1)) for column in range(13)]


def test_project_without_indicators_has_one_row_with_empty_indicator_cells():
    (only,) = GOAL_LAYOUT.body_rows(project(rows=()))
    assert [cell.text for cell in only][8:] == [""] * 5
    assert only[1].text == "“大组工网”网络维护费"
