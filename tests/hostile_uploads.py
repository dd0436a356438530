"""What may arrive at a page that takes files: kinds of files × what may have happened to them on the way.

All are small, quick to make and harmless to other programs. `files()` maps a name to (file name, content).
"""

import random
from collections.abc import Callable
from functools import cache

from tests.hostile_files import READ, REFUSED
from tests.indicators.tables_in import HEADER, Row, workbook

File = tuple[str, bytes]
SMALL = 100_000
# Refused by the thousands of rows or megabytes they hold; the reader's own tests have them.
LARGE_INSIDE = {
    "zip_bomb", "too_many_members", "sizes_that_lie", "endless_attribute", "endless_name", "endless_text",
    "endless_shared_text", "many_tags", "many_strings", "many_merges", "deep_nesting", "many_styles",
}  # fmt: skip


def _text() -> str:
    return "\n".join(",".join(cells) for cells in (HEADER, Row().but(amount="50000").cells))


KINDS: dict[str, Callable[[], File]] = {
    "workbook": lambda: ("目标表.xlsx", workbook([Row()])),
    "csv": lambda: ("目标表.csv", _text().encode()),
    "csv in GBK": lambda: ("目标表.csv", _text().encode("gbk", "replace")),
    "tabs in UTF-16": lambda: ("目标表.xls", _text().replace(",", "\t").encode("utf-16")),
    "web page": lambda: (
        "目标表.xls",
        ("<html><table><tr><td>" + _text().replace(",", "<td>").replace("\n", "<tr><td>")).encode(),
    ),
    "XML table": lambda: (
        "目标表.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>'
        b"<Table><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet></Workbook>",
    ),
}
ACCIDENTS: dict[str, Callable[[str, bytes], File]] = {
    "cut in half": lambda name, content: (name, content[: len(content) // 2]),
    "only its beginning": lambda name, content: (name, content[:40]),
    "without its beginning": lambda name, content: (name, content[30:]),
    "some bytes changed": lambda name, content: (name, _changed(content)),
    "twice": lambda name, content: (name, content * 2),
    "zeros behind": lambda name, content: (name, content + bytes(3000)),
    "noise behind": lambda name, content: (name, content + random.Random(3).randbytes(3000)),
    "called pdf": lambda name, content: ("表.pdf", content),
    "called by a path": lambda name, content: (f"..\\..\\{name}", content),
    "called by a long name": lambda name, content: ("长" * 300 + name, content),
    "called by signs": lambda name, content: ("‮\u200b<script>'\"%00" + name, content),
}


def _changed(content: bytes) -> bytes:
    noise, changed = random.Random(11), bytearray(content)
    for _ in range(20):
        changed[noise.randrange(len(changed))] = noise.randrange(256)
    return bytes(changed)


@cache
def files() -> dict[str, File]:
    """All of them by name; made when first asked for, not whenever tests are collected."""
    found = {}
    for name, maker in {**REFUSED, **READ}.items():
        if name not in LARGE_INSIDE and len((file := maker())[1]) <= SMALL:
            found[name] = file
    for kind, make in KINDS.items():
        for accident, happen in ACCIDENTS.items():
            found[f"{kind}, {accident}"] = happen(*make())
    return found
