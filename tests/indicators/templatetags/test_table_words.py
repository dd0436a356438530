"""Where the words of the table break in narrow columns."""

import pytest

from indicators.templatetags.table_words import breakable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("产出指标", "产出 指标"), ("服务对象满意度", "服务对象 满意度"), ("满意度指标", "满意度 指标"),
        ("可持续影响", "可持续 影响"), ("二级项目名称", "二级项目 名称"), ("指标", "指标"), ("", ""),
        ("实施周期值（计划完成水平）", "实施周期值 （计划 完成 水平）"),
        ("年度指标值（本年度完成计划）", "年度 指标值 （本年度 完成 计划）"),
    ],
)  # fmt: skip
def test_a_line_begins_with_a_word(text, lines):
    assert breakable(text).split("<wbr>") == lines.split(" ")


def test_what_somebody_wrote_is_escaped():
    assert breakable("<b>指标") == "&lt;b&gt;<wbr>指标"
