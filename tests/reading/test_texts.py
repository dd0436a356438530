"""Cleaning and titles: small readers of single texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.text import clean_text
from reading.cleaning import long_text, loses_characters, single_line, trimmed
from reading.fields import FIELDS, field_of_title, likely_field, plain_title
from reading.money_units import bracketed_unit, stated_unit
from reading.side_rows import is_aside, is_column_numbers, is_total
from reading.titles import read_heading

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("兰溪路-真南路下立交工\n程", "兰溪路-真南路下立交工程"),
        ("服务对象\r\n满意度指\n标 ", "服务对象满意度指标"),
        ("Web \n API", "Web API"),
        ("2023\n年", "2023年"),
        ("　全角空格　", "全角空格"),
        ("a\x0bb", "a b"),
        ("\n", ""),
    ],
)
def test_a_wrapped_cell_becomes_one_line(text, line):
    assert single_line(text) == line


@given(st.text())
def test_long_texts_change_by_clean_text_only(text):
    assert long_text(text) in (clean_text(text), "")
    if long_text(text) == "":
        assert not clean_text(text).strip()


@given(st.text())
def test_targets_lose_blanks_around_only(text):
    assert trimmed(text) == clean_text(text).strip()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_one_line_keeps_every_character_of_one_line(text):
    assert single_line(text) == clean_text(text).strip()


def test_indents_and_paragraphs_of_long_texts_stay():
    assert long_text("　　第一段\r\n　　第二段 ") == "　　第一段\n　　第二段 "


@pytest.mark.parametrize(
    ("text", "lost"), [("a\r\nb", False), ("a\x0cb", False), ("a\x00b", True), ("\ufeffa", True)]
)
def test_only_lost_characters_are_worth_a_warning(text, lost):
    assert loses_characters(text) is lost


@pytest.mark.parametrize(
    ("title", "region", "level", "year"),
    [
        ("韶关市曲江区2023年区级项目绩效目标表", "韶关市曲江区", "区级", 2023),
        ("2023年韶关市曲江区区级项目绩效目标表", "韶关市曲江区", "区级", 2023),
        ("韶关市曲江区二〇二三年区级项目绩效目标表", "韶关市曲江区", "区级", 2023),
        ("井研县马踏镇2024年度部门预算项目绩效目标申报表", "井研县马踏镇", "", 2024),
        ("部门预算项目绩效目标申报表(2023年度)", "", "", 2023),
        ("财政项目支出绩效目标申报表", "", "", None),
        ("广东省2025年省级项目支出绩效目标表", "广东省", "省级", 2025),
        ("内蒙古自治区2025年项目绩效目标表", "内蒙古自治区", "", 2025),
    ],
)
def test_a_title_says_region_level_and_year(title, region, level, year):
    heading = read_heading(["附件2", title])
    assert (heading.title, heading.region, heading.level, heading.fiscal_year) == (title, region, level, year)


def test_year_unit_of_money_and_reporting_unit_stand_beside_the_title():
    heading = read_heading(
        ["项目支出绩效目标申报表", "（2026年度）", "填报单位（盖章）：130001-区委办", "金额单位：万元"]
    )
    assert (heading.fiscal_year, heading.amount_unit) == (2026, "万元")
    assert heading.reporting_unit == "130001-区委办"
    assert read_heading(["单位：万元"]).reporting_unit == ""
    assert read_heading([]).title == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:元", "元"),
        ("（单位：人民币元）", "元"),
        ("计量单位： 千元", "千元"),
        ("单位：元宝区财政局", ""),
        ("单位：万元镇政府", ""),
        ("申报单位", ""),
    ],
)
def test_the_unit_of_money_is_no_office(text, unit):
    assert stated_unit(text) == unit


def test_the_unit_of_money_in_brackets():
    assert bracketed_unit("当年项目金额（万元）") == "万元"
    assert bracketed_unit("项目资金\n(单位：元)") == "元"
    assert bracketed_unit("当年项目金额") == bracketed_unit("用途(功能科目)") == ""


def test_each_title_means_one_field():
    titles = [title for field in FIELDS for title in field.titles]
    assert len(titles) == len(set(titles)) + sum(field.label in field.titles[1:] for field in FIELDS)
    for field in FIELDS:
        for title in field.titles:
            assert field_of_title(plain_title(f" *{title[:1]}\n{title[1:]}（必填）：")) == field.key


@pytest.mark.parametrize(
    ("title", "field"),
    [("本项目的政策依据", "justification"), ("本年预算安排(万元)", "amount"), ("经办科室", None), ("", None)],
)
def test_an_unknown_title_gets_a_proposal_at_most(title, field):
    assert field_of_title(title) is None
    assert likely_field(title) == field


def test_rows_that_are_no_data():
    assert all(map(is_total, ["合计", "合 计：", "小计", "本页小计", "合计（54 个项目）", "总计(元)"]))
    assert not any(map(is_total, ["会计核算经费", "合计划生育经费", "合计划", "", "小计生专项合计算"]))
    assert all(
        map(
            is_aside,
            ["注：本表一式两份", "填表人：张三", "第 1 页，共 3 页", "（续表）", "单位：元", "以下空白"],
        )
    )
    assert not any(map(is_aside, ["130001-区委办", "审计局", "备注", "", "单位运转经费"]))
    assert is_column_numbers(["栏次", "1", "2", "（3）"])
    assert not is_column_numbers(["1", "数量指标"])
