"""Names of 一级 and 二级指标, with or without the word 指标; which of them a year uses is data."""

import re
from functools import lru_cache

_TIER1 = {"成本", "产出", "效益", "满意度", "效果", "影响力", "投入", "过程", "决策", "管理", "预算执行"}
# 二级指标 and the 一级指标 they stand under; 成本 alone is a 产出指标 of the 2015 tree.
_PARENT = {
    "数量": "产出指标",
    "质量": "产出指标",
    "时效": "产出指标",
    "成本": "产出指标",
    "经济成本": "成本指标",
    "社会成本": "成本指标",
    "生态环境成本": "成本指标",
    "经济效益": "效益指标",
    "社会效益": "效益指标",
    "生态效益": "效益指标",
    "可持续影响": "效益指标",
    "服务对象满意度": "满意度指标",
}
_SUFFIX = re.compile("(?:类)?指标$")
_NUMBER = "(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})"
_NUMBERING = re.compile(rf"\s*(?:[(（]{_NUMBER}[)）]|{_NUMBER}[、.．])\s*")


def without_number(name: str) -> str:
    """（一）数量指标 → 数量指标."""
    match = _NUMBERING.match(name)
    return name[match.end() :] or name if match else name


@lru_cache(maxsize=4096)
def tier_key(name: str) -> str:
    """What the spellings of a tier have in common: 社会效益指标 and （二）社会效益 give 社会效益."""
    return _SUFFIX.sub("", "".join(without_number(name).split()))


def is_tier1(name: str) -> bool:
    return tier_key(name) in _TIER1


def is_tier2(name: str) -> bool:
    return tier_key(name) in _PARENT or "".join(name.split()).endswith("指标")


def parent_of(tier2: str) -> str | None:
    """The 一级指标 that a 二级指标 stands under in the known trees, None for a name of no tree."""
    return _PARENT.get(tier_key(tier2))
