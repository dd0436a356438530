"""What paste.js makes of a clipboard, asked in the browser it runs in."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

CATEGORIES = [
    {"id": "1", "tier1": "产出指标", "tier2": "数量指标"},
    {"id": "2", "tier1": "产出指标", "tier2": "质量指标"},
    {"id": "3", "tier1": "效益指标", "tier2": "经济效益"},
    {"id": "4", "tier1": "满意度指标", "tier2": "服务对象满意度"},
]
READ = """
  const { clipboardCells, readBlock } = await import("/static/js/paste.js");
  const cells = clipboardCells(given.clipboard);
  return cells && readBlock(cells, given.options);
"""


@pytest.fixture
def read(stage):
    def read(text, *, html="", field="name"):
        options = {"categories": CATEGORIES, "field": field}
        return stage.run(READ, {"clipboard": {"text": text, "html": html}, "options": options})

    return read


def cells(block, *names):
    return [[row.get(name) for name in names] for row in block["rows"]]


ROW = ("category", "name", "period_target", "annual_target")


def test_five_columns_with_merged_blanks_filled_down(read):
    block = read(
        "产出指标\t数量指标\t次数\t≥1次\t≥1次\n\t\t人数\t２人\t２人\n\t质量指标\t合格率\t100%\t100%\n"
    )
    assert cells(block, *ROW) == [
        ["1", "次数", "≥1次", "≥1次"], ["1", "人数", "２人", "２人"], ["2", "合格率", "100%", "100%"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("数量指标\t次数\t1\t2", ["1", "次数", "1", "2"]),
        ("数量指标\t次数\t1", ["1", "次数", "1", None]),
        ("产出指标\t数量指标\t次数\t1", ["1", "次数", "1", None]),
        ("次数\t1\t2", [None, "次数", "1", "2"]),
        ("次数\t1", [None, "次数", "1", None]),
    ],
)
def test_narrower_blocks_are_recognised_by_what_stands_in_them(read, text, fields):
    assert cells(read(text), *ROW) == [fields]


def test_block_pasted_into_a_target_fills_targets(read):
    assert cells(read("1\t2\n3\t4", field="period_target"), *ROW) == [
        [None, None, "1", "2"],
        [None, None, "3", "4"],
    ]


HEADERS = [
    "一级指标\t二级指标\t三级指标\t实施周期值（计划完成水平）\t年度指标值（本年度完成计划）\n",
    "绩效指标\t\t\t\t\n一级指标\t二级指标\t三级指标\t实施周期值\t年度指标值\n",
    "一级 指标\t二级指标\t指标名称\t指标值\t年度目标值\n",
]


@pytest.mark.parametrize("header", HEADERS)
def test_header_is_recognised_by_its_titles_and_left_out(read, header):
    block = read(header + "产出指标\t数量指标\t次数\t1\t2\n")
    assert cells(block, *ROW) == [["1", "次数", "1", "2"]]
    assert any("表头" in line for line in block["report"])


def test_columns_in_another_order_are_found_by_their_titles(read):
    block = read("年度指标值\t权重\t三级指标\t二级指标\n2\t10\t次数\t数量指标\n")
    assert cells(block, *ROW) == [["1", "次数", None, "2"]]
    assert "“权重”列不粘贴到这里，已略去" in block["report"]


@pytest.mark.parametrize("title", ["备注", "指标备注", "备 注"])
def test_remarks_are_pasted_where_a_title_names_them(read, title):
    block = read(f"三级指标\t年度指标值\t{title}\n次数\t2次\t含复查\n人数\t3人\t\n")
    assert cells(block, "name", "note") == [["次数", "含复查"], ["人数", ""]]
    assert block["fields"] == ["name", "annual_target", "note"]
    assert not any("略去 1 列" in line or title in line for line in block["report"])


def test_without_a_column_of_remarks_those_of_the_rows_are_left_alone(read):
    block = read("三级指标\t年度指标值\n次数\t2次\n")
    assert "note" not in block["rows"][0] and "note" not in block["fields"]


def test_whole_official_row_of_thirteen_columns_keeps_only_the_indicators(read):
    facts = "130001-单位\t项目\t1111\t50,000.00\t2013299\t理由\t整体\t年度"
    block = read(f"{facts}\t产出指标\t数量指标\t次数\t1\t2\n" + "\t" * 8 + "\t质量指标\t合格率\t3\t4\n")
    assert cells(block, *ROW) == [["1", "次数", "1", "2"], ["2", "合格率", "3", "4"]]
    assert any("列" in line for line in block["report"])


def test_quoted_cells_keep_line_breaks_tabs_and_quotes(read):
    block = read('数量指标\t"第一行\n第二行"\t"含 ""引号"""\t"a\tb"\n')
    assert cells(block, *ROW) == [["1", "第一行\n第二行", '含 "引号"', "a\tb"]]


def test_text_that_merely_stands_in_quotes_keeps_them(read):
    assert cells(read('数量指标\t"大组工网"\t"\t2'), *ROW) == [["1", '"大组工网"', '"', "2"]]


def test_text_is_kept_exactly(read):
    odd = "＞９８％（约） ≥1 次，见“附件”"
    assert cells(read(f"数量指标\t{odd}\t{odd}\t{odd}"), *ROW) == [["1", odd, odd, odd]]


def test_unknown_category_is_kept_and_reported(read):
    block = read("产出指标\t工作指标\t甲\t1\t1\n\t\t乙\t1\t1\n")
    assert cells(block, "category", "category_text") == [[None, "产出指标 › 工作指标"]] * 2
    assert any("工作指标" in line and "1、2" in line for line in block["report"])


@pytest.mark.parametrize("name", ["经济效益指标", "经济效益", " 经济效益 ", "效益指标\t经济效益指标"])
def test_category_is_found_with_and_without_its_last_word(read, name):
    assert cells(read(f"{name}\t节约\t1\t1"), "category") == [["3"]]


def test_new_first_tier_does_not_inherit_the_second_tier_above(read):
    block = read("产出指标\t数量指标\t甲\t1\t1\n满意度指标\t\t乙\t1\t1\n")
    assert cells(block, "category", "category_text") == [["1", ""], [None, "满意度指标"]]


def test_blank_and_nameless_rows_are_ignored_and_counted(read):
    block = read("产出指标\t数量指标\t甲\t1\t1\n\t\t\t\t\n\t质量指标\t\t\t\n\t\t乙\t1\t1\n")
    assert cells(block, "category", "name") == [["1", "甲"], ["2", "乙"]]
    assert any("1 个空行" in line for line in block["report"]) and any(
        "第 3 行" in line for line in block["report"]
    )


TABLE = """<html><body><table>
<tr><td rowspan=3>产出指标</td><td rowspan=2>数量指标</td><td>次数</td><td colspan=2>≥1次</td></tr>
<tr><td>第一行<br>第二行</td><td>2</td><td>2</td></tr>
<tr><td>质量指标</td><td>合格率</td><td>100%</td><td> 100% </td></tr></table></body></html>"""


def test_merged_cells_of_html_are_filled_down(read):
    block = read("", html=TABLE)
    assert cells(block, *ROW) == [
        ["1", "次数", "≥1次", ""], ["1", "第一行\n第二行", "2", "2"], ["2", "合格率", "100%", "100%"],
    ]  # fmt: skip


def test_html_decides_where_the_plain_text_lost_its_shape(read):
    text = "产出指标\t数量指标\t次数\t≥1次\t\n\t\t第一行\n第二行\t2\t2\n\t质量指标\t合格率\t100%\t100%\n"
    assert cells(read(text, html=TABLE), "name") == [["次数"], ["第一行\n第二行"], ["合格率"]]


def test_plain_text_decides_where_both_have_the_same_shape(read):
    html = "<table><tr><td>数量指标</td><td>a  b</td><td>1</td><td>1</td></tr></table>"
    assert cells(read("数量指标\ta  b\t1\t1\n", html=html), "name") == [["a  b"]]


@pytest.mark.parametrize("text", ["一段文字", "第一行\n第二行", "", "只有一格\n"])
def test_single_text_is_no_block(read, text):
    assert read(text) is None


def test_one_column_of_a_sheet_fills_downwards(read):
    html = "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>"
    assert cells(read("甲\n乙\n", html=html), "name") == [["甲"], ["乙"]]


def test_scripts_in_pasted_html_never_run_and_are_not_text(read, stage):
    cell = "甲<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">"
    html = f"<table><tr><td>数量指标</td><td>{cell}</td></tr></table>"
    assert cells(read("", html=html), "name") == [["甲"]]
    assert stage.page.title() == ""


SPLIT = "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t指标方向性\n"


def test_sign_value_and_unit_in_three_columns_are_one_target(read):
    block = read(
        SPLIT + "产出指标\t数量指标\t清淤河道\t≥\t12\t公里\t20\t正向指标\n\t\t水质等级\t定性\tⅢ类\t\t10\t\n"
    )
    assert cells(block, *ROW) == [
        ["1", "清淤河道", None, "≥12公里"],
        ["1", "水质等级", None, "Ⅲ类"],
    ]
    assert "“权重”“指标方向性”列不粘贴到这里，已略去" in block["report"]
    assert "符号、指标值和单位已合为一格" in block["report"]


def test_the_same_without_titles(read):
    block = read("产出指标\t数量指标\t清淤河道\t≥\t12\t公里\t20\n产出指标\t质量指标\t达标率\t≥\t95\t%\t20\n")
    assert cells(block, *ROW) == [["1", "清淤河道", None, "≥12公里"], ["2", "达标率", None, "≥95%"]]
    assert "第 7 列不属于绩效指标，已略去" in block["report"]
    both = read("数量指标\t清淤河道\t≥\t36\t公里\t≥\t12\t公里\n")
    assert cells(both, *ROW) == [["1", "清淤河道", "≥36公里", "≥12公里"]]


@pytest.mark.parametrize(
    ("title", "whole", "year"),
    [
        ("全年目标", None, "≥12公里"), ("2025年目标", None, "≥12公里"), ("预期指标", None, "≥12公里"),
        ("中期目标", "≥12公里", None),
    ],
)  # fmt: skip
def test_between_a_sign_and_a_unit_stands_the_value(read, title, whole, year):
    block = read(f"三级指标\t符号\t{title}\t计量单位\n清淤河道\t≥\t12\t公里\n")
    assert cells(block, *ROW) == [[None, "清淤河道", whole, year]]


def test_parts_of_both_periods(read):
    titles = "三级指标\t符号\t实施周期值\t单位\t符号\t年度指标值\t单位\n"
    assert cells(read(titles + "栽树\t≥\t900\t株\t≥\t300\t株\n"), *ROW) == [
        [None, "栽树", "≥900株", "≥300株"]
    ]
    titles = "三级指标\t指标性质\t实施周期值\t年度指标值\t度量单位\n"
    assert cells(read(titles + "栽树\t≥\t900\t300\t株\n"), *ROW) == [[None, "栽树", "≥900株", "≥300株"]]


def test_parts_in_a_row_of_titles_of_their_own(read):
    above = "三级指标\t实施周期值\t\t\t年度指标值\t\t\n\t符号\t值\t单位\t符号\t值\t单位\n"
    block = read(above + "栽树\t≥\t900\t株\t不小于\t300\t株\n")
    assert cells(block, *ROW) == [[None, "栽树", "≥900株", "不小于300株"]]
    assert "略去 2 行表头" in block["report"]


def test_a_sign_or_unit_that_is_written_already_is_not_doubled(read):
    block = read(SPLIT + "产出指标\t数量指标\t合格率\t≥\t≥95%\t%\t20\t\n")
    assert cells(block, *ROW) == [["1", "合格率", None, "≥95%"]]


@pytest.mark.parametrize("unit", ["℃", "㎡", "ｍ", "m²"])
def test_units_that_have_two_spellings_are_not_doubled_either(read, unit):
    block = read(SPLIT + f"产出指标\t数量指标\t室温\t≥\t25{unit}\t{unit}\t20\t\n")
    assert cells(block, *ROW) == [["1", "室温", None, f"≥25{unit}"]]


def test_a_single_value_column_is_the_years(read):
    assert cells(read("三级指标\t指标值\n栽树\t300株\n"), *ROW) == [[None, "栽树", None, "300株"]]


@pytest.mark.parametrize(
    ("text", "single"),
    [
        ('"第一段\n第二段"\n', "第一段\n第二段"),
        ("一段\n", None),
        ('"大组工网"', None),
        ("甲\t乙", None),
        ("合并的一格\t\t\r\n", "合并的一格"),
        ("合并\r\n\r\n\r\n", "合并"),
        ("\t乙\r\n", None),
        ("\t\t\r\n", None),
    ],
)
def test_a_single_cell_loses_the_quotes_around_its_line_break(stage, text, single):
    script = 'const { quotedText } = await import("/static/js/paste.js"); return quotedText(given);'
    assert stage.run(script, {"text": text}) == single


@pytest.mark.parametrize(
    ("titles", "line", "fields"),
    [
        ("一级指标 二级指标 三级指标 绩效指标性质 绩效指标值 绩效度量单位", "产出指标 数量指标 里程 ≥ 9 公里",
         ["1", "里程", None, "≥9公里"]),
        ("二级指标 三级指标 性质 指标值（含单位） 单位", "质量指标 合格率 大于等于 95 百分比",
         ["2", "合格率", None, "大于等于95%"]),
        ("三级指标 2023-2025年指标值 2023年指标值", "里程 9公里 3公里", [None, "里程", "9公里", "3公里"]),
        ("一级指标 二级指标 三级指标 指标值", "一、产出指标 （二）质量指标 合格率 95%",
         ["2", "合格率", None, "95%"]),
        ("9二级指标 10)三级指标 (11)年度指标值", "质量指标 合格率 95%", ["2", "合格率", None, "95%"]),
    ],
)  # fmt: skip
def test_titles_and_categories_with_numbers_years_and_brackets(read, titles, line, fields):
    block = read("\t".join(titles.split()) + "\n" + "\t".join(line.split()))
    assert cells(block, *ROW) == [fields]


def test_what_excel_and_wps_put_on_the_clipboard(read):
    """Windows line ends, a line break and doubled quotes in a cell, shown formats, an empty last row."""
    rows = (
        '产出指标\t数量指标\t"走访\n""两新""党组织"\t 1,200.00 \t95.00%\r\n'
        "\t\t发放金额\t1,200\t\u00a5 1,200.00\r\n\t\t\t\t\r\n"
    )
    block = read(rows)
    assert cells(block, *ROW) == [
        ["1", '走访\n"两新"党组织', " 1,200.00 ", "95.00%"],
        ["1", "发放金额", "1,200", "¥ 1,200.00"],
    ]
    assert block["report"] == ["读入 2 行", "略去 1 个空行"]


def test_a_table_that_comes_as_html_only(read):
    html = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment-->
      <table><col width=72><tr><td rowspan=2>产出指标</td><td rowspan=2>数量指标</td><td>走访<br>慰问</td>
      <td x:num="0.95" style='mso-number-format:"0%"'>95%</td><td>95%&nbsp;</td></tr>
      <tr><td>次数</td><td colspan=2>3次</td></tr><tr><td></td><td></td><td></td><td></td><td></td></tr>
      </table><!--EndFragment--></body></html>"""
    block = read("", html=html)
    assert cells(block, "category", "name", "period_target") == [
        ["1", "走访\n慰问", "95%"],
        ["1", "次数", "3次"],
    ]
    assert block["report"][:2] == ["读入 2 行", "略去 1 个空行"]


def test_five_hundred_rows_are_read_at_once(read, stage):
    block = read("".join(f"产出指标\t数量指标\t指标{n}\t≥{n}次\t≥{n}次\r\n" for n in range(500)))
    assert [len(block["rows"]), block["rows"][499]["name"]] == [500, "指标499"]
