"""The list of codes: which list a row belongs to, days of validity, parents."""

from datetime import date

import pytest

from overview.lists.uploads import plan_of, start_upload, write_upload
from projects.enums import ListKind
from projects.models import FunctionalSubject, FundSource
from tests.factories import FundSourceFactory

from .files import CODES, list_file

pytestmark = pytest.mark.django_db


def uploaded(by, *rows, titles=CODES, **more):
    file = list_file(titles, *rows, **more)
    return start_upload(kind=ListKind.CODES, content=file.read(), filename=file.name, by=by)


def test_both_lists_come_in_one_file_and_items_before_their_parents(administrator):
    upload = uploaded(
        administrator,
        ("功能科目", "2050204", "高中教育", "2026-01-01", ""),
        ("功能科目", "205", "教育支出", "", ""),
        ("资金类型", "1111", "预算安排拨款", "", "2026年12月31日"),
        ("功能科目", "20502", "普通教育", "", ""),
    )
    write_upload(upload=upload, by=administrator)
    item = FunctionalSubject.objects.get(code="2050204")
    assert item.path == "教育支出 › 普通教育 › 高中教育" and item.valid_from == date(2026, 1, 1)
    assert FundSource.objects.get(code="1111").valid_to == date(2026, 12, 31)


def test_the_sheets_name_says_which_list_it_is(administrator):
    titles = ("科目编码", "科目名称")
    plan = plan_of(uploaded(administrator, ("2050204", "高中教育"), titles=titles, sheet="2026年支出科目"))
    assert plan.rows[0].values["list"] == "功能科目" and "上级 20502 还没有" in plan.rows[0].notes[0]
    plan = plan_of(uploaded(administrator, ("205", "教育支出"), titles=titles, sheet="Sheet1"))
    assert "没有写明" in plan.rows[0].errors["list"]


def test_code_and_name_in_one_cell_are_taken_apart(administrator):
    upload = uploaded(administrator, ("2013299其他组织事务支出", None), titles=("编码", "名称"), sheet="科目")
    values = plan_of(upload).rows[0].values
    assert (values["code"], values["name"]) == ("2013299", "其他组织事务支出")


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("资金", "11a", "拨款", "", ""), "code", "数字"),
        (("功能科目", "2050", "教育", "", ""), "code", "3 位"),
        (("经济科目", "301", "工资", "", ""), "list", "功能科目"),
        (("资金类型", "1111", "", "", ""), "name", ""),
        (("资金类型", "1111", "拨款", "明年", ""), "valid_from", "2026-01-01"),
        (("资金类型", "1111", "拨款", "2026-13-01", ""), "valid_from", "不是日期"),
        (("资金类型", "1111", "拨款", "2026-02-01", "2026-01-31"), "valid_to", "早于"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(administrator, row, field, said):
    plan = plan_of(uploaded(administrator, row))
    assert list(plan.rows[0].errors) == [field] and said in plan.rows[0].errors[field]


def test_the_same_code_may_stand_in_both_lists_but_in_one_only_once(administrator):
    plan = plan_of(
        uploaded(
            administrator, ("资金类型", "205", "拨款", "", ""), ("功能科目", "205", "教育支出", "", ""),
            ("功能科目", "205", "教育", "", ""),
        )
    )  # fmt: skip
    assert [sorted(row.errors) for row in plan.rows] == [[], [], ["code"]]


def test_an_end_is_set_and_nothing_else_changes(administrator):
    FundSourceFactory()
    upload = uploaded(administrator, ("资金类型", "1111", "", "", "2025-12-31"))
    write_upload(upload=upload, by=administrator)
    fund = FundSource.objects.get()
    assert (fund.name, fund.valid_to, fund.active) == ("预算安排拨款", date(2025, 12, 31), True)
    assert [f.code for f in FundSource.objects.usable_in(2025)] == ["1111"]
    assert not FundSource.objects.usable_in(2026).exists() and not fund.is_usable_in(2026)
