"""Breaking a cell's text into lines by the widths of its characters, with the Chinese rules for line ends.

No closing mark starts a line and no opening mark ends one (避头尾); Latin words and numbers stay whole while
they fit and are broken when they do not. Nothing is lost: the lines together hold every character but the
white space at which a line was broken.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

NEVER_FIRST = frozenset("，。、；：？！）》〉】』」〕〗｝］”’～·％‰℃°)]},.;:!?%")
NEVER_LAST = frozenset("（《〈【『「〔〖｛［“‘([{≥≤＞＜>=<±￥¥$№")
PAIRS = frozenset(("——", "……"))
# Inside a word or number too long for its line, break after these first.
SOFT_ENDS = frozenset(",./-*+=_&?:;)×÷")
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
            if len(tried) == len(lines) and all(_good_break(a[-1:], b[:1]) for a, b in pairwise(tried)):
                return tried
            narrower += BALANCE_STEP
    return lines


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
    good, soft = (_last_break(text, start, stop, allowed) for allowed in (_good_break, _soft_break))
    if good and (sum(widths[start:good]) >= width * FULL_ENOUGH or _word_fits(text, widths, good, width)):
        return good
    if soft and sum(widths[start:soft]) >= width * FULL_ENOUGH:
        return soft
    return stop


def _last_break(text: str, start: int, stop: int, allowed: Callable[[str, str], bool]) -> int | None:
    places = range(stop, start, -1)
    return next((place for place in places if allowed(text[place - 1], text[place])), None)


def _word_fits(text: str, widths: list[float], start: int, width: float) -> bool:
    """Whether what must stay together from `start` fits on a line of its own."""
    used, place = widths[start], start + 1
    while place < len(text) and text[place] != " " and not _good_break(text[place - 1], text[place]):
        used += widths[place]
        place += 1
        if used > width + ROUNDING:
            return False
    return used <= width + ROUNDING


def _good_break(before: str, after: str) -> bool:
    if before in NEVER_LAST or after in NEVER_FIRST or before + after in PAIRS:
        return False
    # "2.全年…" is a numbered item: the number stays with its text.
    return before == " " or (before != "." and not (before.isascii() and after.isascii()))


def _soft_break(before: str, after: str) -> bool:
    return before in SOFT_ENDS and after not in NEVER_FIRST
