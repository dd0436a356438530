import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.initials import pinyin_initials

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("组织部", "zzb"),
        ("重庆市财政局", "cqsczj"),  # 重 is chóng here, by the word
        ("“大组工网”网络维护费", "dzgwwlwhf"),
        ("VPN专线 2期（A段）", "vpnzx2qad"),
        ("", ""),
        ("——……", ""),
    ],
)
def test_initials_of_names(text, initials):
    assert pinyin_initials(text) == initials


@given(st.text(max_size=400))
def test_initials_fit_their_column_and_hold_letters_and_digits_only(text):
    initials = pinyin_initials(text)
    assert len(initials) <= 200
    assert initials == "" or initials.isalnum()
