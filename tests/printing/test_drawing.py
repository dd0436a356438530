from datetime import date
from itertools import pairwise

import pytest

from printing.drawing import draw_pages, lines_shown
from printing.layout import Align
from printing.planner import plan_table
from tests.indicators.tables.blocks import indicator_rows, project, table

pytestmark = pytest.mark.pure


def drawings(fonts, *blocks, **changes):
    plan = plan_table(table(*blocks, **changes), fonts)
    return plan, list(draw_pages(plan))


def shown(drawing):
    return ["".join(text.lines) for text in drawing.texts]


def line_width(plan, text, line):
    return plan.fonts.role(text.role).width(line) * text.size


@pytest.fixture(scope="module")
def book(fonts):
    return drawings(fonts, *(project(str(n), rows=indicator_rows(14)) for n in range(9)))


def test_every_page_has_unit_money_unit_header_number_date_and_total(book):
    plan, pages = book
    assert len(pages) == plan.page_count > 3
    for number, page in enumerate(pages, 1):
        assert {
            "申报单位：130001-中共韶关市曲江区委组织部",
            "单位：元",
            "韶关市曲江区2023年区级项目绩效目标表",
            "年度指标值（本年度完成计划）",
            f"第 {number} 页 / 共 {plan.page_count} 页",
            "打印日期：2023年3月1日",
            "本单位 9 个项目，合计 450,000.00 元",
        } <= set(shown(page))


def test_title_is_large_on_the_first_page_and_small_on_the_others(book):
    _, pages = book
    sizes = [
        text.size
        for page in pages
        for text in page.texts
        if text.lines == ("韶关市曲江区2023年区级项目绩效目标表",)
    ]
    assert sizes[0] == 18
    assert set(sizes[1:]) == {8.5}


def test_all_lines_stay_inside_their_boxes_and_the_sheet(book):
    plan, pages = book
    for text in (text for page in pages for text in page.texts):
        assert all(line_width(plan, text, line) <= text.width + 0.01 for line in text.lines)
        assert (
            text.x >= plan.paper.margin_x
            and text.x + text.width <= plan.paper.width - plan.paper.margin_x + 0.01
        )
        assert text.y > 0 and text.y + len(text.lines) * text.line < plan.paper.height


def test_rules_stay_inside_the_table(book):
    plan, pages = book
    left, right = plan.paper.margin_x, plan.paper.width - plan.paper.margin_x
    for page, planned in zip(pages, plan.pages, strict=True):
        for rule in (*page.thin, *page.thick):
            assert left <= rule.x1 <= rule.x2 <= right + 0.01
            assert planned.top <= rule.y1 <= rule.y2 <= plan.paper.bottom + 0.01
            assert rule.x1 == rule.x2 or rule.y1 == rule.y2


def test_rules_cross_no_merged_cell(book):
    """No horizontal rule runs through the middle of a project's name."""
    _, pages = book
    for page in pages:
        for text in (text for text in page.texts if text.lines[0].startswith("“大组")):
            top, bottom = text.y, text.y + len(text.lines) * text.line
            crossing = [
                rule
                for rule in (*page.thin, *page.thick)
                if rule.x1 < text.anchor < rule.x2 and top < rule.y1 < bottom
            ]
            assert not crossing


def test_amounts_stand_at_the_right_and_notes_in_the_middle(fonts):
    _, (page,) = drawings(fonts, project(), project("2", amount=None, amount_note="原表金额不可读"))
    align = {"".join(text.lines): text.align for text in page.texts}
    assert align["50,000.00"] is Align.END
    assert align["原表金额不可读"] is Align.CENTER


def test_long_titles_and_unit_names_are_set_smaller_not_cut(fonts):
    plan, pages = drawings(
        fonts,
        project(unit_name="韶关市曲江区" * 20, rows=indicator_rows(60)),
        title="韶关市曲江区项目绩效目标表" * 6,
    )
    for page in pages:
        heads = [text for text in page.texts if text.width == plan.paper.inner_width]
        for text in heads:
            assert line_width(plan, text, text.lines[0]) <= plan.paper.inner_width + 0.01
        y = [text.y for text in heads]
        for level in {level for level in y if y.count(level) > 1}:
            assert_apart(plan, [text for text in heads if text.y == level])


def assert_apart(plan, texts):
    edges = []
    for text in texts:
        width = line_width(plan, text, text.lines[0])
        start = text.anchor - {Align.START: 0, Align.CENTER: width / 2, Align.END: width}[text.align]
        edges.append((start, start + width))
    edges.sort()
    assert all(end <= start for (_, end), (start, _) in pairwise(edges))


def test_some_pages_can_be_drawn_alone(book):
    plan, pages = book
    assert list(draw_pages(plan, slice(1, 3))) == pages[1:3]


def test_printing_date_is_written_out(fonts):
    _, (page,) = drawings(fonts, project(), printed_on=date(2026, 11, 23))
    assert "打印日期：2026年11月23日" in shown(page)


def test_the_lines_shown_are_those_of_the_drawings(fonts):
    units = [project(str(n), unit_code=f"13000{n // 3}", rows=indicator_rows(9 * n)) for n in range(7)]
    given = [*units, project("x", overall_objective="长" * 3000, name="慰问😀")]
    for marks in ({}, {"1": "草稿", "4": "送审稿"}):
        plan, pages = drawings(fonts, *given, marks=marks)
        drawn = {"body": set(), "head": set()}
        for text in (text for page in pages for text in page.texts):
            drawn[text.role].update(text.lines)
        drawn["body"].add("0123456789")
        assert {role: lines - {""} for role, lines in lines_shown(plan).items()} == {
            role: lines - {""} for role, lines in drawn.items()
        }
