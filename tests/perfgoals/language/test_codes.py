import pytest

from perfgoals.language.codes import split_fund, split_subject, split_unit

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("130001-中共韶关市曲江区委组织部", ("130001", "中共韶关市曲江区委组织部")),
        ("820-马踏镇部门", ("820", "马踏镇部门")),
        ("130001 区委办", ("130001", "区委办")),
        ("130001－区委办", ("130001", "区委办")),
        ("A01-区委办", ("A01", "区委办")),
        ("120急救中心", ("", "120急救中心")),
        ("区林业局（130001）", ("130001", "区林业局")),
        ("区林业局 [130]", ("130", "区林业局")),
        ("[130001]区林业局", ("130001", "区林业局")),
        ("（130）区林业局", ("130", "区林业局")),
        ("（2023）区林业局", ("", "（2023）区林业局")),
        ("区林业局（2023）", ("", "区林业局（2023）")),
        ("区委-办公室", ("", "区委-办公室")),
        ("CBD-管委会", ("", "CBD-管委会")),
        ("", ("", "")),
        ("１３０００１－区委（办）", ("130001", "区委（办）")),
        ("130001", ("130001", "")),
        ("１２３", ("", "１２３")),
    ],
)
def test_the_code_of_a_unit(text, parts):
    assert split_unit(text) == parts


def test_codes_of_funds_and_subjects():
    assert split_fund("1111预算安排拨款") == ("1111", "预算安排拨款")
    assert split_fund("111-一般公共预算资金") == ("111", "一般公共预算资金")
    assert split_fund("财政拨款") == ("", "财政拨款")
    assert split_subject("2013299其他组织事务支出") == ("2013299", "其他组织事务支出")
    assert split_subject("20132 组织事务") == ("20132", "组织事务")
    assert split_subject("201329其他") == ("", "201329其他")
    assert split_subject("2013299") == ("2013299", "")
    assert split_subject("２０１３２９９其他（组织）") == ("2013299", "其他（组织）")
    assert split_subject("20132") == ("20132", "")
    assert split_fund("１１１１") == ("1111", "")
    assert split_fund("1111　预算") == ("1111", "预算")
