import sqlite3
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.text import clean_text, harmless_in_csv, nested, quoted

any_text = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        ("", ""),
        ("补贴\x00人数", "补贴人数"),
        ("a\x01b\x1fc\x7fd\x9fe", "abcde"),
        ("一行\r\n二行\r三行\v四行\u2028五行", "一行\n二行\n三行\n四行\n五行"),
        ("列\t列", "列\t列"),
        ("100\u202e元\u202c", "100元"),
        ("\ufeff项目\u200b名称", "项目名称"),
        ("\ufffe\uffff", ""),
        ("半个\ud83d表情", "半个表情"),
    ],
)
def test_removes_what_may_not_be_stored(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text", ["👨‍👩‍👧 ☎️", "𠮷野家 䶮 㸌", "＞９５％（含）", "  两端空格  ", "é", "\U0010fffd"]
)
def test_keeps_emoji_rare_characters_and_blanks(text):
    assert clean_text(text) == text


@given(any_text)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(any_text)
def test_clean_text_can_be_stored_and_written_as_xml(text):
    clean = clean_text(text)
    assert sqlite3.connect(":memory:").execute("select ?", [clean]).fetchone() == (clean,)
    element = ElementTree.Element("t")
    element.text = clean
    assert (ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text or "") == clean


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "\t=1", "\r=1", "\n=1"]
)
def test_what_a_spreadsheet_would_compute_is_made_text(text):
    assert harmless_in_csv(text) == "'" + text


@pytest.mark.parametrize("text", ["", "维护 4 次", "≥95%", "—", "1=1", "（1）"])
def test_what_it_would_not_stays_as_it_is(text):
    assert harmless_in_csv(text) == text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("校舍维修", "“校舍维修”"),
        ("“大组工网”费（年）", "“‘大组工网’费（年）”"),
        ("学习“两山”“双碳”", "“学习‘两山’‘双碳’”"),
        ('"大组工网"费', '“"大组工网"费”'),
        ("半个”引号", "“半个’引号”"),
        ("", "“”"),
    ],
)
def test_a_name_keeps_its_quotes_as_inner_ones(name, said):
    assert quoted(name) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("指标““两新”党组织”没有填写。", "指标“‘两新’党组织”没有填写。"),
        ("“甲”、““乙””和“丙”", "“甲”、“‘乙’”和“丙”"),
        ("项目“甲”的值““两新”党组织≥1次”没有数字。", "项目“甲”的值“‘两新’党组织≥1次”没有数字。"),
        ("请填“是”或“否”。", "请填“是”或“否”。"),
        ("没有引号", "没有引号"),
        ("““没有结束的名称”没有填写", "““没有结束的名称”没有填写"),
        ("”反过来“”", "”反过来“”"),
    ],
)
def test_a_sentence_says_what_stands_in_a_name(text, said):
    assert nested(text) == said


@given(any_text)
def test_a_sentence_keeps_its_length_and_all_but_quotes(text):
    assert len(nested(text)) == len(text)
    assert nested(nested(text)) == nested(text)
