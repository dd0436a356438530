"""Search forgives width, case and the kind of bracket, on both databases."""

import pytest

from perfgoals.common.folding import fold
from projects.models import Department
from tests.factories import DepartmentFactory

NAMES = {
    "1001": "VPN专线（二期）", "1002": "ｖｐｎ机房〔2015〕", "1003": "Ａ级景区", "1004": "完成率100%",
    "1005": "A_B小组", "1006": "“大组工网”",
}  # fmt: skip


@pytest.fixture
def units(db):
    for code, name in NAMES.items():
        DepartmentFactory(code=code, name=name)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("vpn", ["1001", "1002"]), ("ＶＰＮ", ["1001", "1002"]), ("Vpn专线", ["1001"]),
        ("(二期)", ["1001"]), ("（二期）", ["1001"]), ("〔二期〕", ["1001"]),
        ("[2015]", ["1002"]), ("２０１５", ["1002"]), ("a级", ["1003"]), ("100％", ["1004"]),
        ("0%", ["1004"]), ("_", ["1005"]), ("%", ["1004"]), ("\\", []), ('"大组工网"', ["1006"]),
        ("「大组工网」", ["1006"]), ("没有", []),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_found(units, text, codes):
    found = Department.objects.filter(name__alike=text).values_list("code", flat=True)
    assert sorted(found) == codes


@pytest.mark.parametrize(
    ("text", "codes"), [("１００１", ["1001"]), ("DZGW", ["1006"]), ("ｄｚｇｗ", ["1006"])]
)
def test_codes_and_initials_in_any_width(units, text, codes):
    assert [unit.code for unit in Department.objects.matching(text)] == codes


@pytest.mark.pure
@pytest.mark.parametrize(
    ("one", "other"), [("（Ａ段）", "(a段)"), ("〔2015〕《办法》", "[2015]办法"), ("甲　乙", "甲乙")]
)
def test_names_that_differ_in_signs_alone_fold_to_the_same(one, other):
    assert fold(one) == fold(other)
