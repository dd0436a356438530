"""csv files as people's programs write them: UTF-8, UTF-16 or GB 18030; tab, comma or semicolon."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO, TextIOWrapper
from itertools import islice

from openpyxl.utils import get_column_letter

from .cells import Cell, Row, Sheet
from .errors import SAVE_AS_XLSX, UnreadableFile, too_large
from .limits import Limits
from .strings import text_cell

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",\t;"
_NAMED = re.compile("sep=(.?)")  # Excel writes this first line when a file has another delimiter
_QUOTED = re.compile('="((?:[^"]|"")*)"')
_SAMPLE_LINES = 40
_SAMPLE_CHARACTERS = 20_000
_LONGEST_LINE = 2_000_000


def read_delimited(content: bytes, name: str, limits: Limits) -> Sheet:
    """The file as one sheet. Everything is text: a csv has no numbers, formulas or merged cells."""
    encoding = _encoding(content)
    delimiter = _delimiter(content, encoding)
    return Sheet(
        name=name,
        rows=lambda: _rows(_records(_lines(content, encoding), delimiter), name, limits),
        expected_rows=content.count(b"\n"),
    )


def _encoding(content: bytes) -> str:
    """UTF-8 refuses nearly every GBK text, so it is tried first; a text that fits none is refused."""
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            if "\x00" not in content.decode(encoding):
                return encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文件不是文本，或文字编码既不是 UTF-8 也不是 GBK，无法读取。" + SAVE_AS_XLSX)


def _delimiter(content: bytes, encoding: str) -> str:
    """The delimiter that cuts most of the first lines, or the one named by Excel's line sep=."""
    head = content[: _SAMPLE_CHARACTERS * 4].decode(encoding, errors="ignore")[:_SAMPLE_CHARACTERS]
    # Not splitlines(), which also cuts at characters that a cell may hold.
    lines = list(islice(StringIO(head, newline=""), _SAMPLE_LINES))
    if lines and (named := _NAMED.fullmatch(lines[0].strip("\r\n"))) and named[1]:
        return named[1]
    return max(_DELIMITERS, key=lambda mark: _cuts(lines, mark))


def _cuts(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many rows a delimiter cuts, and how often in all."""
    cuts = [len(row) - 1 for row in csv.reader(lines, delimiter=delimiter)]
    return sum(count > 0 for count in cuts), sum(cuts)


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    # newline="" leaves line ends inside quoted cells to the csv reader.
    with TextIOWrapper(BytesIO(content), encoding=encoding, newline="") as text:
        for line in text:
            if len(line) > _LONGEST_LINE:
                raise too_large(f"有一行超过 {_LONGEST_LINE:,} 字", "请检查文件内容后重新上传。")
            yield line


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Strict: a lenient reader drops stray quotation marks without a word."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableFile(
            f"第 {reader.line_num} 行附近的英文双引号没有成对，或一个单元格过长，无法分列。"
            "请用 Excel 或 WPS 打开核对，另存为 Excel 工作簿（*.xlsx）后重新上传。",
            row=reader.line_num,
        ) from error


def _cell(text: str) -> Cell:
    """`="900001"` is how programs keep a code from becoming a number: it is the text inside."""
    quoted = _QUOTED.fullmatch(text)
    return text_cell(quoted[1].replace('""', '"') if quoted else text) or Cell("")


def _rows(records: Iterable[list[str]], name: str, limits: Limits) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        if number == 1 and record and _NAMED.fullmatch(record[0]) and not any(record[1:]):
            continue
        cells = {column: _cell(text) for column, text in enumerate(record, 1) if text}
        cells = {n: cell for n, cell in cells.items() if n <= limits.columns or cell.text.strip()}
        if not cells:
            continue
        last = max(cells)
        if number > limits.rows or last > limits.columns:
            raise UnreadableFile(
                f"第 {number} 行 {get_column_letter(min(last, 18_278))} 列有内容，超出可以读入的范围"
                f"（{limits.rows:,} 行、{limits.columns} 列）。请拆成几个文件上传。",
                sheet=name,
                row=number,
            )
        yield Row(number, cells)
