"""Writing single cells into somebody else's workbook, everything else byte for byte.

A workbook of a portal carries what no library writes back: extensions, drawings, marks of the portal. So
the cell is put into the bytes of its worksheet: all other bytes of that sheet stay, all other parts of the
package are copied. The result is read with an XML parser and compared: only the wanted cells may differ.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from perfgoals.common.text import clean_text

from .errors import UnreadableFile, damaged
from .strings import escaped

Place = tuple[int, int]  # row, column, from 1
Value = str | Decimal
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(/?)>")
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(/>|>)")
_NUMBER_OF_ROW = re.compile(rb"""\br\s*=\s*["']([0-9]+)["']""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]+)["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


class CannotEdit(UnreadableFile):
    """The sheet is written in a way that can't be edited in place; the text says what to do."""


def edited(content: bytes, edits: Mapping[str, Mapping[Place, Value]]) -> bytes:
    """The workbook `content` with these cells written: name of the sheet → (row, column) → text or number.

    Raises CannotEdit; nothing but the named cells of the named sheets is changed.
    """
    parts = sheet_parts(content)
    wanted = {parts[name]: cells for name, cells in edits.items() if cells}
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename in wanted:
                data = edited_sheet(data, wanted[member.filename])
            new.writestr(member, data, compress_type=member.compress_type)
    return result.getvalue()


def sheet_parts(content: bytes) -> dict[str, str]:
    """Name of each worksheet → its part in the package."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = set(package.namelist())
        book = _office_document(package)
        folder, file = posixpath.split(book)
        related = _relations(package, f"{folder}/_rels/{file}.rels", folder)
        tree = etree.fromstring(package.read(book), _PARSER)
    sheets = tree.iterfind(".//{*}sheets/{*}sheet")
    found = {s.get("name"): related.get(s.get(_RELATION) or s.get(_STRICT), "") for s in sheets}
    return {name: part for name, part in found.items() if part in names}


def _office_document(package: zipfile.ZipFile) -> str:
    found = _relations(package, "_rels/.rels", "", kind="officeDocument")
    return next(iter(found.values()), "xl/workbook.xml")


def _relations(package: zipfile.ZipFile, part: str, base: str, kind: str = "") -> dict[str, str]:
    if part not in package.namelist():
        return {}
    tree = etree.fromstring(package.read(part), _PARSER)
    return {
        each.get("Id"): posixpath.normpath(posixpath.join("/", base, each.get("Target"))).lstrip("/")
        for each in tree.iterfind("{*}Relationship")
        if each.get("Type", "").endswith(kind)
    }


def edited_sheet(xml: bytes, cells: Mapping[Place, Value]) -> bytes:
    """The bytes of a worksheet with these cells written."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<![CDATA[" in xml:
        raise CannotEdit("这张表的写法特殊，不能原样填写。请用 Excel 或 WPS 打开另存为 xlsx 后再上传。")
    rows: dict[int, dict[int, Value]] = {}
    for (row, column), value in cells.items():
        rows.setdefault(row, {})[column] = value
    pieces, end = [], 0
    for row in _ROW.finditer(xml):
        number = _NUMBER_OF_ROW.search(row[2])
        wanted = rows.pop(int(number[1]), None) if number else None
        if wanted is None or row.start() < end:
            continue
        start, stop = row.end(), row.end()
        if row[3]:  # <row …/>: opened
            pieces += [xml[end : row.end() - 2], b">", _edited_row(b"", wanted, int(number[1]), row[1])]
            pieces.append(b"</" + row[1] + b"row>")
        else:
            stop = xml.index(b"</" + row[1] + b"row>", start)
            pieces += [xml[end:start], _edited_row(xml[start:stop], wanted, int(number[1]), row[1])]
        end = stop
    if rows:
        raise CannotEdit(f"表里找不到第 {min(rows)} 行，不能填写。请用 Excel 或 WPS 另存为 xlsx 后再上传。")
    result = b"".join([*pieces, xml[end:]])
    _refuse_unless_same(xml, result, cells)
    return result


def _edited_row(xml: bytes, wanted: dict[int, Value], number: int, prefix: bytes) -> bytes:
    """The cells of one row with these written: changed where they stand, new ones in their place."""
    left, pieces, end = dict(wanted), [], 0
    for cell in _CELL.finditer(xml):
        if cell.start() < end:
            continue
        reference = _REFERENCE.search(cell[2])
        if reference is None:
            raise CannotEdit("单元格没有写明位置，不能原样填写。请用 Excel 或 WPS 另存为 xlsx 后再上传。")
        column = column_index_from_string(reference[1].decode())
        stop = cell.end() if cell[3] == b"/>" else xml.index(b"</" + prefix + b"c>", cell.end())
        stop += 0 if cell[3] == b"/>" else len(prefix) + 4
        for before in sorted(n for n in left if n < column):
            pieces += [xml[end : cell.start()], _cell(before, number, left.pop(before), b"", prefix)]
            end = cell.start()
        if column in left:
            attributes = _TYPE.sub(b"", cell[2])
            pieces += [xml[end : cell.start()], _cell(column, number, left.pop(column), attributes, prefix)]
            end = stop
    rest = [_cell(column, number, left[column], b"", prefix) for column in sorted(left)]
    return b"".join([*pieces, xml[end:], *rest])


def _cell(column: int, row: int, value: Value, attributes: bytes, prefix: bytes) -> bytes:
    """One cell; `attributes` are those it had, but for its type: its style stays."""
    attributes = attributes.rstrip() or f' r="{get_column_letter(column)}{row}"'.encode()
    p = prefix.decode()
    if isinstance(value, Decimal):
        inside, kind = f"<{p}v>{value:f}</{p}v>", ""
    else:
        text = escape(escaped(clean_text(value)))
        inside, kind = f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>', ' t="inlineStr"'
    return b"<" + prefix + b"c" + attributes + f"{kind}>{inside}</{p}c>".encode()


def _refuse_unless_same(before: bytes, after: bytes, cells: Mapping[Place, Value]) -> None:
    """Parsed again, the sheet holds the wanted cells and, but for them, what it held."""
    wanted = {f"{get_column_letter(column)}{row}" for row, column in cells}
    try:
        old, new = (etree.fromstring(xml, _PARSER) for xml in (before, after))
    except etree.XMLSyntaxError as error:
        raise damaged("工作表内容不合格式") from error
    written = {cell.get("r") for cell in new.iterfind(".//{*}sheetData/{*}row/{*}c")} & wanted
    if written != wanted or _without(old, wanted) != _without(new, wanted):
        raise CannotEdit("这张表不能原样填写。请用 Excel 或 WPS 打开另存为 xlsx 后再上传。")


def _without(tree, references: set[str]) -> bytes:
    for cell in list(tree.iterfind(".//{*}sheetData/{*}row/{*}c")):
        if cell.get("r") in references:
            cell.getparent().remove(cell)
    for row in tree.iterfind(".//{*}sheetData/{*}row"):
        if not len(row):
            row.text = None
    return etree.tostring(tree, method="c14n")
