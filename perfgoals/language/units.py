"""What units can count, and how one unit is expressed in another.

A unit belongs to families: 人 and 名 count people, 人次 counts visits (one may come twice), 元 is money.
Two numbers can only be of the same thing when their units share a family. Inside a family that is one
quantity (weight, length, shares …) a unit also has a size, so that 1.5万吨 and 15000000公斤 are equal.
"""

from decimal import Decimal
from functools import lru_cache

from .lexicon import MEASURES, magnitude_of
from .quantities import core_of

_FAMILIES = {
    "people": "人 名 位 员",
    "visits": "人次 例次",
    "people by time": "人天 人月",
    "times": (
        "次 回 场 场次 期 批次 批 班次 车次 趟 轮 户次 人次 例次 件次 剂次 针次 台次 辆次 架次 艘次 "
        "床次 项次 家次 课次 班 节 课时"
    ),
    "share": "% ‰ ‱ 个百分点 成 倍",
    "money": "元 元整 美元 万 亿 角 分",
    "time": "天 日 周 月 个月 季度 季 学期 年度 年 小时 学时 课时 节 分钟 秒 分 工作日 个工作日 期 h min s",
    "age": "岁 周岁",
    "length": "千米 公里 里 米 厘米 毫米 延米 km m cm mm",
    "area": "平方米 平方公里 亩 公顷 平方 m² ㎡ km²",
    "volume": "立方米 立方 升 毫升 m³ L mL",
    "weight": "吨 公斤 千克 克 毫克 微克 斤 kg g mg t",
    "energy": "千瓦时 度 kWh MWh",
    "power": "千瓦 兆瓦 瓦 kW MW kVA",
    "voltage": "kV",
    "data": "PB TB GB MB KB",
    "bandwidth": "Mbps Gbps",
    "sound": "dB 分贝",
    "temperature": "℃ 度",
    "concentration": "mg/L 毫克/升 微克/升 毫克/立方米 微克/立方米 毫克/千克",
    "points": "分",
}
# Words that can stand for any countable thing, beside what they say of themselves.
_THINGS = "期 批次 批 班 户次 人份 节 件次 剂次 针次 例次 立方 平方"
_OF_UNIT: dict[str, frozenset[str]] = {
    unit: frozenset(name for name, units in _FAMILIES.items() if unit in units.split())
    | ({"things"} if unit in _THINGS.split() else set())
    for units in (*_FAMILIES.values(), _THINGS)
    for unit in units.split()
}
_THING = frozenset({"things"})
_KNOWN = frozenset(MEASURES)

# What a unit comes to in the base unit of its line; units that only mean the same stand with 1.
_SIZES = """
人 1 名 1 位 1 员 1
次 1 回 1
元 1 元整 1 角 0.1
% 1 ‰ 0.1 ‱ 0.01 成 10
天 1 日 1
个工作日 1 工作日 1
秒 1 s 1 分钟 60 min 60 小时 3600 h 3600
月 1 个月 1 季度 3 季 3 年 12 年度 12
毫米 1 mm 1 厘米 10 cm 10 米 1000 m 1000 延米 1000 公里 1000000 千米 1000000 km 1000000
平方米 1 m² 1 ㎡ 1 亩 666.6666667 公顷 10000 平方公里 1000000 km² 1000000
升 1 L 1 毫升 0.001 mL 0.001 立方米 1000 m³ 1000
克 1 g 1 mg 0.001 毫克 0.001 微克 0.000001 斤 500 公斤 1000 千克 1000 kg 1000 吨 1000000 t 1000000
千瓦时 1 kWh 1 MWh 1000
瓦 1 千瓦 1000 kW 1000 兆瓦 1000000 MW 1000000
dB 1 分贝 1
岁 1 周岁 1
"""
_BASE: dict[str, tuple[str, Decimal]] = {
    words[place]: (words[0], Decimal(words[place + 1]))
    for words in (line.split() for line in _SIZES.strip().split("\n"))
    for place in range(0, len(words), 2)
}


@lru_cache(maxsize=1024)
def families(unit: str) -> frozenset[str]:
    """What sorts of thing a unit can count; things for 个, 家, 套 …, nothing for no unit or an unknown one.

    The powers of ten before a unit and what it is for do not matter: 万元/年 is money.
    """
    for core in (unit, core_of(unit)):
        while core:
            if core in _OF_UNIT:
                return _OF_UNIT[core]
            if core in _KNOWN:
                return _THING
            if core[0] not in "十百千万亿":
                break
            core = core[1:]
    return frozenset()


@lru_cache(maxsize=1024)
def in_base_unit(unit: str) -> tuple[str, Decimal]:
    """(base unit, what one `unit` comes to in it) of the unit without what it is for: 万吨 → (克, 10^10).

    A unit without a known size is its own base, in the power of ten it is written with: 万株 → (株, 10000).
    """
    core = core_of(unit) if unit not in _BASE else unit
    if core in _BASE:
        return _BASE[core]
    factor = magnitude_of(core)
    bare = core if factor == 1 else core[_length_of_magnitude(core) :]
    base, size = _BASE.get(bare, (bare, Decimal(1)))
    return base, size * factor


@lru_cache(maxsize=256)
def spellings(measure: str) -> tuple[str, ...]:
    """How a text may write a unit of this base unit: one of these stands in it; 克 → 克, 公斤, 吨 …

    Not for %: 百分之八 writes none.
    """
    return tuple({measure, *(unit for unit, (base, _) in _BASE.items() if base == measure)})


def _length_of_magnitude(core: str) -> int:
    return 2 if core.startswith(("百万", "千万")) else 1


def same_thing(unit: str, per: str) -> bool:
    """Whether a count in `unit` is a count of `per`: 人 and 名, 次 and 场, 个月 and 月, the same word."""
    core = core_of(unit)
    if per in (core, core.removeprefix("个")):
        return True
    shared = families(core) & families(per) & {"people", "times"}
    return bool(shared) and "人次" not in (core, per)


def same_purpose(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two prices or counts are for the same things, in any order: 元/人/月 and 每月每人."""
    return sorted(map(_kind_of, first)) == sorted(map(_kind_of, second))


def _kind_of(per: str) -> str:
    """人 and 名 are one kind, 月 and 个月 too; 个 and 家 are two."""
    if "people" in families(per):
        return "people"
    return {
        "个月": "月",
        "年度": "年",
        "季": "季度",
        "日": "天",
        "批次": "批",
        "场次": "场",
        "户次": "户",
    }.get(per, per)
