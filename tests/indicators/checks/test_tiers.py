import pytest

from tests.indicators.checks import found, project, row


def hits(check_id, *rows):
    return found(check_id, project(*rows))


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("补助覆盖率", "100%", 1),
        ("总体工作完成率（%）", "≥95%", 1),
        ("扫描完成量", "100%", 1),
        ("覆盖率", "全部", 1),
        ("扫描完成量", "5000卷", 0),
        ("巡查频率", "2次/周", 0),
    ],
)
def test_rates_under_quantity(name, value, count):
    assert len(hits("rate_under_quantity", row("r", "数量指标", name, value))) == count
    assert hits("rate_under_quantity", row("r", "质量指标", name, value)) == []


@pytest.mark.parametrize(
    ("tier2", "value", "count"),
    [
        ("质量指标", "500元/人", 1),
        ("时效指标", "5万元", 1),
        ("质量指标", "40万", 0),
        ("质量指标", "95%", 0),
        ("成本指标", "500元/人", 0),
        ("经济效益", "500万元", 0),
    ],
)
def test_money_under_quality(tier2, value, count):
    assert len(hits("money_under_quality", row("r", tier2, "标准", value))) == count


@pytest.mark.parametrize(
    ("tier2", "name", "count"),
    [
        ("质量指标", "资金拨付及时性", 1),
        ("质量指标", "按期完工", 1),
        ("时效指标", "资金拨付及时性", 0),
        ("质量指标", "合格率", 0),
    ],
)
def test_timeliness_under_quality(tier2, name, count):
    assert len(hits("timeliness_under_quality", row("r", tier2, name, "100%"))) == count


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("成本支出", "按文件标准执行", 1),
        ("成本支出", "100%", 1),
        ("成本支出", "40万", 0),
        ("成本支出", "35000/次活动", 0),
        ("成本支出", "100百万/年", 0),
        ("会议费（万元）", "5", 0),
        ("成本支出", "≤5万元", 0),
        ("成本支出", "130*3500*12=5460000", 0),
    ],
)
def test_cost_rows_state_money(name, value, count):
    assert len(hits("no_money_in_cost", row("r", "成本指标", name, value))) == count


def test_one_cost_row_with_money_is_enough():
    rows = (row("a", "成本指标", "成本控制", "有效"), row("b", "成本指标", "单价", "5元/份"))
    assert hits("no_money_in_cost", *rows) == []


def test_social_and_ecological_costs_need_no_money():
    checked = project(row("a", "成本指标", "单价", "5元/份"), row("b", "社会成本指标", "扰民", "可控"))
    assert found("no_money_in_cost", checked) == []


@pytest.mark.parametrize(
    ("tier2", "name", "count"),
    [
        ("社会效益", "老干部满意率（%）", 1),
        ("服务对象满意度指标", "老干部满意率（%）", 0),
        ("社会效益", "就业率", 0),
    ],
)
def test_satisfaction_belongs_to_its_own_tier(tier2, name, count):
    assert len(hits("satisfaction_misplaced", row("r", tier2, name, "≥90%"))) == count


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["相关部门满意度"], 1),
        (["主管部门满意度", "相关部门满意度"], 1),
        (["相关部门满意度", "群众满意度"], 0),
        (["受益对象满意度"], 0),
    ],
)
def test_satisfaction_asks_those_served(names, count):
    rows = [row(name, "服务对象满意度", name, "≥90%") for name in names]
    findings = hits("satisfaction_of_departments", *rows)
    assert len(findings) == count
    assert all(name in finding.message for finding in findings for name in names)


def test_a_name_twice_under_one_tier_is_a_repetition():
    rows = [row(str(n), "数量指标", "培训人次", f"{n}人次") for n in range(3)]
    (second, third) = hits("repeated_indicator", *rows)
    assert (second.indicator, third.indicator) == ("1", "2")
    assert "数量指标“培训人次”已有一行" in second.message


@pytest.mark.parametrize(
    "other",
    [("质量指标", "培训人次"), ("数量指标", "培训人次（第二期）"), ("数量指标", "")],
    ids=["another tier", "another name", "no name"],
)
def test_different_indicators_are_no_repetition(other):
    rows = (
        row("a", "数量指标", "培训人次", "30人次"),
        row("b", *other, "40人次"),
        row("c", "数量指标", "", "1"),
    )
    assert hits("repeated_indicator", *rows) == []


def test_full_width_letters_make_no_other_name():
    rows = row("a", "数量指标", "A类人次", "30"), row("b", "数量指标", "Ａ类人次", "30")
    assert len(hits("repeated_indicator", *rows)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "河长办满意度",
        "县财政局满意度",
        "镇政府满意度",
        "各镇街满意度",
        "县委政法委满意度",
        "相关单位满意度（%）",
    ],
)
def test_offices_are_departments(name):
    assert len(hits("satisfaction_of_departments", row("r", "服务对象满意度", name, "≥90%"))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "参训单位满意度",
        "用人单位满意度",
        "用云部门满意度",
        "受益干部满意度",
        "办事群众满意度",
        "村民满意度",
        "受援单位满意度",
    ],
)
def test_units_that_are_served_are_no_departments(name):
    assert hits("satisfaction_of_departments", row("r", "服务对象满意度", name, "≥90%")) == []


@pytest.mark.parametrize(
    ("tier2", "name", "value", "count"),
    [
        ("质量指标", "任务截止日", "2023年11月30日", 1),
        ("质量指标", "项目结束日期", "2023年12月", 1),
        ("数量指标", "工程完工时间", "2023年10月底前", 1),
        ("质量指标", "验收", "2023年12月底前完成", 1),
        ("质量指标", "培训合格率", "≥95%", 0),
        ("时效指标", "完成时间", "2023年12月底前", 0),
        ("数量指标", "培训时长", "≥40学时", 0),
    ],
)
def test_dates_belong_to_timeliness(tier2, name, value, count):
    assert len(hits("timeliness_under_quality", row("r", tier2, name, value))) == count


def test_a_rate_of_being_in_time_under_quantity_is_said_once():
    rows = (row("r", "数量指标", "办理及时率", "≥95%"),)
    assert len(hits("rate_under_quantity", *rows)) == 1
    assert hits("timeliness_under_quality", *rows) == []


def test_a_count_with_a_rate_beside_it_is_no_rate():
    assert hits("rate_under_quantity", row("r", "数量指标", "培训期数", "7期，出勤率≥95%")) == []


@pytest.mark.parametrize("name", ["满意度问卷回收数", "满意度调查覆盖率", "群众满意度测评次数"])
def test_a_survey_is_no_satisfaction(name):
    assert hits("satisfaction_misplaced", row("r", "质量指标", name, "≥90%")) == []


def test_money_beside_a_share_is_no_sum():
    assert hits("money_under_quality", row("r", "质量指标", "采购合规率", "5万元以上采购100%")) == []


def test_savings_are_costs_without_money():
    assert hits("no_money_in_cost", row("r", "成本指标", "成本节约率", "≥5%")) == []
