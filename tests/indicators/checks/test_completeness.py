from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.checks import CheckedIndicator, CheckSettings
from indicators.enums import CheckOutcome
from tests.indicators.checks import REQUIRED, found, project, row


@pytest.mark.parametrize(
    ("amount", "count"), [(None, 1), (Decimal(0), 1), (Decimal("-5"), 1), (Decimal("0.01"), 0)]
)
def test_amount_missing(amount, count):
    assert len(found("amount_missing", project(amount=amount))) == count


def test_the_note_on_a_lost_amount_is_shown():
    (finding,) = found("amount_missing", project(amount=None, amount_note="原表金额不可读"))
    assert finding.field == "amount"
    assert "原表金额不可读" in finding.message


def test_a_missing_category_is_named():
    checked = project()
    checked = project(rows=tuple(r for r in checked.rows if r.category != "时效"))
    (finding,) = found("category_missing", checked)
    assert "时效指标" in finding.message


@pytest.mark.parametrize(("note", "count"), [("", 1), ("  ", 1), ("设备已在上年验收", 0)])
def test_a_category_may_be_left_out_with_a_reason(note, count):
    marked = row("r", "时效指标", "完成时间", "", not_applicable=True, note=note)
    assert len(found("category_missing", project(marked))) == count


def test_required_names_match_with_and_without_their_suffix():
    rules = CheckSettings(required_categories=frozenset({"数量", "社会效益指标"}))
    assert found("category_missing", project(), rules) == []


def test_without_a_scheme_no_category_is_required():
    assert found("category_missing", project(rows=()), CheckSettings()) == []


@pytest.mark.parametrize("field", ["name", "fund_code", "subject_code", "justification", "overall_objective"])
@pytest.mark.parametrize("blank", ["", " \n"])
def test_empty_fields(field, blank):
    assert [f.field for f in found("field_empty", project(**{field: blank}))] == [field]


@pytest.mark.parametrize(
    ("period", "annual", "fields"),
    [
        ("", "", ["period_target", "annual_target"]),
        ("5次", "", ["annual_target"]),
        ("—", "5次", ["period_target"]),
        ("5次", "5次", []),
        ("不适用", "不适用", ["note"]),
    ],
)
def test_empty_cells_of_an_indicator(period, annual, fields):
    findings = found("field_empty", project(row("r", "数量指标", "检查次数", period, annual)))
    assert [(f.field, f.indicator) for f in findings] == [(field, "r") for field in fields]


def test_a_row_without_a_name_and_a_table_without_rows():
    assert [f.field for f in found("field_empty", project(row("r", "数量指标", " ", "5次")))] == ["name"]
    assert [f.field for f in found("field_empty", project(rows=()))] == ["indicators"]


def test_an_empty_annual_objective_is_advice_for_any_term():
    for one_year in (True, False):
        (finding,) = found(
            "annual_objective_empty", project(annual_objective=" ", term_years=1 if one_year else 3)
        )
        assert not finding.blocks
    assert found("annual_objective_empty", project(overall_objective="", annual_objective="")) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("* XX 待填 项目", 1),
        ("####", 1),
        ("××村道路维修", 1),
        ("____镇", 1),
        ("此处填写项目名称", 1),
        ("请填写", 1),
        ("XXL码工作服采购", 0),
        ("20人×800元", 0),
        ("填补待填补的空白", 0),
        ("X光机采购", 0),
    ],
)
def test_placeholders(text, count):
    assert len(found("placeholder_left", project(name=text))) == count
    assert len(found("placeholder_left", project(row("r", "数量指标", text, "5次")))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("加强宣传。及时召开专题会议，学习传达，研", 1),
        ("为了提高服务水平，", 1),
        ("根据《关于加强", 1),
        ("根据（", 1),
        ("按时发放村组干部报酬", 0),
        ("完成培训。提高水平。", 0),
        ("完成培训。提高水平（含社区）", 0),
        ("完成培训。所谓“三强”", 0),
        ("", 0),
    ],
)
def test_texts_that_stop_short(text, count):
    findings = found("text_cut_off", project(overall_objective=text, annual_objective=text))
    assert len(findings) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("根据《养老服务条例》要求。", 0),
        ("根据民发〔2022〕5号要求。", 0),
        ("根据民发[2022]5号要求。", 0),
        ("按照往年支出测算。", 1),
        ("根据2021年发放情况测算。", 1),
        ("", 0),
    ],
)
def test_justifications_that_name_no_document(text, count):
    findings = found("no_document", project(justification=text))
    assert len(findings) == count
    assert all(f.outcome == CheckOutcome.FINDING and f.field == "justification" for f in findings)


@pytest.mark.parametrize(
    ("overall", "annual", "count"),
    [("完成培训。", "完成 培训。\n", 1), ("完成培训。", "完成两次培训。", 0), ("", "", 0)],
)
def test_same_objectives(overall, annual, count):
    checked = project(overall_objective=overall, annual_objective=annual)
    assert len(found("same_objectives", checked)) == count


def test_levels_of_the_required_set():
    assert found("category_missing", project(rows=()))[0].blocks
    assert len(found("category_missing", project(rows=()))) == len(REQUIRED)


@pytest.mark.parametrize(
    "value", ["≥  %", "≥", "＞   人", "%", "（%）", "不低于  次", "……", "XX", "待定", "？？？"]
)
def test_values_without_their_number_are_placeholders(value):
    (finding,) = found("placeholder_left", project(row("r", "数量指标", "培训期数", value)))
    assert finding.blocks
    assert finding.indicator == "r"


@pytest.mark.parametrize(
    "name", ["* 三级指标名称", "指标1", "三级指标", "……", "（三级指标名称）", "数量指标XX"]
)
def test_names_of_the_template(name):
    assert len(found("placeholder_left", project(row("r", "数量指标", name, "≥2次")))) == 1


@pytest.mark.parametrize(
    "objective",
    [
        "目标1：……",
        "……",
        "某某县养老护理员培训。",
        "《》规定的培训。",
        "【项目名称】培训。",
        "根据（ ）开展。",
    ],
)
def test_objectives_of_the_template(objective):
    assert len(found("placeholder_left", project(overall_objective=objective))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("≥2次的培训", "5"),
        ("指标达标率", "≥95%"),
        ("培训期数", "三"),
        ("举办养老等培训……", "2次"),
        ("定点医院", "待定点验收后3家"),
        ("目标完成率", "100%"),
    ],
)
def test_ordinary_texts_are_no_placeholders(name, value):
    assert found("placeholder_left", project(row("r", "数量指标", name, value))) == []


def without_tier(tier1):
    checked = project()
    return replace(checked, rows=tuple(row for row in checked.rows if row.tier1 != tier1))


def test_a_whole_first_tier_is_missing():
    (finding,) = found("tier_missing", without_tier("效益指标"))
    assert not finding.blocks
    assert (finding.field, "效益指标" in finding.message) == ("indicators", True)


def test_a_tier_that_says_why_it_does_not_apply_is_there():
    benefit = CheckedIndicator(
        key="b", tier1="效益指标", tier2="社会效益", name="社会效益",
        period_target="不适用（仅支付上年尾款）", annual_target="不适用",
    )  # fmt: skip
    checked = without_tier("效益指标")
    assert found("tier_missing", replace(checked, rows=(*checked.rows, benefit))) == []


def test_the_scheme_says_which_tiers_there_are():
    scheme = CheckSettings(required_tiers=frozenset({"效益指标", "满意度指标"}))
    (finding,) = found("tier_missing", without_tier("满意度指标"), scheme)
    assert "满意度指标" in finding.message
    assert found("tier_missing", project(), scheme) == []


def test_a_table_without_rows_is_said_to_be_empty_only_once():
    assert found("tier_missing", project(rows=())) == []


@pytest.mark.parametrize("value", ["不适用（本项目无采购）", "不适用，本项目无采购", "不适用：免于考核"])
def test_a_reason_in_the_value_is_a_reason(value):
    checked = project(row("r", "时效指标", "采购及时性", value))
    assert found("field_empty", checked) == []
    assert found("category_missing", checked) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("更新12所学校食堂厨具，使食堂设备符合要求，保", 1),
        ("提高照护水平，促进", 1),
        ("按照《养老服务条例", 1),
        ("提高养老护理员照护水平", 0),
        ("举办培训2期，通过率达到95%", 0),
        ("举办培训2期，新增持证护理员60人", 0),
    ],
)
def test_texts_that_break_off_inside_a_sentence(text, count):
    assert len(found("text_cut_off", project(overall_objective=text))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("根据2022年第5次区政府常务会议纪要设立。", 0),
        ("根据关于提高养老服务水平的通知设立。", 0),
        ("根据住建部令第4号设立。", 0),
        ("根据分管区长批示设立。", 0),
        ("根据工作需要设立。", 1),
        ("按照上级要求设立专项资金。", 1),
    ],
)
def test_documents_named_without_marks(text, count):
    assert len(found("no_document", project(justification=text))) == count
