from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.tables.columns import COLUMNS, GOAL_LAYOUT
from printing.fragments import CONTINUED, SEEN_BEFORE
from printing.planner import plan_table, warnings_of
from tests.indicators.tables.blocks import TREE, indicator_rows, printed_row, project, table

pytestmark = pytest.mark.pure
SENTENCE = (
    "为深入贯彻落实党的组织路线，根据《关于选派机关优秀干部到村任职的意见》（韶组通〔2021〕12号）精神，"
)
ALMOST = 0.01


def parts_of(plan, key="1"):
    return [placed for page in plan.pages for placed in page.parts if placed.key == key]


def column_text(plan, column, key="1"):
    """All that stands in one column of a project, part after part, without white space and marks."""
    placed = (cell for part in parts_of(plan, key) for cell in part.part.cells)
    shown = "".join("".join(cell.lines) for cell in placed if cell.column == column)
    return "".join(shown.split()).replace(SEEN_BEFORE, "").replace(CONTINUED, "")


def assert_nothing_lost(plan):
    for block in plan.table.blocks:
        for cell in GOAL_LAYOUT.body_cells(block):
            expected = "".join(plan.fonts.body.printable(cell.text).split())
            assert expected in column_text(plan, cell.column_index, block.key)


def assert_well_formed(plan):
    """Every column of a part is filled from top to bottom, every text has its room, every part its page."""
    for page in plan.pages:
        y = page.top + plan.header.height
        for placed in page.parts:
            assert placed.top == pytest.approx(y)
            y += placed.part.height
            columns = dict.fromkeys(range(len(COLUMNS)), 0.0)
            for cell in placed.part.cells:
                assert plan.paper.text_height(len(cell.lines)) <= cell.height + ALMOST
                for column in range(cell.column, cell.column + cell.column_span):
                    assert cell.top == pytest.approx(columns[column])
                    columns[column] += cell.height
            assert all(filled == pytest.approx(placed.part.height) for filled in columns.values())
        assert y <= plan.paper.bottom + ALMOST


texts = st.text(st.sampled_from("韶关市曲江区，。（）《》“” 100%≥abcZ/\n"), max_size=60).flatmap(
    lambda text: st.integers(1, 40).map(lambda times: (text * times)[:1600])
)
rows = st.lists(
    st.builds(
        lambda place, name, target: printed_row(*TREE[place], name, target, target),
        st.integers(0, 6),
        texts | st.just("慰问人次"),
        texts | st.just("≥100人次"),
    ),
    max_size=12,
)
blocks = st.builds(
    lambda rows, name, overall, annual: project(
        rows=tuple(rows), name=name, overall_objective=overall, annual_objective=annual
    ),
    rows,
    texts,
    texts,
    texts,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(blocks, max_size=4), st.sampled_from(["A4", "A3"]))
def test_no_text_is_lost_and_every_page_is_well_formed(fonts, given, paper):
    plan = plan_table(table(*(project_as(block, str(n)) for n, block in enumerate(given))), fonts)
    assert_well_formed(plan)
    assert_nothing_lost(plan)


def project_as(block, key):
    from dataclasses import replace

    return replace(block, key=key)


@pytest.mark.parametrize("column", ["name", "justification", "overall_objective", "fund_name", "unit_name"])
@pytest.mark.parametrize("count", [0, 1, 10])
def test_six_thousand_characters_continue_by_lines(fonts, column, count):
    long = (SENTENCE * 150)[:6000]
    plan = plan_table(table(project(rows=indicator_rows(count), **{column: long})), fonts)
    assert_well_formed(plan)
    assert_nothing_lost(plan)
    assert plan.page_count < 12 * 8


@pytest.mark.parametrize("field", ["name", "annual_target", "tier1", "tier2"])
def test_a_row_taller_than_a_page_is_cut_by_lines(fonts, field):
    given = {
        "tier1": "产出指标",
        "tier2": "数量指标",
        "name": "慰问",
        "period_target": "1",
        "annual_target": "1",
    }
    tall = printed_row(**given | {field: SENTENCE * 40})
    plain = printed_row(**given)
    plan = plan_table(table(project(rows=(plain, tall, plain))), fonts)
    assert plan.page_count > 1
    assert_well_formed(plan)
    assert_nothing_lost(plan)


def test_a_row_that_goes_on_says_so_beside_its_name(fonts):
    row = printed_row("产出指标", "数量指标", "慰问人次", "1", SENTENCE * 40)
    plan = plan_table(table(project(rows=(row,))), fonts)
    names = [
        cell.lines
        for part in parts_of(plan)
        for cell in part.part.cells
        if cell.column == GOAL_LAYOUT.index("indicator")
    ]
    assert names[0] == ("慰问人次",)
    assert set(names[1:]) == {("慰问人次", CONTINUED)}


def test_three_hundred_letters_without_a_break_stay_whole(fonts):
    plan = plan_table(table(project(name="x" * 300, rows=indicator_rows(3, name="y" * 300))), fonts)
    assert_well_formed(plan)
    assert_nothing_lost(plan)


def test_merged_texts_are_written_again_on_every_page(fonts):
    plan = plan_table(table(project(rows=indicator_rows(60))), fonts)
    parts = parts_of(plan)
    assert len(parts) > 2
    for part in parts:
        shown = {cell.column: "".join(cell.lines) for cell in reversed(part.part.cells)}
        assert shown[0] == "130001-中共韶关市曲江区委组织部"
        assert shown[1] == "“大组工网”网络维护费"
        assert shown[GOAL_LAYOUT.index("amount")] == "50,000.00"
        assert shown[GOAL_LAYOUT.index("tier1")] in {tier1 for tier1, _ in TREE}
    assert [part.opens for part in parts] == [True] + [False] * (len(parts) - 1)


def test_rows_are_printed_once_and_in_order(fonts):
    given = tuple(printed_row(*TREE[n // 10 % 7], f"指标{n:03d}", "1", "1") for n in range(70))
    plan = plan_table(table(project(rows=given)), fonts)
    assert column_text(plan, GOAL_LAYOUT.index("indicator")) == "".join(row.name for row in given)


def test_spans_of_first_and_second_tier_are_found_anew_in_each_part(fonts):
    plan = plan_table(table(project(rows=indicator_rows(60))), fonts)
    for part in parts_of(plan):
        tiers = ["".join(cell.lines) for cell in part.part.cells if cell.column == GOAL_LAYOUT.index("tier2")]
        assert len(tiers) == len(set(tiers))


def test_no_single_row_is_left_for_the_next_page(fonts):
    for count in range(20, 40):
        plan = plan_table(table(project(rows=indicator_rows(count))), fonts)
        last = [
            cell for cell in parts_of(plan)[-1].part.cells if cell.column == GOAL_LAYOUT.index("indicator")
        ]
        assert len(last) > 1


def test_a_project_that_fits_on_a_page_is_not_cut_for_a_small_gain(fonts):
    given = [project(str(n), rows=indicator_rows(12)) for n in range(12)]
    plan = plan_table(table(*given), fonts)
    assert all(len(parts_of(plan, str(n))) <= 2 for n in range(12))
    assert sum(len(parts_of(plan, str(n))) == 1 for n in range(12)) >= 6


def test_an_empty_selection_gives_one_page_that_says_so(fonts):
    plan = plan_table(table(), fonts)
    (page,) = plan.pages
    assert [cell.lines for cell in page.parts[0].part.cells] == [("没有符合条件的项目",)]
    assert page.opens and not page.totals.projects


def test_each_unit_begins_a_page_and_ends_with_its_total(fonts):
    given = [project(str(n), unit_code=code) for n, code in enumerate(["130001", "130002", "130002"])]
    plan = plan_table(table(*given), fonts)
    assert [book.unit[:6] for book in plan.books] == ["130001", "130002"]
    assert [page.opens for page in plan.pages] == [True, True]
    ends = [
        "".join(placed.part.cells[0].lines) for page in plan.pages for placed in page.parts if placed.total
    ]
    assert ends == ["合计（1 个项目）", "合计（2 个项目）", "全部合计（3 个项目）"]


def test_total_line_adds_up_and_tells_what_is_missing(fonts):
    given = [project("1"), project("2", amount=None, amount_note="原表金额不可读")]
    plan = plan_table(table(*given), fonts)
    total = next(plan.pages).parts[-1]
    assert ["".join(cell.lines) for cell in total.part.cells] == [
        "合计（2 个项目）",
        "50,000.00",
        "共 14 项绩效指标；另有 1 个项目金额缺失，未计入合计",
    ]


@pytest.mark.parametrize(
    "amount", [Decimal("999999999999.99"), Decimal("9999999999999.99"), Decimal("1234567890123456789012.34")]
)
def test_long_amounts_widen_their_column_before_they_are_broken(fonts, amount):
    plan = plan_table(table(project(amount=amount)), fonts)
    assert sum(plan.widths) == pytest.approx(plan.paper.inner_width)
    assert column_text(plan, GOAL_LAYOUT.index("amount")) == f"{amount:,.2f}"
    if amount < 10**13:
        (cell,) = [c for c in parts_of(plan)[0].part.cells if c.column == GOAL_LAYOUT.index("amount")]
        assert len(cell.lines) == 1


def test_characters_without_glyph_are_reported_by_project(fonts):
    plan = plan_table(table(project(name="慰问😀"), project("2")), fonts)
    assert column_text(plan, GOAL_LAYOUT.index("name")).endswith("慰问〓")
    (warning,) = warnings_of(plan.missing)
    assert "慰问😀" in warning and "U+1F600" in warning


def test_a3_needs_fewer_pages_than_a4(fonts):
    given = [project(str(n), rows=indicator_rows(12)) for n in range(30)]
    a4, a3 = (plan_table(table(*given, paper=paper), fonts).page_count for paper in ("A4", "A3"))
    assert a3 < a4
