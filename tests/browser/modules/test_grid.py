"""What a person does with the rows of the grid: each act, at its edges, is one step to undo."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


def names(grid):
    return grid.run("return names()")


def test_a_row_is_added_below_in_the_same_category(grid):
    grid.run("grid.addBelow(named('丙'), { name: '新' })")
    assert names(grid) == ["甲", "乙", "丙", "新", "丁"]
    assert grid.run("return grid.category(named('新')).tier2") == "质量指标"
    assert grid.run("return document.activeElement === grid.part(named('新'), 'name')")


@pytest.mark.parametrize(
    ("tier2", "expected"),
    [
        ("数量指标", ["甲", "乙", "新", "丙", "丁"]),  # at the end of its group
        ("成本指标", ["甲", "乙", "丙", "新", "丁"]),  # after the last of its 一级指标
        ("服务对象满意度", ["甲", "乙", "丙", "丁", "新"]),
        ("经济效益", ["甲", "乙", "丙", "丁", "新"]),  # neither is there yet
    ],
)
def test_a_row_is_added_to_its_category(grid, tier2, expected):
    grid.run(
        "grid.addTo(grid.categories.find((one) => one.tier2.startsWith(given)).id, { name: '新' })", tier2
    )
    assert names(grid) == expected
    assert grid.run("return grid.category(named('新')).tier2").startswith(tier2)


def test_a_blank_row_of_the_category_is_used_first(grid):
    grid.run("grid.addBelow(named('甲')); grid.addTo(grid.category(named('甲')).id, { name: '新' })")
    assert names(grid) == ["甲", "新", "乙", "丙", "丁"]


def test_the_last_row_leaves_a_blank_one_behind(grid):
    grid.run("['甲', '乙', '丙', '丁'].forEach((name) => grid.remove(named(name)))")
    assert names(grid) == [""]


def test_a_removed_row_is_named_and_can_be_taken_back(grid):
    grid.run("grid.remove(named('乙'))")
    assert grid.run("return said") == ["已删除“乙”"]
    assert grid.run("return offers[0].undo")


@pytest.mark.parametrize(
    ("row", "by", "expected", "tier2"),
    [
        ("甲", 1, ["乙", "甲", "丙", "丁"], "数量指标"),
        ("乙", -1, ["乙", "甲", "丙", "丁"], "数量指标"),
        ("乙", 1, ["甲", "乙", "丙", "丁"], "质量指标"),  # joins the neighbouring group
        ("甲", -1, ["甲", "乙", "丙", "丁"], "数量指标"),  # nothing above
        ("丁", 1, ["甲", "乙", "丙", "丁"], "服务对象满意度"),
    ],
)
def test_a_row_moves_or_joins_the_group_at_the_edge(grid, row, by, expected, tier2):
    grid.run("grid.move(named(given.row), given.by)", {"row": row, "by": by})
    assert names(grid) == expected
    assert grid.run("return grid.category(named(given)).tier2", row) == tier2


@pytest.mark.parametrize(
    ("row", "by", "expected"),
    [
        ("甲", 1, ["丙", "甲", "乙", "丁"]),  # inside its 一级指标
        ("丙", -1, ["丙", "甲", "乙", "丁"]),
        ("丙", 1, ["丁", "甲", "乙", "丙"]),  # with its whole 一级指标
        ("丁", -1, ["丁", "甲", "乙", "丙"]),
        ("丁", 1, ["甲", "乙", "丙", "丁"]),
    ],
)
def test_a_group_moves_within_its_tier_else_the_whole_tier(grid, row, by, expected):
    grid.run("grid.moveGroup(named(given.row), given.by)", {"row": row, "by": by})
    assert names(grid) == expected


ANNUAL = "return grid.rows.map((row) => grid.part(row, 'annual_target').value)"


def test_period_targets_are_copied_and_covered_ones_counted(grid):
    grid.run(
        "grid.write(named('乙'), { annual_target: '旧' }); grid.write(named('丙'), { period_target: '' })"
    )
    grid.run("grid.copyTargets(grid.rows)")
    assert grid.run(ANNUAL) == ["≥1次", "≥2次", "", "≥4次"]
    assert grid.run("return said") == ["已把 3 行的周期值填入年度指标值，其中 1 行原有内容已改"]
    grid.run("grid.undo()")
    assert grid.run(ANNUAL) == ["", "旧", "", ""]


def test_equal_targets_are_no_step(grid):
    grid.run("grid.copyTargets(grid.rows); grid.copyTargets(grid.rows)")
    assert grid.run("return [said[1], grid.done.length]") == ["年度指标值与周期值已经相同", 1]


def test_not_applicable_fills_what_is_empty_and_asks_for_the_reason(grid):
    row = grid.run("""
      grid.write(named("丁"), { name: "" });
      const row = grid.rows[3];
      grid.setNotApplicable(row, true);
      return [grid.read(row), document.activeElement === grid.part(row, "note")];
    """)
    assert [row[0][name] for name in ("name", "period_target", "annual_target")] == [
        "服务对象满意度",
        "≥4次",
        "不适用",
    ]
    assert row[1]
    assert (
        grid.run("grid.setNotApplicable(grid.rows[3], false); return grid.read(grid.rows[3]).not_applicable")
        is False
    )


def test_a_row_of_another_category_joins_its_group(grid):
    grid.run("grid.chooseCategory(named('丁'), grid.category(named('甲')).id)")
    assert names(grid) == ["甲", "乙", "丁", "丙"]


# --- pasting ---------------------------------------------------------------------------------------


def paste(grid, text, *, row="甲", field="name"):
    given = {"text": text, "row": row, "field": field}
    return grid.run("return grid.paste(named(given.row), given.field, { text: given.text, html: '' })", given)


def test_single_text_is_left_to_the_browser(grid):
    assert paste(grid, "一段文字") is False
    assert grid.run("return [grid.done.length, said.length]") == [0, 0]


def test_cells_without_categories_overwrite_from_here_and_add_rows(grid):
    assert paste(grid, "次\t1\t2\n数\t3\t4\n率\t5\t6\n", row="丙")
    assert names(grid) == ["甲", "乙", "次", "数", "率"]
    assert grid.run("return tiers()")[2:] == ["质量指标", "服务对象满意度", "服务对象满意度"]
    assert "覆盖了 4 格原有内容" in grid.run("return said[0]")  # two names, two period targets
    grid.run("grid.undo()")
    assert names(grid) == ["甲", "乙", "丙", "丁"]


def test_a_column_pasted_into_targets_leaves_the_names(grid):
    paste(grid, "1\t2\n3\t4\n", field="period_target")
    assert names(grid) == ["甲", "乙", "丙", "丁"]
    assert grid.run(ANNUAL) == ["2", "4", "", ""]


def test_a_whole_table_is_inserted_and_the_old_rows_leave_only_when_asked(grid):
    paste(grid, "产出指标\t数量指标\t新一\t1\t1\n\t质量指标\t新二\t2\t2\n")
    assert names(grid) == ["甲", "新一", "新二", "乙", "丙", "丁"]
    assert "原有的 4 行没有动" in grid.run("return said[0]")
    assert grid.run("return offers[0].choice.label") == "改为替换原有的 4 行"
    grid.run("offers[0].choice.action()")
    assert names(grid) == ["新一", "新二"]
    grid.run("grid.undo()")
    assert names(grid) == ["甲", "新一", "新二", "乙", "丙", "丁"]


def test_a_block_of_headers_alone_changes_nothing(grid):
    assert paste(grid, "一级指标\t二级指标\t三级指标\n")
    assert names(grid) == ["甲", "乙", "丙", "丁"]
    assert "读入 0 行" in grid.run("return said[0]")


PASTE_IN = """
  grid.most = given.most;
  grid.paste(named("乙"), given.field, { text: given.text, html: "" });
  return [names().length, said[said.length - 1], document.querySelectorAll("tr.gone").length];
"""


@pytest.mark.parametrize(
    ("field", "text", "most", "rows"),
    [
        ("name", "产出指标\t数量指标\t次数\t1次\t1次\n" * 3, 7, 7),
        ("name", "产出指标\t数量指标\t次数\t1次\t1次\n" * 3, 6, None),
        ("name", "次数\t1次\t1次\n" * 4, 5, 5),  # laid over what stands there from the second row on
        ("name", "次数\t1次\t1次\n" * 4, 4, None),
    ],
)
def test_more_rows_than_a_table_holds_are_not_pasted_and_it_is_said(grid, field, text, most, rows):
    count, said, gone = grid.run(PASTE_IN, {"field": field, "text": text, "most": most})
    assert (count, gone) == (rows or 4, 0)
    assert said.startswith("没有粘贴：一张表最多") == (rows is None)
