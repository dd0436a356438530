"""Breaking a cell's text into lines by the widths of its characters, with the Chinese rules for line ends.

No closing mark, slash, dash or unit starts a line and no opening mark ends one (避头尾, GB/T 15834); Latin
words and numbers, and a number with its unit, stay whole while they fit and are broken when they do not.
Nothing is lost: the lines together hold every character but the white space at which a line was broken.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

_CLOSING = "，。、；：？！）》〉】』」〕〗｝］”’)]},.;:!?"
_BETWEEN = "/／-－–—―～·•"
_UNIT_SIGNS = "％‰℃°%㎡㎥㎜㎝㎞㎎㎏㏄"
NEVER_FIRST = frozenset(_CLOSING + _BETWEEN + _UNIT_SIGNS)
NEVER_LAST = frozenset("（《〈【『「〔〖｛［“‘([{≥≤＞＜>=<±￥¥$№")
PAIRS = frozenset(("——", "……"))
# Inside a word or number too long for its line, break after these first.
SOFT_ENDS = frozenset(",./／-*+=_&?:;)×÷、")
# A number and what it counts: 3,518.85万元, 100人次, 26个百分点. Only words that nothing else begins with.
_QUANTITY = re.compile(
    "[0-9０-９](?:个?百分点|个?工作日|平方(?:公里|千米|厘米|米)|立方米|[十百千万亿]*(?:元/?[年月次人]?|人次|户次|人)"
    "|[十百千万亿]+|公里|千米|厘米|毫米|公斤|千克|公顷|分钟|小时|学时|课时|季度|周岁"
    "|[个次户名位家件项套台辆株棵头只座栋栏处期批场年月日天周岁条篇份本册张块片吨斤克米亩里升度倍成宗起所间条])"
)
# How full a line must be that ends before a word too long for any line: else the word is broken here.
FULL_ENOUGH = 0.5
BALANCED_LINES = range(2, 5)
BALANCE_STEP = 0.5
ROUNDING = 1e-6


class LineBreaker:
    """Breaks texts for one typeface, given its advance widths in em.

    It remembers what it broke: the texts of a table repeat a lot.
    """

    def __init__(self, advances: Mapping[str, float]):
        self.advances = advances
        self._known: dict[tuple[str, float, bool], tuple[str, ...]] = {}

    def lines(self, text: str, width: float, *, balanced: bool = False) -> tuple[str, ...]:
        """The lines of `text` in a column `width` em wide.

        `balanced` makes the few lines of a short text about equally long, for centred cells: no single
        character is left on the last one.
        """
        key = (text, width, balanced)
        if key not in self._known:
            self._known[key] = tuple(
                line for paragraph in text.split("\n") for line in self._paragraph(paragraph, width, balanced)
            )
        return self._known[key]

    def heading(self, text: str, width: float) -> tuple[str, ...]:
        """The lines of a column's title; what stands in brackets at its end begins a line of its own."""
        whole = self.lines(text, width, balanced=True)
        place = text.rfind("（")
        if len(whole) == 1 or place < 1 or "\n" in text or not text.endswith("）"):
            return whole
        return self.lines(f"{text[:place]}\n{text[place:]}", width, balanced=True)

    def _paragraph(self, text: str, width: float, balanced: bool) -> list[str]:
        text = text.rstrip(" ")
        widths = [self.advances[char] for char in text]
        if sum(widths) <= width + ROUNDING:
            return [text]
        lines = list(_filled(text, widths, width))
        return _balanced(lines, text, widths, width) if balanced else lines


def _filled(text: str, widths: list[float], width: float) -> Iterator[str]:
    """Lines as full as the rules allow."""
    start, end = 0, len(text)
    while start < end:
        stop = _fitting(widths, start, width)
        cut = stop if stop == end else _break_at(text, widths, start, stop, width)
        yield text[start:cut].rstrip(" ")
        start = cut
        while start < end and text[start] == " ":
            start += 1


def _balanced(lines: list[str], text: str, widths: list[float], width: float) -> list[str]:
    """The narrowest setting with as many lines, none of which ends inside a word."""
    if len(lines) in BALANCED_LINES:
        narrower = max(sum(widths) / len(lines), max(widths))
        while narrower < width:
            tried = list(_filled(text, widths, narrower))
            if len(tried) == len(lines) and all(_parts_well(a, b) for a, b in pairwise(tried)):
                return tried
            narrower += BALANCE_STEP
    return lines


def _parts_well(line: str, after: str) -> bool:
    """Whether two lines are parted at a good place, not inside a number and its unit."""
    if not line or not after:
        return True
    text = line + after
    return _good_break(text, len(line), _bound_places(text))


def _fitting(widths: list[float], start: int, width: float) -> int:
    """First place whose character no longer fits; one character always does."""
    used, place = widths[start], start + 1
    while place < len(widths) and used + widths[place] <= width + ROUNDING:
        used += widths[place]
        place += 1
    return place


def _break_at(text: str, widths: list[float], start: int, stop: int, width: float) -> int:
    """Where to end the line that starts at `start`, when the character at `stop` no longer fits."""
    if text[stop] == " ":
        return stop
    full = width * FULL_ENOUGH
    for bound in (_bound_places(text), frozenset()):  # a number leaves its unit only where both do not fit
        good = _last_break(text, start, stop, lambda place, bound=bound: _good_break(text, place, bound))
        if good and (sum(widths[start:good]) >= full or _word_fits(text, widths, good, width, bound)):
            return good
    soft = _last_break(text, start, stop, lambda place: _soft_break(text, place))
    if soft and sum(widths[start:soft]) >= full:
        return soft
    # No place is good: at least no mark shall stand where it must not, and a number stay whole.
    for allowed in (_whole_number, _marks_in_place):
        hard = _last_break(text, start, stop, lambda place, allowed=allowed: allowed(text, place))
        if hard and sum(widths[start:hard]) >= full:
            return hard
    return stop


def _last_break(text: str, start: int, stop: int, allowed: Callable[[int], bool]) -> int | None:
    return next((place for place in range(stop, start, -1) if allowed(place)), None)


def _word_fits(text: str, widths: list[float], start: int, width: float, bound: frozenset[int]) -> bool:
    """Whether what must stay together from `start` fits on a line of its own."""
    used, place = widths[start], start + 1
    while place < len(text) and text[place] != " " and not _good_break(text, place, bound):
        used += widths[place]
        place += 1
        if used > width + ROUNDING:
            return False
    return used <= width + ROUNDING


@lru_cache(maxsize=4096)
def _bound_places(text: str) -> frozenset[int]:
    """Places between a number and its unit, and inside the unit."""
    found = _QUANTITY.finditer(text)
    return frozenset(place for match in found for place in range(match.start() + 1, match.end()))


def _good_break(text: str, place: int, bound: frozenset[int] = frozenset()) -> bool:
    before, after = text[place - 1], text[place]
    if place in bound:
        return False
    # "2.全年…" is a numbered item: the number stays with its text. 元/年 stays whole too.
    return _marks_in_place(text, place) and (
        before == " " or (before not in "./／" and not (before.isascii() and after.isascii()))
    )


def _soft_break(text: str, place: int) -> bool:
    return text[place - 1] in SOFT_ENDS and text[place] not in NEVER_FIRST


def _marks_in_place(text: str, place: int) -> bool:
    """No mark begins or ends a line that must not, and none that is written twice is parted."""
    before, after = text[place - 1], text[place]
    return not (before in NEVER_LAST or after in NEVER_FIRST or before + after in PAIRS)


def _whole_number(text: str, place: int) -> bool:
    parts_digits = text[place - 1].isdigit() and text[place].isdigit()
    return _marks_in_place(text, place) and not parts_digits
