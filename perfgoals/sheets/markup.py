"""Streams XML parts of a workbook through expat, bounded in depth, names, tags and length of one tag.

openpyxl's own readers build objects for everything they meet: a hostile style sheet or string table costs
minutes and gigabytes before a row is seen, and its streaming mode reads no merged ranges. Hence expat, with
the refusals of defusedxml (no DTD, so no entities).
"""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from .errors import UnreadableFile, damaged, part_label, too_large
from .limits import MEGABYTE, Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main}"  # Excel's "Strict Open XML"
_DEEPEST = 100
_MOST_NAMES = 5_000
_LONGEST_TAG = MEGABYTE

Attributes = dict[str, str]


class Budget:
    """Counts tags and attributes over all parts of one workbook.

    `shared`: how many of them are in the parts to which all sheets refer, once those are counted.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.elements
        self.shared = 0

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise too_large(
                "文件里的单元格（含只有格式的空单元格）太多", "请删除表格以外的空行空列后重新上传。"
            )

    def spend_shared(self, count: int) -> None:
        """What was read of the shared parts elsewhere; nothing when they are counted."""
        if not self.shared:
            self.shared = count
            self.spend(count)


class MarkupReader:
    """Calls `starts[tag](attributes)` and `ends[tag]()` for the tags in the namespace of the root.

    Text is collected only between `collect_text()` and `take_text()`. `root` is "namespace}tag". Expat's own
    handling of namespaces would cost half as much again: a part uses one prefix for the tags that matter.
    """

    def __init__(self, name: str, budget: Budget) -> None:
        self.name = name
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.root = ""
        self._budget = budget
        self._spent = 0
        self._fed = 0
        self._count = lambda: 0
        self._text: list[str] = []
        self._collecting = False
        self._names: dict[str, str] = {}
        parser = self._parser = expat.ParserCreate(intern=self._names)
        parser.buffer_text = True
        parser.CharacterDataHandler = self._text.append
        parser.StartElementHandler = self._begin
        parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Parses piece by piece and yields after each, so that the caller can hand on what was found."""
        for chunk in chunks:
            self.feed(chunk)
            yield
        self.close()
        yield

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, final=False)
        self._fed += len(chunk)
        self._check(waiting=self._fed - self._parser.CurrentByteIndex)

    def close(self) -> None:
        self._parse(b"", final=True)

    def collect_text(self) -> None:
        self._collecting = True
        self._text.clear()

    def take_text(self) -> str:
        self._collecting = False
        text = "".join(self._text)
        if len(text) > self._budget.limits.cell_characters:
            raise self._too_long_text()
        return text

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
            raise damaged(f"{part_label(self.name)}不完整") from error

    def _begin(self, name: str, attributes: Attributes) -> None:
        """At the root: learns the prefix and from then on listens to the tags."""
        prefix, colon, tag = name.rpartition(":")
        self.root = attributes.get("xmlns" + colon + prefix, "") + "}" + tag
        self._listen(prefix + colon)
        self._parser.StartElementHandler(name, attributes)

    def _listen(self, prefix: str) -> None:
        """These two handlers run millions of times: closures over locals take half the time of methods."""
        starts = {prefix + tag: handler for tag, handler in self.starts.items()}
        ends = {prefix + tag: handler for tag, handler in self.ends.items()}
        opened = closed = attribute_count = 0

        def start(name: str, attributes: Attributes) -> None:
            nonlocal opened, attribute_count
            opened += 1
            if attributes:
                attribute_count += len(attributes)
            if opened - closed > _DEEPEST:
                raise damaged(f"{part_label(self.name)}层次过深")
            if name in starts:
                starts[name](attributes)

        def end(name: str) -> None:
            nonlocal closed
            closed += 1
            if name in ends:
                ends[name]()

        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        # Three attributes cost about as much as a tag.
        self._count = lambda: opened + attribute_count // 3

    def _check(self, waiting: int) -> None:
        """After each chunk: what one chunk can add is small, so this is often enough."""
        count = self._count()
        self._budget.spend(count - self._spent)
        self._spent = count
        if len(self._names) > _MOST_NAMES or waiting > _LONGEST_TAG:
            raise damaged(f"{part_label(self.name)}不合格式")
        if not self._collecting:
            self._text.clear()
        elif sum(map(len, self._text)) > self._budget.limits.cell_characters:
            raise self._too_long_text()

    def _too_long_text(self) -> UnreadableFile:
        limit = self._budget.limits.cell_characters
        return too_large(f"有单元格的文字超过 {limit:,} 字", "请缩短后重新上传。")

    def _refuse_doctype(self, *declaration: object) -> None:
        raise damaged(f"{part_label(self.name)}含有不允许的声明")


def read_all(reader: MarkupReader, chunks: Iterable[bytes]) -> None:
    for _ in reader.read(chunks):
        pass
