import pytest

from indicators.checks import CheckRule, CheckSettings, grouped, run_project_checks
from indicators.enums import CheckLevel
from tests.indicators.checks import project, row

pytestmark = pytest.mark.pure

VAGUE = [
    row(name, "社会效益", name, value)
    for name, value in [("能力", "有效"), ("水平", "明显提升"), ("稳定", "≥3起")]
]


def groups(*rows, **rules):
    return grouped(run_project_checks(project(*rows), CheckSettings(rules)))


def test_findings_of_one_kind_are_one_with_a_count():
    (group,) = groups(*VAGUE)
    assert (group.lead.check_id, group.count, group.proposal) == ("vague_value", 2, "")
    assert "指标值含糊，共 2 处：“能力”：有效；“水平”：明显提升。" in group.message
    assert group.message.endswith(group.lead.check.explanation)


def test_of_an_empty_cell_its_column_is_named():
    (group,) = groups(row("r", "社会效益", "知晓率", ""))
    assert "“知晓率”的实施周期值；“知晓率”的年度指标值" in group.message


def test_one_finding_keeps_its_own_sentence():
    (group,) = groups(VAGUE[0])
    assert (group.count, group.message) == (1, group.lead.message)


def test_kinds_levels_and_projects_stay_apart():
    rows = (*VAGUE, row("t", "时效指标", "完成时间", "及时"))
    assert [group.lead.check_id for group in groups(*rows)] == ["no_digit", "vague_value"]
    stricter = groups(*rows, vague_value=CheckRule(CheckLevel.BLOCKING))
    assert {(g.lead.check_id, g.lead.level, g.count) for g in stricter} == {
        ("vague_value", CheckLevel.BLOCKING, 3)
    }
    findings = [f for key in "ab" for f in run_project_checks(project(*VAGUE, key=key))]
    assert [group.count for group in grouped(findings)] == [2, 2]


def test_a_group_says_for_whom_else_it_speaks():
    (group,) = groups(row("t", "时效指标", "完成时间", "及时"))
    assert group.also == ("vague_value",)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"period_target": "有效", "annual_target": "有效"}, True),
        ({"name": "新的名称"}, False),
        ({"period_target": "明显", "annual_target": "明显"}, False),
        ({"note": "依据变了"}, False),
    ],
)
def test_a_fingerprint_lasts_as_long_as_the_text(changed, same):
    cells = {"name": "能力", "period_target": "有效"} | changed
    first = run_project_checks(project(VAGUE[0]))[0]
    second = run_project_checks(project(row("other key", "社会效益", **cells)))[0]
    assert (first.fingerprint == second.fingerprint) is same


def test_a_fingerprint_knows_the_numbers_that_a_finding_compares():
    from decimal import Decimal

    cost = row("c", "成本指标", "项目总成本", "4万元")
    first, second = (
        next(f for f in run_project_checks(project(cost, amount=amount)) if f.check_id == "total_differs")
        for amount in (Decimal(50_000), Decimal(60_000))
    )
    assert first.fingerprint != second.fingerprint
