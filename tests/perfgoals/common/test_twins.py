from collections import defaultdict

import pytest

from perfgoals.common.text import clean_text
from perfgoals.common.twins import TWINS, plain
from printing.fonts import _noto_faces
from reading.cleaning import loses_characters, single_line

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("⼈民政府⼯作⽉报", "人民政府工作月报"),
        ("⻓期⻔诊⻋辆⺠生贫困⼾", "长期门诊车辆民生贫困户"),
        ("2023‑2025年、３〜５次", "2023-2025年、３～５次"),
        ("100\u00a0万元\u00adX", "100 万元X"),
        ("\uf90a\uf98a\U0002f82c", "金力卉"),
        ("买买提‧艾力⋯", "买买提·艾力…"),
    ],
)
def test_a_sign_that_looks_like_another_is_stored_as_that(typed, stored):
    assert clean_text(typed) == stored
    assert single_line(typed) == stored
    assert not loses_characters(typed.replace("\u00ad", ""))


@pytest.mark.parametrize("text", ["＞９５％", "喆堃昇䶮㸌", "①②③", "乛丨亅亠", "—–-~～·•"])
def test_what_looks_different_stays(text):
    assert plain(text) == text


def test_a_twin_has_no_twin_itself():
    assert all(plain(twin) == twin for twin in TWINS.values())


def test_no_two_signs_that_people_type_share_a_glyph_once_they_are_stored():
    """Two codes with one glyph copy out of a PDF as the same sign, whatever was written."""
    shared = defaultdict(set)
    with _noto_faces()["Regular"].open() as font:
        for code, glyph in font.getBestCmap().items():
            if clean_text(chr(code)) == chr(code):
                shared[glyph].add(chr(code))
    doubled = {sign for signs in shared.values() if len(signs) > 1 for sign in signs}
    # Left: Korean, an em wide blank, a prime, ideographs that differ in meaning and share a drawing.
    han = {sign for sign in doubled if "\u4e00" <= sign <= "\u9fa5"}
    signs = {sign for sign in doubled if "\u2010" <= sign < "\u3100"}
    assert han <= set("瑨")
    assert signs <= set("‵⓪⓿❶❷❸❹❺❻❼❽❾❿➊➋➌➍➎➏➐➑➒➓➡⮕\u2003\u3000")
