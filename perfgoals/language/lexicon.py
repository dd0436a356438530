"""The signs and words of budget texts that several readers share: characters, numbers, units, dates.

`normalise` maps each character to exactly one other, so that a position found in the normal text is the
position in the text as typed. All patterns below expect normal text.
"""

import re
from decimal import Decimal
from functools import lru_cache

from perfgoals.common.money import HALF_WIDTH

# The full-width comma groups full-width digits only; between half-width numbers it separates them.
_SIGNS = {
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "﹥": ">",
    "﹤": "<",
    "﹪": "%",
    "×": "*",
    "✕": "*",
    "✖": "*",
    "╳": "*",
    "÷": "/",
    "∕": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "〜": "~",
    "∼": "~",
    "﹝": "〔",
    "﹞": "〕",
}
_NORMAL = {**HALF_WIDTH, 0xFF0C: 0xFF0C, **str.maketrans(_SIGNS)}
_NOT_NORMAL = re.compile("[" + "".join(map(re.escape, map(chr, sorted(_NORMAL.keys() - {0xFF0C})))) + "]")
# Typed with a Chinese keyboard, 10，000 is one number: no list goes on with a number that begins with 0.
_FULL_WIDTH_GROUP = re.compile("(?<=[０-９])，(?=[０-９]{3})|(?<=[0-9])，(?=0[0-9]{2}(?![0-9]))")

# Sixteen digits hold every budget; longer runs are account numbers or noise.
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,16})(?:\.[0-9]{1,8})?(?![0-9]|[.,][0-9])"
MAGNITUDE = r"(?:百万|千万|[十百千万亿](?![克米瓦卡赫]))"
_MAGNITUDES = {"十": 1, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}

# Words that count or measure.
_MEASURES = """
% ‰ ‱ 元 元整 角 分 美元 人次 人天 人月 人份 人 名 位 员 次 回 个 个月 个百分点 个工作日 工作日 场次 场 期
批次 批 件 份 项 套 台套 台 架 部 辆 艘 座 栋 幢 间 处 所 家 户 户次 村 镇 街道 社区 乡 县 条 块 面 张 片 幅
册 本 篇 章 卷 页 字 首 天 日 周 月 季度 季 学期 年度 年 小时 学时 课时 节 分钟 秒 岁 周岁 度 千米 公里 里
米 厘米 毫米 平方米 平方公里 亩 公顷 立方米 升 毫升 吨 公斤 千克 克 毫克 微克 斤 千瓦时 千瓦 兆瓦 瓦
倍 级 类 种 样 段
组 队 支 班次 班 宗 起 例 笔 只 头 株 棵 羽 尾 床 盏 盘 箱 包 袋 瓶 桶 车次 车 趟 轮 席 剂次 剂
针次 例次 件次 台次 辆次 架次 艘次 床次 项次 家次 课次 孔 眼 口 根 延米 立方 平方 分贝
km m cm mm kg g mg t h min s m² ㎡ km² m³ L mL ℃ TB GB MB KB PB Mbps
Gbps kW kWh MW MWh kV kVA dB mg/L
"""
# The longest word that fits is taken.
MEASURES = sorted(_MEASURES.split(), key=len, reverse=True)
MEASURE = "(?:" + "|".join(re.escape(word) for word in MEASURES) + ")"

DOCUMENT_NUMBER = r"[〔\[(【](?P<year>(?:19|20)[0-9]{2})[〕\])】] ?第? ?(?P<serial>[0-9]{1,5}) ?号"
DATE = (
    r"(?<![0-9])(?:19|20)[0-9]{2} ?年度?(?: ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?[日号])?)?(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[-~至](?=(?:19|20)[0-9]{2} ?年)"
    r"|(?<![0-9])[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]"
    r"|(?<![0-9])[0-9]{1,2} ?月(?=[底末初前中]|份|[-~至]|上旬|下旬)|(?<=[-~至])[0-9]{1,2} ?月"
)

_TENS = "[一二三四五六七八九十廿]{1,3}"
# 二〇二六年十二月三十一日, 十二月底, 每季度末月二十五日, 当月十五日前
CHINESE_DATE = (
    rf"二[〇零][〇零一二三四五六七八九]{{2}}年(?:{_TENS}月(?:{_TENS}[日号])?)?"
    rf"|{_TENS}月(?:{_TENS}[日号]|(?=[底末初中前]|上旬|下旬))"
    rf"|(?<=月){_TENS}[日号]"
)

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_CHINESE_STEPS = {"十": 10, "百": 100, "千": 1000}
_CHINESE_SECTIONS = {"万": 10_000, "亿": 100_000_000}
CHINESE_NUMBER = r"[零〇一二两三四五六七八九十百千万亿]{1,12}"


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """`text` with half-width digits and one form per sign, character by character (same length)."""
    if "，" in text:
        text = _FULL_WIDTH_GROUP.sub(",", text)
    return text.translate(_NORMAL) if _NOT_NORMAL.search(text) else text


def decimal_of(number: str) -> Decimal:
    """The value of a text that matched NUMBER."""
    return Decimal(number.replace(",", "") if "," in number else number)


@lru_cache(maxsize=1024)
def magnitude_of(unit: str) -> Decimal:
    """The power of ten that a unit such as 万元 or 百万 begins with, 1 for none."""
    match = re.match(MAGNITUDE, unit)
    return Decimal(10) ** _MAGNITUDES[match[0]] if match else Decimal(1)


def chinese_integer(numeral: str) -> int | None:
    """The value of a Chinese numeral, or None for a run of numerals that is no number (三四百, 十百).

    >>> [chinese_integer(numeral) for numeral in ("两千零五", "十二", "二〇二三", "三百万")]
    [2005, 12, 2023, 3000000]
    """
    if all(c in _CHINESE_DIGITS for c in numeral):
        digits = "".join(str(_CHINESE_DIGITS[c]) for c in numeral)
        return int(digits) if len(digits) in (1, 4) else None
    total = section = 0
    digit: int | None = None
    smallest = smallest_section = 10**12
    for character in numeral:
        if character in _CHINESE_DIGITS:
            if digit:
                return None
            digit = _CHINESE_DIGITS[character]
        elif (step := _CHINESE_STEPS.get(character)) is not None:
            if step >= smallest or (digit is None and step > 10):
                return None
            section, digit, smallest = section + (1 if digit is None else digit) * step, None, step
        else:
            unit = _CHINESE_SECTIONS[character]
            section += digit or 0
            if not section or unit >= smallest_section:
                return None
            total, section, digit, smallest, smallest_section = total + section * unit, 0, None, 10**12, unit
    return total + section + (digit or 0)


def chinese_decimal(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral with or without decimals (九十八点五), None for what is no number."""
    whole, _, decimals = numeral.partition("点")
    value = chinese_integer(whole)
    if value is None or any(c not in _CHINESE_DIGITS for c in decimals):
        return None
    digits = "".join(str(_CHINESE_DIGITS[c]) for c in decimals)
    return Decimal(f"{value}.{digits}" if digits else value)
