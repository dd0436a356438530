import pytest

from perfgoals.language.tiers import is_tier1, is_tier2, parent_of, tier_key

pytestmark = pytest.mark.pure


def test_tiers_are_known_with_and_without_their_last_word():
    assert tier_key("社会效益指标") == tier_key("社会效益") == tier_key(" 社会\n效益 指标")
    assert is_tier1("产出") and is_tier1("满意度指标") and not is_tier1("数量指标")
    assert is_tier2("服务对象满意度") and is_tier2("数量指标") and not is_tier2("村组干部报酬")
    assert parent_of("生态环境\n成本指标") == "成本指标"
    assert parent_of("可持续影响") == "效益指标"
    assert parent_of("其他指标") is None
