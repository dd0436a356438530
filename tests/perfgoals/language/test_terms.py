import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.terms import Term, find_term

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("老旧小区改造（2023—2025年）", Term(3, 2023, 2025)),
        ("2023年至2025年实施", Term(3, 2023, 2025)),
        ("2022-2024年", Term(3, 2022, 2024)),
        ("2023年1月—2025年12月", Term(3, 2023, 2025)),
        ("２０２３－２０２５年", Term(3, 2023, 2025)),
        ("2022年12月至2023年11月", Term(1, 2022, 2023)),
        ("为期三年", Term(3)),
        ("实施期3年", Term(3)),
        ("项目实施周期：3年", Term(3)),
        ("本项目期为2年", Term(2)),
        ("三年行动计划", Term(3)),
        ("分三年实施", Term(3)),
        ("用两年时间建成", Term(2)),
        ("建设期二年", Term(2)),
        ("项目期1年", Term(1)),
        ("建设工期24个月", Term(2)),
        ("建设期18个月", Term(2)),
        ("2022年和2023年分两批配备", Term(2, 2022, 2023)),
        ("五年扶持90个村发展集体经济", Term(5)),
        ("三年内将线路提升为三级公路", Term(3)),
        ("到2025年底归集数据3亿条", Term(3, 2023, 2025)),
    ],
)
def test_terms_that_texts_state(text, term):
    assert find_term(text, 2023) == term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023年",
        "三年级学生",
        "近三年",
        "2023-2024年采暖季",
        "2022—2023学年资助",
        "2019-2021年",
        "《人才发展规划（2021—2025年）》",
        "五年一遇",
        "实施“十四五”规划（2021—2025年）",
        "到2022年底已建成",
        "0年",
    ],
)
def test_texts_that_state_none(text):
    assert find_term(text, 2023) is None


@given(
    st.text() | st.text("0123456789年月-—至一二三十分为期用内（）《》", max_size=40), st.integers(1990, 2100)
)
def test_any_text_is_read(text, year):
    term = find_term(text, year)
    assert term is None or 1 <= term.years <= 31
