"""PDFs drawn by hand: every rule of reading has its page."""

from io import BytesIO

import pytest

from perfgoals.sheets import Mark, open_workbook
from tests.pdf_files import Drawing, turned

pytestmark = pytest.mark.pure

XS = (50, 150, 250, 350)
YS = (50, 70, 90)
HEAD = ("单位", "项目", "指标")


def sheets_in(content):
    with open_workbook(BytesIO(content), filename="表.pdf") as book:
        return book.sheets


def sheets_of(drawing):
    return sheets_in(drawing.content())


def texts(sheet):
    return [{n: cell.text for n, cell in row.cells.items()} for row in sheet.rows()]


def marks(sheet):
    return {cell.text: cell.marks for row in sheet.rows() for cell in row.cells.values() if cell.marks}


def only(drawing):
    (sheet,) = sheets_of(drawing)
    return sheet


def test_a_table_is_rows_and_columns():
    sheet = only(Drawing().table(XS, (50, 70, 90), [("单位", "项目", "金额"), ("甲局", "修路", "1.00")]))
    assert texts(sheet) == [{1: "单位", 2: "项目", 3: "金额"}, {1: "甲局", 2: "修路", 3: "1.00"}]
    assert not sheet.merges
    assert sheet.name == "表"


def test_a_cell_without_rules_inside_is_merged():
    drawing = Drawing().box(50, 50, 350, 90)
    drawing.line(150, 50, 150, 90).line(250, 70, 250, 90).line(150, 70, 350, 70)
    drawing.text(55, 72, "甲").text(200, 62, "目标").text(155, 82, "乙").text(255, 82, "丙")
    sheet = only(drawing)
    assert texts(sheet) == [{1: "甲", 2: "目标"}, {2: "乙", 3: "丙"}]
    assert [tuple(area) for area in sheet.merges] == [(1, 1, 2, 1), (1, 2, 1, 3)]


def test_rules_may_be_thin_boxes_double_lines_or_pieces():
    drawing = Drawing()
    for x in XS:
        drawing.box(x, 50, x + 0.7, 90, filled=True)
    for y in (50, 70, 90):
        drawing.line(50, y, 200, y).line(199, y, 350, y)
    drawing.line(50, 51.2, 350, 51.2)
    drawing.text(55, 62, "甲").text(155, 62, "乙").text(255, 82, "丙")
    assert texts(only(drawing)) == [{1: "甲", 2: "乙"}, {3: "丙"}]


def test_a_table_may_lack_its_outer_sides():
    drawing = Drawing().line(150, 50, 150, 90)
    for y in (50, 70, 90):
        drawing.line(50, y, 250, y)
    drawing.text(55, 62, "甲").text(155, 62, "乙").text(55, 82, "丙")
    assert texts(only(drawing)) == [{1: "甲", 2: "乙"}, {1: "丙"}]


def test_wrapped_lines_are_one_text_and_typed_breaks_stay():
    drawing = Drawing().table(
        (50, 150, 250), (50, 110), [("一二三四五六七八九十\n一二三", "1.修路；\n2.造桥。")]
    )
    assert texts(only(drawing)) == [{1: "一二三四五六七八九十一二三", 2: "1.修路；\n2.造桥。"}]


def test_a_text_near_the_next_cell_is_not_joined_to_it():
    drawing = Drawing().table((50, 95.2, 150), (50, 70), [("", "")])
    drawing.text(50.2, 62, "一二三四五").text(95.6, 62, "12.00")
    assert texts(only(drawing)) == [{1: "一二三四五", 2: "12.00"}]


def test_a_title_above_and_a_note_below_are_rows():
    drawing = Drawing().text(150, 40, "2023年项目绩效目标表").text(300, 46, "单位：万元")
    drawing.table(XS, (50, 70, 90), [("单位", "项目", "金额"), ("甲局", "修路", "1.00")]).text(
        50, 110, "注：略"
    )
    found = texts(only(drawing))
    assert "2023年项目绩效目标表" in found[0].values()
    assert any("单位：万元" in row.values() for row in found[:2])
    assert "注：略" in found[-1].values()


def test_page_numbers_are_no_content():
    drawing = Drawing()
    for number in (1, 2, 3):
        drawing.table(XS, (50, 70, 90), [("单位", "项目", "金额"), ("甲局", f"项目{number}号", "1.00")])
        drawing.text(150, 580, f"第 {number} 页").text(190, 580, "共 3 页").page()
    assert not any("页" in text for row in texts(only(drawing)) for text in row.values())


def test_a_footer_is_kept_once_behind_the_table():
    drawing = Drawing()
    for number in (1, 2):
        drawing.table(XS, (50, 70, 90), [("单位", "项目", "金额"), ("甲局", f"项目{number}号", "1.00")])
        drawing.text(50, 580, "金额单位：万元").page()
    found = texts(only(drawing))
    assert found[-1] == {1: "金额单位：万元"}
    assert sum("金额单位：万元" in row.values() for row in found) == 1


def test_a_cell_that_goes_on_overleaf_is_one():
    drawing = Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "里程")], open_below=(0, 1)).page()
    drawing.table(XS, (50, 70, 90, 110), [HEAD, ("甲局", "修路", "质量"), ("乙局", "造桥", "座数")])
    sheet = only(drawing)
    assert texts(sheet) == [
        {1: "单位", 2: "项目", 3: "指标"},
        {1: "甲局", 2: "修路", 3: "里程"},
        {3: "质量"},
        {1: "乙局", 2: "造桥", 3: "座数"},
    ]
    assert [tuple(area) for area in sheet.merges] == [(2, 1, 3, 1), (2, 2, 3, 2)]
    assert list(sheet.pages) == [(1, 1), (3, 2)]
    assert marks(sheet) == {}


def test_copies_that_differ_are_marked():
    drawing = Drawing().table(XS, YS, [HEAD, ("甲局", "修路一期工程", "里程")], open_below=(0, 1)).page()
    drawing.table(XS, YS, [HEAD, ("甲局", "修路一期", "质量")])
    assert marks(only(drawing)) == {"修路一期工程": (Mark.COPIES_DIFFER,)}


def test_parts_that_follow_each_other_are_put_together_and_marked():
    drawing = Drawing().table(XS, YS, [HEAD, ("甲局", "修路一期", "里程")], open_below=(0, 1)).page()
    drawing.table(XS, YS, [HEAD, ("甲局", "工程", "质量")])
    assert marks(only(drawing)) == {"修路一期工程": (Mark.ACROSS_PAGES,)}


def test_a_row_that_is_open_everywhere_is_one_row():
    drawing = Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "道路里")], open_below=(0, 1, 2)).page()
    drawing.table(XS, YS, [HEAD, ("", "", "程")])
    assert texts(only(drawing))[1:] == [{1: "甲局", 2: "修路", 3: "道路里程"}]


def test_a_row_of_which_only_the_padding_went_over_the_edge_is_whole():
    drawing = Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "里程")], open_below=(0, 1, 2)).page()
    drawing.table(XS, YS, [HEAD, ("乙局", "造桥", "座数")])
    sheet = only(drawing)
    assert texts(sheet)[1:] == [{1: "甲局", 2: "修路", 3: "里程"}, {1: "乙局", 2: "造桥", 3: "座数"}]
    assert marks(sheet) == {}


def test_a_cell_that_is_open_on_the_last_page_is_marked():
    sheet = only(Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "里程")], open_below=(1,)))
    assert marks(sheet) == {"修路": (Mark.CUT,)}


def test_a_table_without_a_last_rule_is_whole():
    sheet = only(Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "里程")], open_below=(0, 1, 2)))
    assert marks(sheet) == {}


def test_hidden_text_belongs_to_the_cell_of_its_clip():
    drawing = Drawing().table(XS, (50, 70, 90), [("甲", "", "丙"), ("丁", "戊", "己")])
    drawing.text(153, 81, "很长的一段文字", clip=(151, 51, 249, 69))
    assert texts(only(drawing))[0] == {1: "甲", 2: "很长的一段文字", 3: "丙"}


def test_text_that_reaches_the_side_of_its_clip_is_marked():
    drawing = Drawing().table(XS, (50, 70, 90), [("甲", "", "丙"), ("丁", "戊", "己")])
    drawing.text(140, 62, "一二三四五六七八九十一二三四", clip=(151, 51, 249, 69))
    assert marks(only(drawing)) == {"一二三四五六七八九十一二三四": (Mark.CUT,)}


def test_a_full_last_line_without_room_below_is_marked():
    drawing = Drawing().table(
        (50, 120, 190), (50, 78), [("按期完成全部\n建设任务并投", "按期完成全部\n建设任务。")]
    )
    assert marks(only(drawing)) == {"按期完成全部建设任务并投": (Mark.CUT,)}


def test_a_number_that_fills_its_cell_may_be_rounded():
    drawing = Drawing().table((50, 90, 200, 250), (50, 70), [("1234568", "1234568", "1,234,567.89")])
    (row,) = only(drawing).rows()
    assert [row.cells[column].marks for column in (1, 2, 3)] == [(Mark.CUT,), (), ()]


def test_a_text_whose_lines_stand_over_its_neighbours_is_whole_and_marked():
    drawing = Drawing().table((50, 120, 190), (50, 62, 74, 86), [("甲", "一"), ("", "二"), ("丙", "三")])
    drawing.text(53, 60.5, "第一行文字", size=8).text(53, 70.5, "第二行文字", size=8).text(
        53, 80.5, "第三行", size=8
    )
    sheet = only(drawing)
    assert texts(sheet)[1][1] == "第一行文字第二行文字第三行"
    assert marks(sheet)["第一行文字第二行文字第三行"] == (Mark.OVERLAPS,)


def test_a_table_wider_than_the_paper_is_marked_at_its_edge():
    drawing = Drawing((300, 200)).line(50, 50, 300, 50).line(50, 70, 300, 70).line(50, 90, 300, 90)
    drawing.line(50, 50, 50, 90).line(200, 50, 200, 90)
    drawing.text(55, 62, "项目").text(205, 62, "一二三四五六七八九十十一").text(55, 82, "修路").text(
        205, 82, "好"
    )
    assert marks(only(drawing)) == {"一二三四五六七八九十十一": (Mark.CUT,)}


def test_two_tables_with_other_columns_are_two_sheets():
    drawing = Drawing().text(50, 40, "表一").table(XS, YS, [HEAD, ("甲局", "修路", "里程")]).page()
    drawing.text(50, 40, "表二").table((40, 200, 360), (50, 70), [("年", "月")])
    first, second = sheets_of(drawing)
    assert (first.name, second.name) == ("第 1 页", "第 2 页")
    assert texts(second)[-1] == {1: "年", 2: "月"}


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("said", [True, False])
def test_a_page_that_is_turned_is_read_upright(quarters, said):
    content = Drawing().table(XS, YS, [HEAD, ("甲局", "修路", "里程")]).content()
    (sheet,) = sheets_in(turned(content, quarters, said=said))
    assert texts(sheet) == [{1: "单位", 2: "项目", 3: "指标"}, {1: "甲局", 2: "修路", 3: "里程"}]
