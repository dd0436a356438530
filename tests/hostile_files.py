"""Broken, foreign and hostile files, made on the spot. Each is refused in one sentence or read.

`REFUSED` must be refused as a whole; `READ` look odd but have content to read. Both map a name to a function
that gives (file name, content).
"""

import random
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from tests.workbook_files import (
    HEAD,
    MAIN,
    package,
    shared_strings,
    styles,
    workbook,
    workbook_parts,
    worksheet,
)

File = tuple[str, bytes]
Maker = Callable[[], File]
REFUSED: dict[str, Maker] = {}
READ: dict[str, Maker] = {}

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def ole(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(2000)


def refused(maker: Maker) -> Maker:
    REFUSED[maker.__name__] = maker
    return maker


def read(maker: Maker) -> Maker:
    READ[maker.__name__] = maker
    return maker


def given(kind: dict[str, Maker], filename: str, **contents: bytes) -> None:
    """Files that are short enough to be written as bytes."""
    for name, content in contents.items():
        kind[name] = lambda content=content: (filename, content)


def one_sheet(sheet: str, **options: object) -> File:
    return "table.xlsx", workbook(sheet, **options)


def with_parts(**changes: str | bytes | None) -> File:
    """A good workbook with some parts replaced, None to leave them out; `__` stands for `/` in names."""
    parts = workbook_parts(worksheet(CELL), strings=shared_strings("<t>x</t>"), style_sheet=styles("0"))
    for name, content in changes.items():
        parts.pop(path := name.replace("__", "/").replace("_dot_", "."), None)
        if content is not None:
            parts[path] = content
    return "table.xlsx", package(parts)


def repeated(
    before: bytes, unit: bytes, count: int, after: bytes, part: str = "xl/worksheets/sheet1.xml"
) -> File:
    """A workbook whose `part` repeats `unit`, written in pieces: the whole may be too large to hold."""
    parts = workbook_parts(worksheet(CELL), strings=shared_strings("<t>x</t>"), style_sheet=styles("0"))
    del parts[part]
    buffer = BytesIO(package(parts))
    with ZipFile(buffer, "a", ZIP_DEFLATED, compresslevel=4) as file, file.open(part, "w") as stream:
        stream.write(before)
        size = 1 + 1_000_000 // len(unit)
        for _ in range(count // size):
            stream.write(unit * size)
        stream.write(unit * (count % size) + after)
    return "table.xlsx", buffer.getvalue()


SHEET_START = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
SHEET_END = b"</sheetData></worksheet>"

# Foreign kinds of files, most of them renamed by hand.
given(
    REFUSED,
    "table.xlsx",
    empty_file=b"",
    one_byte=b"P",
    only_zeros=bytes(5000),
    plain_text="项目\t金额\n".encode(),
)
given(REFUSED, "table.xlsx", password=ole("EncryptedPackage"), renamed_xls=ole("Workbook"), unknown_ole=OLE)
given(REFUSED, "table.xls", old_xls=ole("Workbook"), sylk=b"ID;PWXL;N;E\n", rtf=b"{\\rtf1 x}")
given(
    REFUSED,
    "table.xls",
    html_without_cells=b"\xef\xbb\xbf\r\n<HTML xmlns:x='urn'>",
    html_empty_table="<table><tr>".encode("utf-16"),
    html_of_frames=b"<html><frameset><frame src='sheet001.htm'></frameset></html>",
    html_many_tags=b"<table>" + b"<tr><td>1" * 400_000,
    html_deep=b"<html><table>" + b"<tr><td><div>" * 100_000 + b"x",
    html_far_column=b"<table><tr>" + b"<td colspan=1000></td>" * 9 + b"<td>x",
    html_noise=b"<html>" + random.Random(7).randbytes(50_000),
    mhtml=b"MIME-Version: 1.0\n<html>",
)
given(
    REFUSED,
    "table.xls",
    xml_2003=b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
)
given(REFUSED, "table.et", wps_et=ole("Workbook"))
given(REFUSED, "table.doc", old_doc=ole("WordDocument"))
given(REFUSED, "table.docx", docx=package({"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}))
given(REFUSED, "table.pptx", pptx=package({"ppt/presentation.xml": "<p/>"}))
given(REFUSED, "table.xlsb", xlsb=package({"xl/workbook.bin": b"\x00"}))
given(
    REFUSED, "table.zip", zip_of_workbooks=package({"a.xlsx": b"PK", "b.xlsx": b"PK"}), empty_zip=package({})
)
given(REFUSED, "table.xlsx", other_zip=package({"readme.txt": "x"}), some_xml=b"<?xml version='1.0'?><a/>")
given(REFUSED, "table.pdf", pdf=b"%PDF-1.7\n")
given(
    REFUSED,
    "table.xlsx",
    png=b"\x89PNG\r\n\x1a\n",
    jpeg=b"\xff\xd8\xff\xe0",
    gif=b"GIF89a",
    rar=b"Rar!\x1a\x07",
    seven=b"7z\xbc\xaf",
)
given(REFUSED, "table.xlsx", gzip=b"\x1f\x8b\x08", noise=random.Random(5).randbytes(50_000))
given(
    REFUSED, "table.csv", csv_of_noise=random.Random(6).randbytes(50_000), csv_with_zeros=b"a,b\x00,c\n" * 9
)
given(
    REFUSED,
    "table.csv",
    csv_open_quote='项目,"金额\n甲,1\n乙,2\n'.encode(),
    csv_stray_quote='"大组工网"维护,1\n'.encode(),
)
given(REFUSED, "table.csv", csv_giant_cell=b"a," + b"x" * 3_000_000, csv_far_column=b"," * 300 + b"x\n")
given(REFUSED, "table.csv", csv_many_commas=b"," * 5_000_000 + b"x\n", csv_many_rows=b"a,b\n" * 100_001)


@refused
def ods() -> File:
    return "table.ods", package(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    )


@refused
def strict_ooxml() -> File:
    return with_parts(xl__workbook_dot_xml=f'<workbook xmlns="{STRICT}"><sheets/></workbook>')


# Broken packages.


@refused
def cut_in_half() -> File:
    content = workbook(worksheet(CELL * 1))
    return "table.xlsx", content[: len(content) // 2]


@refused
def without_its_end() -> File:
    return "table.xlsx", workbook(worksheet(CELL))[:-20]


@refused
def changed_byte() -> File:
    content = bytearray(
        workbook(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>' + "<!--" + "y" * 500 + "-->"))
    )
    at = content.index(b"xl/worksheets/sheet1.xml") + 30
    content[at : at + 8] = b"\xff" * 8
    return "table.xlsx", bytes(content)


@refused
def wrong_checksum() -> File:
    content = bytearray(workbook(worksheet(CELL)))
    checksum = zlib.crc32(worksheet(CELL).encode()).to_bytes(4, "little")
    at = content.rindex(checksum)
    content[at : at + 4] = b"\x00\x01\x02\x03"
    return "table.xlsx", bytes(content)


@refused
def encrypted_members() -> File:
    content = bytearray(workbook(worksheet(CELL)))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    return "table.xlsx", bytes(content)


@refused
def unknown_compression() -> File:
    content = bytearray(workbook(worksheet(CELL)))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 10] = 97
    return "table.xlsx", bytes(content)


@refused
def too_many_members() -> File:
    return "table.xlsx", package(
        workbook_parts(worksheet(CELL)) | {f"xl/media/{n}": b"" for n in range(6_000)}
    )


@refused
def zip_bomb() -> File:
    return repeated(SHEET_START, b" " * 100, 3_000_000, SHEET_END)


@refused
def sizes_that_lie() -> File:
    """The directory says 10 bytes; the member unpacks to 50 MB."""
    name, content = repeated(SHEET_START, b" " * 100, 500_000, SHEET_END)
    changed = bytearray(content)
    at = changed.rindex(b"xl/worksheets/sheet1.xml") - 46
    changed[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return name, bytes(changed)


@refused
def too_large_a_file() -> File:
    return "table.xlsx", workbook(worksheet(CELL)) + bytes(21 * 1024 * 1024)


# Broken parts.

given(REFUSED, "table.xlsx", no_workbook=with_parts(xl__workbook_dot_xml=None)[1])
given(REFUSED, "table.xlsx", no_relations=with_parts(xl___rels__workbook_dot_xml_dot_rels=None)[1])
given(REFUSED, "table.xlsx", no_sheet_part=with_parts(xl__worksheets__sheet1_dot_xml=None)[1])
given(REFUSED, "table.xlsx", no_string_table=with_parts(xl__sharedStrings_dot_xml=None)[1])
given(REFUSED, "table.xlsx", empty_sheet_part=with_parts(xl__worksheets__sheet1_dot_xml="")[1])
given(
    REFUSED,
    "table.xlsx",
    other_root=with_parts(xl__worksheets__sheet1_dot_xml=f'<chartsheet xmlns="{MAIN}"/>')[1],
)
given(REFUSED, "table.xlsx", no_namespace=with_parts(xl__worksheets__sheet1_dot_xml="<worksheet/>")[1])
given(REFUSED, "table.xlsx", not_closed=with_parts(xl__worksheets__sheet1_dot_xml=worksheet(CELL)[:-20])[1])
given(
    REFUSED,
    "table.xlsx",
    bad_utf8=with_parts(xl__worksheets__sheet1_dot_xml=worksheet(CELL).encode() + b"\xff")[1],
)
given(
    REFUSED,
    "table.xlsx",
    no_sheets=with_parts(xl__workbook_dot_xml=f'<workbook xmlns="{MAIN}"><sheets/></workbook>')[1],
)
given(REFUSED, "table.xlsx", broken_styles=with_parts(xl__styles_dot_xml="<styleSheet")[1])
given(
    REFUSED,
    "table.xlsx",
    control_character=one_sheet(worksheet('<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>'))[1],
)
for number, rows in enumerate(
    (
        CELL + CELL,
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A9"><v>1</v></c></row>',
        '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
        '<row r="-1"><c r="A-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="100001"><c r="A100001"><v>1</v></c></row>',
        '<row r="1"><c r="GS1"><v>1</v></c></row>',
    )
):
    given(REFUSED, "table.xlsx", **{f"bad_rows_{number}": one_sheet(worksheet(rows))[1]})


@refused
def two_sheets_one_part() -> File:
    parts = workbook_parts(worksheet(CELL), worksheet(CELL))
    relations = parts["xl/_rels/workbook.xml.rels"].replace("sheet2.xml", "sheet1.xml")
    return "table.xlsx", package(parts | {"xl/_rels/workbook.xml.rels": relations})


@refused
def only_a_chart() -> File:
    parts = workbook_parts(worksheet(CELL))
    relations = parts["xl/_rels/workbook.xml.rels"].replace("/worksheet", "/chartsheet", 1)
    return "table.xlsx", package(parts | {"xl/_rels/workbook.xml.rels": relations})


@refused
def too_many_sheets() -> File:
    return "table.xlsx", workbook(*[worksheet("") for _ in range(1_001)])


# XML that costs more than it weighs.

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


@refused
def laughing_sheet() -> File:
    rows = '<row r="1"><c r="A1" t="str"><v>&a9;</v></c></row>'
    return one_sheet(worksheet(rows).replace("<worksheet", LAUGHS + "<worksheet"))


@refused
def laughing_strings() -> File:
    return with_parts(
        xl__sharedStrings_dot_xml=shared_strings("<t>&a9;</t>").replace("<sst", LAUGHS + "<sst")
    )


@refused
def external_entity() -> File:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
    rows = '<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'
    return one_sheet(worksheet(rows).replace("<worksheet", entity))


@refused
def deep_nesting() -> File:
    return repeated(SHEET_START, b"<a>", 3_000_000, b"")


@refused
def endless_attribute() -> File:
    return repeated(SHEET_START + b'<row r="', b"1" * 100, 500_000, b'">')


@refused
def endless_name() -> File:
    return repeated(SHEET_START + b"<", b"a" * 100, 500_000, b"/>")


@refused
def endless_text() -> File:
    return repeated(
        SHEET_START + b'<row r="1"><c r="A1" t="str"><v>', b"x" * 100, 1_000_000, b"</v></c></row>"
    )


@refused
def endless_shared_text() -> File:
    return repeated(
        HEAD.encode() + f'<sst xmlns="{MAIN}"><si><t>'.encode(),
        b"x" * 100,
        1_000_000,
        b"</t></si></sst>",
        "xl/sharedStrings.xml",
    )


@refused
def many_names() -> File:
    names = b"".join(b"<n%d/>" % n for n in range(10_000))
    more = b"".join(b"<m%d a%d='1'/>" % (n, n) for n in range(300_000))
    return one_sheet((SHEET_START + names + more + SHEET_END).decode())


@refused
def many_namespaces() -> File:
    spaces = "".join(f"<a xmlns:p{n}='u{n}'/>" for n in range(200_000))
    return one_sheet(worksheet(spaces))


@refused
def many_tags() -> File:
    return repeated(SHEET_START + b'<row r="1">', b"<c/>", 30_000_000, b"</row>" + SHEET_END)


@refused
def many_attributes() -> File:
    attributes = " ".join(f'a{n}="1"' for n in range(2_000))
    return repeated(SHEET_START, f"<a {attributes}/>".encode(), 12_200, SHEET_END)


@refused
def many_strings() -> File:
    return repeated(
        f'{HEAD}<sst xmlns="{MAIN}">'.encode(),
        b"<si><t>x</t></si>",
        1_500_000,
        b"</sst>",
        "xl/sharedStrings.xml",
    )


@refused
def many_merges() -> File:
    merges = '<mergeCell ref="A1:A2"/>' * 500_000
    return one_sheet(worksheet(CELL, after=f"<mergeCells>{merges}</mergeCells>"))


@refused
def wide_merges() -> File:
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 50_000))
    return one_sheet(worksheet(CELL, after=f"<mergeCells>{merges}</mergeCells>"))


@refused
def hidden_merge() -> File:
    return one_sheet(worksheet(CELL, after='<!-- <mergeCell ref="A1:B9"/> -->'))


# Odd, but with content to read.


@read
def far_cell_with_only_a_format() -> File:
    return one_sheet(worksheet(CELL + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'))


@read
def giant_merge() -> File:
    return one_sheet(worksheet(CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


@read
def back_slashes_and_capitals() -> File:
    parts = workbook_parts(worksheet(CELL))
    return "table.xlsx", package(
        {name.replace("/", "\\").replace("sheet1", "Sheet1"): part for name, part in parts.items()}
    )


@read
def climbing_names() -> File:
    return "table.xlsx", package(workbook_parts(worksheet(CELL)) | {"../../../etc/passwd": "x", "/abs": "y"})


@read
def many_styles() -> File:
    start = f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>'.encode()
    return repeated(start, b'<xf numFmtId="1"/>', 1_000_000, b"</cellXfs></styleSheet>", "xl/styles.xml")


@read
def long_comment() -> File:
    return one_sheet(worksheet(CELL + "<!--" + "x" * 500_000 + "-->"))


@read
def lzma_members() -> File:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_LZMA) as file:
        for name, content in workbook_parts(worksheet(CELL)).items():
            file.writestr(ZipInfo(name), content, ZIP_LZMA)
    return "table.xlsx", buffer.getvalue()


@read
def numbers_that_are_none() -> File:
    stored = ["1e999", "-1e999", "NaN", "Infinity", "1" * 5_000, "0x10", "1e-999", "--5"]
    cells = "".join(
        f'<c r="{letter}1"><v>{value}</v></c>' for letter, value in zip("ABCDEFGH", stored, strict=True)
    )
    return one_sheet(worksheet(f'<row r="1">{cells}</row>'))


@read
def odd_formats() -> File:
    codes = [
        "0" * 250,
        "?" * 250 + "/?",
        "[h]" * 80,
        "#" * 9_000,
        '"',
        "[",
        "\\",
        "_",
        "*",
        ";;;;;;;",
        "[>1e9]0",
        "%" * 200,
    ]
    cells = "".join(f'<c r="A{n}" s="{n - 1}"><v>-1234.5</v></c>|' for n in range(1, len(codes) + 1)).split(
        "|"
    )
    rows = "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells[:-1], 1))
    return one_sheet(worksheet(rows), style_sheet=styles(*codes))


@read
def texts_that_hurt_patterns() -> File:
    texts = [
        "（" * 30_000,
        " " * 30_000 + "x",
        "9" * 30_000,
        "1," * 15_000,
        "合计" * 10_000,
        "年2023" * 5_000,
        "-" * 30_000,
    ]
    cells = [f'<row r="{n}"><c r="A{n}" t="str"><v>{text}</v></c></row>' for n, text in enumerate(texts, 1)]
    return one_sheet(worksheet("".join(cells)))


@read
def dangerous_formulas() -> File:
    formulas = ["cmd|'/c calc'!A0", "HYPERLINK(&quot;http://x&quot;)", "WEBSERVICE(&quot;http://x&quot;)"]
    cells = [
        f'<row r="{n}"><c r="A{n}" t="str"><f>{f}</f><v>0</v></c></row>' for n, f in enumerate(formulas, 1)
    ]
    return one_sheet(worksheet("".join(cells)))


@read
def many_empty_cells() -> File:
    row = "".join("<c/>" for _ in range(100))
    return one_sheet(worksheet(CELL + f"<row>{row}</row>" * 20_000))


given(
    READ,
    "table.csv",
    csv_with_bom=b"\xef\xbb\xbf" + "项目,金额\n甲,1\n".encode(),
    csv_gbk="项目,金额\n甲,1\n".encode("gbk"),
)
given(
    READ,
    "table.xls",
    html_cut="<html><table><tr><td>项目".encode(),
    html_many_styles=b"<style>" + b".a{mso-number-format:'0'}" * 50_000 + b"</style><table><tr><td>1",
    html_open_style=b"<table><tr><td style='" + b"a:\\'" * 20_000 + b"'>1</table>",
    html_giant_spans=b"<table><tr><td rowspan=99999999 colspan=99999999>1</td></tr></table>",
    html_entities=b"<!DOCTYPE html [<!ENTITY a 'b'>]><table><tr><td>&a;&#0;&#xD800;1",
    html_external=b"<html><link href='http://127.0.0.1:9/x.css'><img src='file:///etc/passwd'><table><tr><td>1",
    text_with_tabs="项目\t金额\n甲\t1\n".encode("gbk"),
)
given(
    READ,
    "table.csv",
    csv_utf16="项目\t金额\n甲\t1\n".encode("utf-16"),
    csv_old_mac="项目,金额\r甲,1\r".encode(),
)
