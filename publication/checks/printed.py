"""The finished file: does the text that a reader copies from the PDF say what the data says?"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from ..enums import Level
from .registry import Hit, PublicationFinding, declare, finding
from .subject import PublishedUnit

TEXT_DIFFERS = declare(
    "printed_text_differs",
    title="印出的文字与数据不一致",
    why="公开文件里读到、搜到的必须与系统里的一样。",
)
HASHES_PRINTED = declare("hashes_printed", title="文件里印着 ####", why="数字没有印出来，读者无法知道金额。")
_BLANKS = re.compile(r"\s+")
# Signs that share one glyph with another: the file can hold only one of the two.
_TWINS = str.maketrans("〜－‑‐―", "~----")
# The shortest piece of a text that is cut over pages; shorter ones are found anywhere.
_SHORTEST_PIECE = 2


def printed_findings(unit: PublishedUnit, pages: Sequence[str]) -> Iterator[PublicationFinding]:
    """What the data of the unit says and its finished pages don't."""
    read = _compact("".join(pages))
    folded = _folded(read)
    for project in unit.projects:
        for passage in project.passages:
            wanted = _compact(passage.text)
            if is_covered(wanted, read, pieces=len(pages) + 1):
                continue
            same = is_covered(_folded(wanted), folded, pieces=len(pages) + 1)
            message = "印出的字与数据写法不同（同形字）" if same else "文件里没有这段文字，或不完整"
            hit = Hit(
                passage.text, "请重新制作文件；仍不一致时报告。", Level.ADVICE if same else None, message
            )
            yield finding(TEXT_DIFFERS, hit, project=project, place=passage.place)
    yield from _hashes(pages)


def _hashes(pages: Iterable[str]) -> Iterator[PublicationFinding]:
    for number, page in enumerate(pages, start=1):
        if "###" in page:
            yield finding(HASHES_PRINTED, Hit("####", "请查这一页的金额。"), place=f"PDF 第 {number} 页")


def is_covered(wanted: str, read: str, *, pieces: int) -> bool:
    """Whether `read` holds `wanted`, in at most `pieces` pieces: a long text goes on overleaf."""
    while wanted and pieces:
        length = _longest_start(wanted, read)
        if length < min(_SHORTEST_PIECE, len(wanted)):
            return False
        wanted, pieces = wanted[length:], pieces - 1
    return not wanted


def _longest_start(wanted: str, read: str) -> int:
    """How many signs of the beginning of `wanted` stand in `read` in one piece."""
    if wanted in read:
        return len(wanted)
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[:middle] in read:
            low = middle
        else:
            high = middle - 1
    return low


def _compact(text: str) -> str:
    """Without blanks and line ends, which a page sets as it likes; pdfium marks a hyphen at a line's end."""
    return _BLANKS.sub("", text.replace("\x02", "-"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_TWINS)
