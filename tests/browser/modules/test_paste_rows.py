"""A block from a spreadsheet in a form whose rows are fixed: by titles and names, or from the field on."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

ROW = """<div data-paste-row="{name}">
<label><span>1-6月完成情况</span><input name="row{n}_actual"></label>
<label><span>全年预计完成情况</span><input name="row{n}_expected"></label>
<label><span>完成目标可能性</span><select name="row{n}_possibility"><option value="">（请选择）</option>
<option value="certain">确定能</option><option value="possible">有可能</option></select></label>
<fieldset class="watched-causes"><legend>偏差原因</legend>
<label><input type="checkbox" name="row{n}_causes" value="funding"> 经费保障</label>
<label><input type="checkbox" name="row{n}_causes" value="staff"> 人员保障</label></fieldset>
<label><span>备注</span><textarea name="row{n}_note"></textarea></label></div>"""
NAMES = ["维护次数", "合格率", "维护次数"]
FORM = (
    "<title></title><form data-paste><p data-paste-said hidden></p>"
    "<input type='hidden' name='revision' value='3'><table><tbody data-paste-rows>"
    + "".join(
        f"<tr data-paste-row='{who}'><td><input name='{who}_budget'><input name='{who}_executed'></td></tr>"
        for who in ("total", "other")
    )
    + "</tbody></table><div data-paste-rows>"
    + "".join(ROW.format(n=n, name=name) for n, name in enumerate(NAMES))
    + "</div></form>"
)
PASTE = """
  const data = new DataTransfer();
  data.setData("text/plain", given.text);
  const at = document.querySelector(`[name="${given.at}"]`);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  at.dispatchEvent(event);
  return event.defaultPrevented;
"""
VALUES = "return Object.fromEntries([...new FormData(document.forms[0])].filter(([, value]) => value))"


@pytest.fixture
def paste(stage):
    """paste(text, at=field) → the filled fields and what is said."""

    def paste(text, at="row0_actual"):
        taken = stage.run(PASTE, {"text": text, "at": at})
        values = {name: value for name, value in stage.run(VALUES).items() if name != "revision"}
        return values, stage.page.locator("[data-paste-said]").text_content() if taken else None

    stage.open(FORM)
    stage.run('await import("/static/js/paste-rows.js?" + Math.random())')
    paste.stage = stage
    return paste


def test_a_table_with_titles_finds_rows_by_name_and_columns_by_title(paste):
    values, said = paste(
        "一级指标\t三级指标\t年度指标值\t全年预计完成情况\t1－6月完成情况\t可能性\t偏差原因\t目标性质\n"
        "质量\t合格率\t100%\t100%\t98%\t有可能\t人员保障、经费保障\t定量\n"
        "数量\t维护次数\t4次\t4次\t2次\t确定能\t\t定量\n"
        "\t没有的\t1\t1\t1\t\t\t\n"
    )
    assert values == {
        "row1_actual": "98%", "row1_expected": "100%", "row1_possibility": "possible", "row1_causes": "staff",
        "row0_actual": "2次", "row0_expected": "4次", "row0_possibility": "certain",
    }  # fmt: skip
    assert "“目标性质”列这里没有" in said and "“没有的”在这张表中没有对应的行" in said
    assert "年度指标值" not in said


def test_two_rows_of_one_name_are_filled_in_their_order(paste):
    values, _ = paste("三级指标\t完成情况\n维护次数\t1次\n维护次数\t2次")
    assert values == {"row0_actual": "1次", "row2_actual": "2次"}


def test_without_titles_it_is_laid_right_and_down_and_the_rest_is_said(paste):
    values, said = paste("98%\t100%\t也许\n3次\t4次\t确定能\n5\t6\t7", at="row1_actual")
    assert values == {
        "row1_actual": "98%", "row1_expected": "100%",
        "row2_actual": "3次", "row2_expected": "4次", "row2_possibility": "certain",
    }  # fmt: skip
    assert "“也许”不在可选的范围内" in said and "第 3 行超出了表的行数" in said


def test_columns_of_causes_are_ticked(paste):
    values, _ = paste("三级指标\t经费保障\t人员保障\t备注\n合格率\t√\t否\t已催办")
    assert values == {"row1_causes": "funding", "row1_note": "已催办"}


def test_money_and_taking_it_back(paste):
    values, said = paste("1,000.00\t500\n20\t10", at="total_budget")
    assert values == {
        "total_budget": "1,000.00", "total_executed": "500", "other_budget": "20", "other_executed": "10",
    }  # fmt: skip
    assert said.startswith("粘贴了 4 格，还没有保存")
    paste.stage.page.get_by_role("button", name="撤消粘贴").click()
    assert paste.stage.run(VALUES) == {"revision": "3"}


def test_a_single_text_is_the_browsers_own_business(paste):
    assert paste("2次") == ({}, None)
