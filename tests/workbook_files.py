"""Workbooks for tests: written by hand part by part, by openpyxl, or saved again by LibreOffice."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def relations(*targets: tuple[str, str, str]) -> str:
    """A relationships part of (identity, kind, target)."""
    rows = "".join(
        f'<Relationship Id="{identity}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for identity, kind, target in targets
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def worksheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def shared_strings(*items: str) -> str:
    """Each item is the inside of an <si>."""
    return f'{HEAD}<sst xmlns="{MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def styles(*codes: str) -> str:
    """A style sheet whose style number n has the n-th format code."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{200 + n}" applyNumberFormat="1"/>' for n in range(len(codes)))
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{used}</cellXfs></styleSheet>'
    )


def workbook_parts(
    *sheets: str,
    strings: str | None = None,
    style_sheet: str | None = None,
    book_attributes: str = "",
    states: tuple[str, ...] = (),
) -> dict[str, str | bytes]:
    """The parts of an xlsx package around these worksheet parts, named 表1, 表2 …"""
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    if strings:
        targets.append(("rIdS", "sharedStrings", "sharedStrings.xml"))
    if style_sheet:
        targets.append(("rIdT", "styles", "styles.xml"))
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{states[n - 1] if states else "visible"}" r:id="rId{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<workbookPr {book_attributes}/><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*targets),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    if style_sheet:
        parts["xl/styles.xml"] = style_sheet
    return parts


def workbook(*sheets: str, **options: object) -> bytes:
    return package(workbook_parts(*sheets, **options))


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def through_libreoffice(content: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """The workbook saved again by LibreOffice: shared strings, other styles, formulas calculated."""
    (folder / "in.xlsx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / "out"), str(folder / "in.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"in.{kind.partition(':')[0]}").read_bytes()
