import pytest

from tests.indicators.checks import found, project, row


@pytest.mark.parametrize(
    ("text", "one_year", "count"),
    [
        ("按照2022年支出测算为600000元", True, 1),
        ("2023年完成", True, 0),
        ("2024年完成", True, 1),
        ("2025年完成", False, 0),
        ("比2022年增长5%", True, 0),
        ("较2022年提高5%", True, 0),
        ("与2022年相比减少", True, 0),
        ("2019年以来建成", True, 0),
        ("按《2021年工作要点》执行", True, 0),
        ("执行2008年区制发的《奖励办法》", True, 0),
        ("落实2021-2025年规划", True, 0),
        ("2022年12月至2023年11月", True, 0),
        ("2020-2021年", True, 2),
        ("粤财行〔2021〕9号", True, 0),
    ],
)
def test_years_that_are_not_the_tables(text, one_year, count):
    checked = project(row("r", "质量指标", "某指标", text), term_years=1 if one_year else 3)
    assert len(found("year_differs", checked)) == count
    checked = project(overall_objective=text, term_years=1 if one_year else 3)
    assert len(found("year_differs", checked)) == count


def test_a_year_in_both_values_is_reported_once():
    checked = project(row("r", "质量指标", "某指标", "2022年5次", "2022年6次"))
    assert len(found("year_differs", checked)) == 1


def test_the_justification_may_look_back():
    assert found("year_differs", project(justification="根据《甲》和2021年支出测算。")) == []


@pytest.mark.parametrize(
    ("fund", "subject", "count"),
    [
        ("1111", "2013299", 0),
        ("1211", "2120899", 0),
        ("1211", "2013299", 1),
        ("1111", "2120899", 1),
        ("121", "2296011", 0),
        ("131", "2230105", 0),
        ("1111", "2230105", 1),
        ("3", "2013299", 0),
        ("1111", "", 0),
        ("", "2013299", 0),
    ],
)
def test_fund_and_subject(fund, subject, count):
    checked = project(fund_code=fund, subject_code=subject)
    assert len(found("fund_misfits_subject", checked)) == count
