import pytest

from tests.indicators.checks import found, project, row


def hits(check_id, tier2, name, period_target, annual_target=None, **changes):
    return found(check_id, project(row("r", tier2, name, period_target, annual_target, **changes)))


@pytest.mark.parametrize("tier2", ["数量指标", "时效指标", "成本指标", "经济成本指标", "服务对象满意度指标"])
def test_countable_values_need_a_digit(tier2):
    assert len(hits("no_digit", tier2, "某指标", "及时")) == 1
    assert hits("no_digit", tier2, "某指标", "９５％以上") == []


@pytest.mark.parametrize("tier2", ["质量指标", "社会效益", "可持续影响", "社会成本指标", "生态环境成本指标"])
def test_other_values_may_be_words(tier2):
    assert hits("no_digit", tier2, "某指标", "可控") == []


def test_one_finding_for_the_row_even_if_both_values_are_words():
    (finding,) = hits("no_digit", "时效指标", "完成时间", "及时", "按时")
    assert (finding.indicator, finding.field) == ("r", "period_target")
    (finding,) = hits("no_digit", "时效指标", "完成时间", "30天", "按时")
    assert finding.field == "annual_target"


def test_a_number_in_words_is_proposed_in_digits():
    (finding,) = hits("no_digit", "数量指标", "活动次数", "每年举办一次总结会")
    assert finding.proposal == "1次"


def test_rows_that_do_not_apply_are_left_alone():
    assert hits("no_digit", "数量指标", "某指标", "不适用", note="无此内容") == []
    assert hits("vague_value", "数量指标", "某指标", "有效", not_applicable=True, note="无此内容") == []


@pytest.mark.parametrize(
    "value",
    [
        "有效",
        "明显",
        "满意",
        "及时",
        "基本满意",
        "有效提升",
        "明显增强",
        "效果显著",
        "确保落实",
        "按时按质完成",
        "高",
        "持续增加。",
    ],
)
def test_vague_values(value):
    assert len(hits("vague_value", "社会效益", "社会稳定", value)) == 1


@pytest.mark.parametrize(
    "value",
    [
        "100%",
        "≥95%",
        "支付到个人账户",
        "明显提升基层服务水平",
        "全区范围",
        "批量代付到镇街",
        "无",
        "2023年底前",
    ],
)
def test_values_that_say_something(value):
    assert hits("vague_value", "社会效益", "社会稳定", value) == []


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("不超预算金额", "不超预算金额", 1),
        ("不超预算金额", " 不超预算金额 ", 1),
        ("各项慰问活动顺利进行", "慰问活动顺利进行", 1),
        ("及时拨付补助资金", "及时拨付", 0),
        ("培训人数", "培训人数50人", 0),
        ("达标", "达标", 0),
        ("有效", "有效率", 0),
    ],
)
def test_values_that_repeat_the_name(name, value, count):
    assert len(hits("value_repeats_name", "质量指标", name, value)) == count


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("发放及时率", "及时发放", 1),
        ("满意度（%）", "满意", 1),
        ("满意度（%）", "95", 0),
        ("发放率(%)", "≥95（%）", 0),
        ("合格率", "95", 1),
        ("合格率", "百分之九十五", 0),
        ("增长率", "2倍", 0),
        ("师生比率", "1:15", 0),
        ("办事效率", "提高", 0),
        ("巡查频率", "每周2次", 0),
        ("贷款利率", "优惠", 0),
        ("满意程度", "满意", 0),
    ],
)
def test_rates_need_percentages(name, value, count):
    assert len(hits("percentage_expected", "质量指标", name, value)) == count


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("约195600元", 1),
        ("预计＞100人次", 1),
        ("2-3次", 1),
        ("3000元-10000元", 1),
        ("按往年支出测算需30000元", 1),
        ("100余人", 1),
        ("≥100人", 0),
        ("100%", 0),
        ("节约", 0),
        ("2022-2023年", 0),
    ],
)
def test_approximate_values(value, count):
    assert len(hits("approximate_value", "数量指标", "某指标", value)) == count


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("春节前完成慰问＞98%", 1),
        ("12月底前完成95%", 1),
        ("优良率≥95%，投诉率≤1%", 1),
        ("≥3次，每次≥50人", 1),
        ("≥95%（含95%）", 0),
        ("≥3次", 0),
        ("12月底前完成", 0),
        ("水电费30000元；维修20000元；合计50000元", 0),
        ("区财政需承担50000*10%=5000元", 0),
    ],
)
def test_two_targets_in_one_cell(value, count):
    assert len(hits("two_targets", "质量指标", "某指标", value)) == count


@pytest.mark.parametrize(
    "value",
    [
        "三十日内",
        "百分之百",
        "万分之八",
        "每月二十五日前",
        "二〇二三年十二月底前",
        "半小时内",
        "零投诉",
        "两次",
        "不少于三期",
    ],
)
def test_numbers_in_words_are_numbers(value):
    assert hits("no_digit", "时效指标", "某指标", value) == []
    assert hits("vague_value", "时效指标", "某指标", value) == []


@pytest.mark.parametrize(
    "value", ["百分之百", "九成以上", "万分之八", "三分之二", "5‰", "0", "1:50", "12/10万"]
)
def test_shares_in_every_writing(value):
    assert hits("percentage_expected", "质量指标", "合格率", value) == []


@pytest.mark.parametrize("name", ["显示分辨率", "建筑容积率", "平均心率"])
def test_rates_that_are_no_shares(name):
    assert hits("percentage_expected", "质量指标", name, "2.0") == []


@pytest.mark.parametrize(
    "value", ["1万多人", "60万辆次上下", "近百户", "数十人", "10余万元", "50人左右", "大概3个", "3至5家"]
)
def test_what_is_not_certain(value):
    assert len(hits("approximate_value", "数量指标", "受益规模", value)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("节约用水", "节约3万吨"),
        ("左右岸堤防", "加固左右岸5公里"),
        ("签订公约", "居民公约12份"),
        ("附近村庄", "附近3个村"),
        ("储存温度", "2-8℃"),
        ("补贴对象年龄", "18-60周岁"),
        ("余氯", "0.3-4mg/L"),
        ("夜间噪声", "40-55dB"),
        ("水质pH", "6-9"),
        ("法定结案期限", "法定30-60日"),
    ],
)
def test_words_inside_words_and_ranges_set_by_rules_are_certain(name, value):
    assert hits("approximate_value", "质量指标", name, value) == []


@pytest.mark.parametrize(
    "value",
    [
        "培训2期、100人",
        "100%，优良率≥80%",
        "7期，每期2天，出勤率≥95%",
        "举办3场，覆盖5000人次",
        "接报后≤2小时到场，≤4小时修复",
    ],
)
def test_two_targets_of_which_one_may_have_no_sign(value):
    assert len(hits("two_targets", "质量指标", "某指标", value)) == 1


@pytest.mark.parametrize(
    "value",
    [
        "2期，每期50人",
        "100人（其中女性40人）",
        "男50人、女30人",
        "≥90%且≤95%",
        "5个工作日内",
        "20人×3天=60人天",
        "3次，每次2天",
        "2023年12月底前",
    ],
)
def test_numbers_that_explain_each_other_are_one_target(value):
    assert hits("two_targets", "数量指标", "某指标", value) == []


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("工程验收结果", "合格", 0),
        ("审计结论", "良好", 0),
        ("服务质量", "合格", 1),
        ("环境改善", "有所改善", 1),
    ],
)
def test_what_an_inspection_comes_to_is_not_vague(name, value, count):
    assert len(hits("vague_value", "质量指标", name, value)) == count
