"""Which unread cells have to be looked at before a project is written."""

import pytest

from reading.ledger import Unread
from reading.unread_doubts import unread_doubts

pytestmark = pytest.mark.pure


def said(*groups: Unread, read=20, has_money=True, has_list=True, asked=()) -> list[str]:
    by_key = {group.key: group for group in groups}
    found = unread_doubts(read, by_key, has_money=has_money, has_list=has_list, asked=asked)
    return [reason for reason, _ in found]


def group(title: str, *samples: str, count=1) -> Unread:
    return Unread(title, "K", "K5", "K5", count, list(samples))


def test_little_that_was_not_read_is_no_doubt():
    assert said() == said(group("科室", "一科", count=3)) == []


def test_much_that_was_not_read_is_one():
    assert said(group("科室", "一科", count=8)) == ["有 8 格内容没有读入，占这个项目的 29%"]


@pytest.mark.parametrize(
    ("found", "options", "begins"),
    [
        (group("拨款金额", "12"), {"has_money": False}, "没有认出金额"),
        (group("层级", "产出指标"), {"has_list": False}, "没有读入指标"),
        (group("符号", "≥"), {}, "指标值前的符号"),
        (group("目标", "95"), {"asked": ["K"]}, "没有用到的指标值"),
    ],
)
def test_what_looks_like_money_a_list_or_a_target_is_one(found, options, begins):
    (reason,) = said(found, **options)
    assert reason.startswith(begins)
