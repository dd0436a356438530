"""The text of the finished file against the data."""

import pytest

from publication.checks import Passage
from publication.checks.printed import is_covered, printed_findings
from tests.publication.checks.looking import unit_with

pytestmark = pytest.mark.pure


def found(text, *pages):
    unit = unit_with(Passage("整体绩效", text))
    return [(finding.check, finding.level, finding.place) for finding in printed_findings(unit, pages)]


def test_a_text_set_in_lines_and_over_pages_is_there():
    assert (
        found("保障网络安全运行，故障及时排除。", "保障网\r\n络安全 运行，", "（续）故障及\n时排除。") == []
    )
    assert found("", "随便") == found("全年-12次", "全年\x0212次") == []


@pytest.mark.parametrize("pages", [["保障网络安全"], ["保障网络运行安全。"], [""], ["完全不同的一页"]])
def test_a_text_that_lacks_a_part_is_found(pages):
    assert found("保障网络安全运行，故障及时排除。", *pages) == [
        ("printed_text_differs", "blocking", "整体绩效")
    ]


def test_signs_that_share_a_glyph_are_only_advice():
    assert found("⼈员培训〜完成", "人员培训~完成") == [("printed_text_differs", "advice", "整体绩效")]


def test_hashes_on_a_page_name_the_page():
    assert found("甲乙", "甲乙", "合计 ######") == [("hashes_printed", "blocking", "PDF 第 2 页")]


def test_a_text_in_too_many_pieces_is_not_there():
    assert is_covered("甲乙丙丁", "丙丁甲乙", pieces=2)
    assert not is_covered("甲乙丙丁戊己", "甲乙X丙丁X戊己", pieces=2)
    assert not is_covered("甲乙丙丁", "甲X乙X丙X丁", pieces=9)
