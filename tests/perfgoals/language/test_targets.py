from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.enums import TargetKind, TargetSign
from perfgoals.language.targets import parse_target


@pytest.mark.parametrize(
    ("text", "sign", "number", "upper", "unit"),
    [
        ("26人", "=", "26", None, "人"),
        ("=100%", "=", "100", None, "%"),
        ("=100.00(%)", "=", "100.00", None, "%"),
        ("≥90.00(%)", "≥", "90.00", None, "%"),
        ("≥90（%）", "≥", "90", None, "%"),
        ("＞95%", ">", "95", None, "%"),
        ("＜５％", "<", "5", None, "%"),
        ("投诉率＜5%", "<", "5", None, "%"),
        (">=3次", "≥", "3", None, "次"),
        ("≦30天", "≤", "30", None, "天"),
        ("不低于95%", "≥", "95", None, "%"),
        ("不少于12场次", "≥", "12", None, "场次"),
        ("至少3次", "≥", "3", None, "次"),
        ("不超过50万元", "≤", "50", None, "万元"),
        ("不超100万元", "≤", "100", None, "万元"),
        ("未超过100万元", "≤", "100", None, "万元"),
        ("未突破100万元", "≤", "100", None, "万元"),
        ("严禁超出100万元", "≤", "100", None, "万元"),
        ("不能超过5天", "≤", "5", None, "天"),
        ("不应大于5天", "≤", "5", None, "天"),
        ("没有超过5起", "≤", "5", None, "起"),
        ("≯5天", "≤", "5", None, "天"),
        ("少于等于5人", "≤", "5", None, "人"),
        ("5万元封顶", "≤", "5", None, "万元"),
        ("5天为限", "≤", "5", None, "天"),
        ("不可低于95%", "≥", "95", None, "%"),
        ("不短于3年", "≥", "3", None, "年"),
        ("≮95%", "≥", "95", None, "%"),
        ("≥＝95%", "≥", "95", None, "%"),
        ("高于等于95%", "≥", "95", None, "%"),
        ("起码3次", "≥", "3", None, "次"),
        ("超出100万元", ">", "100", None, "万元"),
        ("95%(不含)以上", ">", "95", None, "%"),
        ("95%以上（不含95%）", ">", "95", None, "%"),
        ("〉98%", ">", "98", None, "%"),
        ("不满18岁", "<", "18", None, "岁"),
        ("5天（不含）以内", "<", "5", None, "天"),
        ("100万元(不含税)以上", "≥", "100", None, "万元"),
        ("〈办法〉3项", "=", "3", None, "项"),
        ("超标率5%", "=", "5", None, "%"),
        ("控制在5%以内", "≤", "5", None, "%"),
        ("大于等于60分", "≥", "60", None, "分"),
        ("高于80%", ">", "80", None, "%"),
        ("少于3起", "<", "3", None, "起"),
        ("100人以上", "≥", "100", None, "人"),
        ("95%（含）以上", "≥", "95", None, "%"),
        ("95%及以上", "≥", "95", None, "%"),
        ("5%以下", "≤", "5", None, "%"),
        ("30日内", "≤", "30", None, "日"),
        ("≥95%（含95%）", "≥", "95", None, "%"),
        ("预计＞100人次", ">", "100", None, "人次"),
        ("约195600元", "=", "195600", None, "元"),
        ("预计60人", "=", "60", None, "人"),
        ("100人左右", "=", "100", None, "人"),
        ("100余人", "=", "100", None, "人"),
        ("2-3次", "=", "2", "3", "次"),
        ("2次—3次", "=", "2", "3", "次"),
        ("90%～95%", "=", "90", "95", "%"),
        ("5至10万元", "=", "5", "10", "万元"),
        ("村8个", "=", "8", None, "个"),
        ("村（社区）111个", "=", "111", None, "个"),
        ("27名选调生", "=", "27", None, "名"),
        ("20节课时", "=", "20", None, "节"),
        ("各个“两新”党组织开展活动≥1次", "≥", "1", None, "次"),
        ("春节前完成慰问＞98%", ">", "98", None, "%"),
        ("区级承担100元/人/月", "=", "100", None, "元/人/月"),
        ("区级财政承担6000元/个", "=", "6000", None, "元/个"),
        ("预计800元/人", "=", "800", None, "元/人"),
        ("≥1次/人", "≥", "1", None, "次/人"),
        ("1次/季度", "=", "1", None, "次/季度"),
        ("15万元工作费用/年", "=", "15", None, "万元"),
        ("40万", "=", "40", None, "万"),
        ("35000/次活动", "=", "35000", None, "/次"),
        ("每年举办一次总结会", "=", "1", None, "次"),
        ("两次", "=", "2", None, "次"),
        ("十二个月", "=", "12", None, "个月"),
        ("百分之九十五以上", "≥", "95", None, "%"),
        ("百分之95", "=", "95", None, "%"),
        ("１２，３４５元", "=", "12345", None, "元"),
        ("1,234.50元", "=", "1234.50", None, "元"),
        ("-5%", "=", "-5", None, "%"),
        ("1", "=", "1", None, ""),
        ("985米", "=", "985", None, "米"),
        ("3榀", "=", "3", None, "榀"),
        ("0起", "=", "0", None, "起"),
        ("三十日内", "≤", "30", None, "日"),
        ("半小时内", "≤", "0.5", None, "小时"),
        ("十五个工作日内", "≤", "15", None, "个工作日"),
        ("一百二十人", "=", "120", None, "人"),
        ("三万五千元", "=", "35000", None, "元"),
        ("不少于三期", "≥", "3", None, "期"),
        ("三期", "=", "3", None, "期"),
        ("至少两场", "≥", "2", None, "场"),
        ("百分之百", "=", "100", None, "%"),
        ("百分百", "=", "100", None, "%"),
        ("百分之九十八点五", "=", "98.5", None, "%"),
        ("万分之八", "=", "8", None, "‱"),
        ("千分之三", "=", "3", None, "‰"),
        ("三分之二", "=", "66.6667", None, "%"),
        ("九成以上", "≥", "9", None, "成"),
        ("零投诉", "=", "0", None, ""),
        ("达到95%", "=", "95", None, "%"),
        ("不晚于3天", "≤", "3", None, "天"),
        ("1万多人", "=", "1", None, "万人"),
        ("10余万元", "=", "10", None, "万元"),
        ("百余人", "=", "100", None, "人"),
        ("≥5TB", "≥", "5", None, "TB"),
        ("≤60dB", "≤", "60", None, "dB"),
        ("0.3mg/L", "=", "0.3", None, "mg/L"),
        ("50元/TB", "=", "50", None, "元/TB"),
        ("120元/m²", "=", "120", None, "元/m²"),
        ("500元/批次", "=", "500", None, "元/批次"),
        ("10，000元", "=", "10000", None, "元"),
        ("5G基站3个", "=", "3", None, "个"),
        ("3A级景区2处", "=", "2", None, "处"),
        ("≥90%且≤95%", "=", "90", "95", "%"),
        ("18-60周岁", "=", "18", "60", "周岁"),
        ("900*85*7*12=6426000元", "=", "6426000", None, "元"),
        ("区财政需承担50000*10%=5000元。", "=", "5000", None, "元"),
        ("水电费约30000元；维修约20000元；合计50000元。", "=", "50000", None, "元"),
    ],
)
def test_one_number_and_its_parts(text, sign, number, upper, unit):
    target = parse_target(text)
    assert target.kind is TargetKind.QUANTITATIVE
    assert (target.sign, target.unit) == (TargetSign(sign), unit)
    assert (target.number, target.upper) == (Decimal(number), None if upper is None else Decimal(upper))


@pytest.mark.parametrize(
    "text",
    [
        "分别奖励3500元、2000元、1500元、1000元",
        "50*300=15000元；其他费用约5000元",
        "优良率≥95%，投诉率≤1%",
        "2023年12月底前",
        "7*24小时",
        "1:50",
        "1,23,4",
        "误差±5%",
        "20人*800",
    ],
)
def test_no_number_where_it_would_be_a_guess(text):
    target = parse_target(text)
    assert (target.kind, target.number, target.sign) == (TargetKind.QUANTITATIVE, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "及时",
        "有效提升",
        "按文件标准执行",
        "按计划完成春秋两季学期工作",
        "一次性发放",
        "零星修缮",
        "一起参加",
        "二期工程",
        "第一季度",
        "左右岸",
        "无",
    ],
)
def test_words_are_qualitative(text):
    assert parse_target(text).kind is TargetKind.QUALITATIVE


@pytest.mark.parametrize("text", ["不适用", " 不适用 ", "不适用（本项目无此内容）", "N/A", "不涉及。"])
def test_not_applicable(text):
    assert parse_target(text).kind is TargetKind.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("不适用（本项目无基建）", "本项目无基建"),
        ("不适用，本项目不涉及采购", "本项目不涉及采购"),
        ("不适用：按规定免于考核。", "按规定免于考核。"),
        ("不适用", ""),
    ],
)
def test_the_reason_why_a_row_does_not_apply_may_stand_in_the_value(text, reason):
    target = parse_target(text)
    assert (target.kind, target.reason) == (TargetKind.NOT_APPLICABLE, reason)


@pytest.mark.parametrize("text", ["", "  ", "\n", "—", "--", "/", "－"])
def test_empty(text):
    assert parse_target(text).kind is TargetKind.EMPTY


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("约5人", True),
        ("预计＞100人次", True),
        ("近3年", True),
        ("100余人", True),
        ("50人上下", True),
        ("≥50人", False),
        ("1万多人", True),
        ("10余万元", True),
        ("节约3万元", False),
        ("公约3份", False),
        ("附近3个村", False),
    ],
)
def test_approximate(text, approximate):
    assert parse_target(text).approximate is approximate


@given(st.text())
def test_any_text_is_kept_as_typed(text):
    assert parse_target(text).text == text


@given(
    st.sampled_from(["≥", "＞", "=", "＜", "≤"]),
    st.decimals(0, 10**9, places=2, allow_nan=False),
    st.sampled_from(["人", "%", "万元", "元/人/月", "次/季度", "（%）"]),
)
def test_parts_written_together_read_back(sign, number, unit):
    target = parse_target(f"{sign}{number}{unit}")
    assert target.number == number
    assert target.sign in (sign, {"＞": ">", "＜": "<"}.get(sign))
    assert target.unit == unit.strip("（）")


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_ranges_read_back_in_every_dash(first, second):
    for dash in "-—～至":
        target = parse_target(f"{first}{dash}{second}次")
        assert (target.number, target.upper, target.unit) == (first, second, "次")
