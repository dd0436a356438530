"""Which units can count the same thing."""

from functools import lru_cache

from perfgoals.language.lexicon import MEASURES
from perfgoals.language.quantities import core_of

_FAMILIES = {
    "overview/people": "人 名 位 员 人次 人份 人天 人月",
    "times": "次 回 场 场次 期 批次 批 班次 车次 趟 轮 户次 人次 班 节 课时",
    "share": "% ‰ 个百分点 成 倍",
    "money": "元 元整 美元 万 亿 角 分",
    "time": "天 日 周 月 个月 季度 季 学期 年度 年 小时 学时 课时 节 分钟 秒 分 工作日 个工作日 期 h",
    "age": "岁 周岁",
    "length": "千米 公里 里 米 厘米 毫米 km m",
    "area": "平方米 平方公里 亩 公顷 m² ㎡ km²",
    "volume": "立方米 升 毫升 m³",
    "weight": "吨 公斤 千克 克 斤 kg g t",
    "power": "千瓦时 千瓦 兆瓦 瓦 度",
    "points": "分",
}
# Words that can stand for any countable thing, beside what they say of themselves.
_THINGS = "期 批次 批 班 户次 人份 节"
_OF_UNIT: dict[str, frozenset[str]] = {
    unit: frozenset(name for name, units in _FAMILIES.items() if unit in units.split())
    | ({"things"} if unit in _THINGS.split() else set())
    for units in _FAMILIES.values()
    for unit in units.split()
}
_THING = frozenset({"things"})
_KNOWN = frozenset(MEASURES)


@lru_cache(maxsize=1024)
def families(unit: str) -> frozenset[str]:
    """What sorts of thing a unit can count; things for 个, 家, 套 …, nothing for no unit or an unknown one.

    The powers of ten before a unit and what it is for do not matter: 万元/年 is money.
    """
    core = core_of(unit)
    while core:
        if core in _OF_UNIT:
            return _OF_UNIT[core]
        if core in _KNOWN:
            return _THING
        if core[0] not in "十百千万亿":
            break
        core = core[1:]
    return frozenset()


def same_thing(unit: str, per: str) -> bool:
    """Whether a count in `unit` is a count of `per`: 人 and 名, 次 and 场, 个月 and 月, the same word."""
    core = core_of(unit)
    if per in (core, core.removeprefix("个")):
        return True
    shared = families(core) & families(per) & {"overview/people", "times"}
    return bool(shared) and "人次" not in (core, per)
