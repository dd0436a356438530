from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.initials import PHRASES, pinyin_initials

pytestmark = pytest.mark.pure

# 100 units, 100 functional subjects, 100 indicators with the initials that a person reads.
NAMES = [
    line.split("\t")
    for line in Path(__file__).with_name("initials.tsv").read_text("utf-8").splitlines()
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("组织部", "zzb"),
        ("重庆市财政局", "cqsczj"),  # 重 is chóng here, by the word
        ("“大组工网”网络维护费", "dzgwwlwhf"),
        ("VPN专线 2期（A段）", "vpnzx2qad"),
        ("ＶＰＮ专线２期", "vpnzx2q"),
        ("", ""),
        ("——……", ""),
    ],
)
def test_initials_of_names(text, initials):
    assert pinyin_initials(text) == initials


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("长效", "cx"), ("支行", "zh"), ("总行", "zh"), ("调蓄", "tx"), ("圩镇", "xz"),
        ("长效管护机制", "cxghjz"), ("农业银行县支行", "nyyhxzh"), ("水库调蓄工程", "sktxgc"),
        ("圩镇人居环境", "xzrjhj"), ("校长", "xz"), ("增长率", "zzl"), ("调研", "dy"), ("调解", "tj"),
        ("行政", "xz"), ("人行道", "rxd"), ("重建", "cj"), ("畜牧", "xm"), ("牲畜", "sc"), ("差旅费", "clf"),
        ("给付", "jf"), ("参与率", "cyl"), ("曲江区", "qjq"), ("看守所", "kss"), ("还本付息", "hbfx"),
    ],
)  # fmt: skip
def test_common_words_are_read_right(text, initials):
    assert pinyin_initials(text) == initials


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("道路长度", "dlcd"), ("新建行政服务中心", "xjxzfwzx"), ("施工行为", "sgxw"), ("收支行为", "szxw"),
        ("党建行动", "djxd"),
        ("运输总行程", "yszxc"), ("河长度", "hcd"), ("家长安全意识", "jzaqys"),
    ],
)  # fmt: skip
def test_our_own_words_are_not_read_into_others(text, initials):
    assert pinyin_initials(text) == initials


def test_300_names_are_read_as_a_person_reads_them():
    assert len(NAMES) == 300
    assert [name for _, name, initials in NAMES if pinyin_initials(name) != initials] == []


def test_every_word_of_ours_has_a_sound_for_each_character():
    assert all(len(word) == len(sounds.split()) for word, sounds in PHRASES.items())


@given(st.text(max_size=400))
def test_initials_fit_their_column_and_hold_letters_and_digits_only(text):
    initials = pinyin_initials(text)
    assert len(initials) <= 200
    assert initials == "" or initials.isalnum()
