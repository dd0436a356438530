from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.citations import find_documents, find_money, find_titles, find_years


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("根据《通知》（粤财行〔2018〕102号）要求。", ["粤财行〔2018〕102号"]),
        ("根据韶曲委组字〔2019〕30号文元。", ["韶曲委组字〔2019〕30号"]),
        ("粤财行[2021] 9号和韶财行（２０２０）第68号", ["粤财行〔2021〕9号", "韶财行〔2020〕68号"]),
        ("（韶组通【2018】24号", ["韶组通〔2018〕24号"]),
        ("〔2004〕1号", ["〔2004〕1号"]),
        ("根据2008年区制发的《办法》", []),
        ("（2023）年第5号楼", []),
        ("参照往年惯例。", []),
    ],
)
def test_document_numbers(text, documents):
    assert [str(document) for document in find_documents(text)] == documents


def test_a_document_number_has_its_place():
    text = "执行粤财行〔2021〕9号要求"
    (document,) = find_documents(text)
    assert text[document.start : document.end] == "粤财行〔2021〕9号"
    assert (document.year, document.serial) == (2021, 9)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("《甲》及《乙》", ["甲", "乙"]),
        ("《关于转发《甲》的通知》", ["关于转发《甲》的通知"]),
        ("《没有写完", []),
        ("》反了《", []),
    ],
)
def test_titles(text, titles):
    assert [title.text for title in find_titles(text)] == titles


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年新增10个", [2023]),
        ("2023 年度", [2023]),
        ("２０２３年", [2023]),
        ("2022-2023年，2024—2025年度", [2022, 2023, 2024, 2025]),
        ("二〇二三年", [2023]),
        ("粤财行〔2021〕9号", []),
        ("2000元", []),
        ("12023年", []),
    ],
)
def test_years(text, years):
    assert [year.year for year in find_years(text)] == years


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("标准为5000元/个，由各区承担", [("5000", ("个",))]),
        ("按每月每人900元测算", [("900", ("月", "人"))]),
        ("10万元/次培训、约1.5万元", [("100000", ("次",)), ("15000", ())]),
        ("2020年发放情况（207000元）测算", [("207000", ())]),
        ("100美元、5人、40万", []),
    ],
)
def test_money(text, sums):
    assert [(money.amount, money.per) for money in find_money(text)] == [(Decimal(a), per) for a, per in sums]


@given(st.text())
def test_any_text_is_read_without_raising(text):
    for find in (find_documents, find_titles, find_years, find_money):
        assert all(0 <= found.start < found.end <= len(text) for found in find(text))


@given(st.text("《》〔2018〕102号年元二〇（）[]- ", max_size=60))
def test_texts_of_the_grammars_own_characters_never_raise(text):
    for find in (find_documents, find_titles, find_years, find_money):
        find(text)
