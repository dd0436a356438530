"""What one row of the indicator table says by its cells alone, whatever table it stands in."""

import re
from functools import lru_cache

from perfgoals.language.enums import TargetKind
from perfgoals.language.lexicon import normalise
from perfgoals.language.targets import parse_target, same_target

# 效率, 频率, 汇率, 分辨率 … are no shares of a whole.
_RATE_NAME = re.compile(
    r"(?<![效频汇税利费比功速辨积倍帧码心样])(?:率|占比|比例|比重|百分比)(?:\([^()]*\))?$|\(\s*%\s*\)$"
)


@lru_cache(maxsize=256)
def category_name(tier: str) -> str:
    """The name of a 一级 or 二级 indicator without what places add to it: 社会效益指标 → 社会效益."""
    return "".join(tier.split()).removesuffix("指标")


class RowReading:
    """The cells of a row as typed, and what they say.

    Equal rows share one (`reading_of`): a row that stands in many tables is read once.

    `hits` is for the registry: what the checks of single rows say, None before they were asked. Slots, as
    there are many: the garbage collector walks through every dictionary.
    """

    __slots__ = (
        "annual_target",
        "applies",
        "category",
        "hits",
        "name",
        "names_rate",
        "note",
        "period_target",
        "plain_name",
        "targets",
        "tier2",
        "values_agree",
    )  # fmt: skip

    def __init__(
        self, tier2: str, name: str, period_target: str, annual_target: str, note: str, not_applicable: bool
    ) -> None:
        self.tier2 = tier2
        self.category = category_name(tier2)
        self.name = name
        self.plain_name = normalise(name).strip()
        self.names_rate = _RATE_NAME.search(self.plain_name) is not None
        self.period_target = period_target
        self.annual_target = annual_target
        self.note = note
        self.targets = _targets(period_target.strip(), annual_target.strip())
        self.applies = not (not_applicable or any(_says_not_applicable(text) for _, text in self.targets))
        self.values_agree = len(self.targets) < 2 or same_target(self.targets[0][1], self.targets[1][1])
        self.hits: tuple | None = None

    @property
    def said_why(self) -> bool:
        """A row that does not apply says why: in the note, or in the value (不适用（本项目无基建）)."""
        return bool(self.note.strip()) or any(parse_target(text).reason for _, text in self.targets)


# About a kilobyte each.
@lru_cache(maxsize=16384)
def reading_of(*cells) -> RowReading:
    """The one RowReading of these cells."""
    return RowReading(*cells)


def _targets(period: str, annual: str) -> tuple[tuple[str, str], ...]:
    """(field, text) of both values; one pair when they are equal, none for an empty one."""
    pairs = [("period_target", period), ("annual_target", annual)]
    if period == annual or normalise(period) == normalise(annual):  # １００％ is 100%
        pairs.pop()
    return tuple(pair for pair in pairs if pair[1])


def _says_not_applicable(text: str) -> bool:
    # 不适用, 不涉及, 无此项, N/A: nothing else has to be read for it.
    return text[0] in "不无NnＮｎ" and parse_target(text).kind == TargetKind.NOT_APPLICABLE
