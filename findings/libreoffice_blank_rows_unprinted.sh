#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12), xlsx to PDF: pages that hold only ruled, empty cells are left out. One expects a
# blank form of 120 ruled rows under one heading to fill 3 pages, as with a text in its last row; it gives 1, the
# first. A print area brings all pages back. (Blank forms to be filled in by hand lose their end.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v soffice >/dev/null || { echo "needs LibreOffice Calc (libreoffice-calc-nogui)" >&2; exit 77; }
convert() { soffice --headless "-env:UserInstallation=file://$folder/profile" --convert-to "$1" --outdir "$folder/out" "$2" >/dev/null 2>&1; }
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 pypdfium2==5.15.2 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from openpyxl import Workbook
from openpyxl.styles import Border, Side

rule = Side("thin")
book = Workbook()
book.active.title = "book"
for name in ("plain", "area", "text"):
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "form"
    for row in sheet["A2:D120"]:
        for cell in row:
            cell.border = Border(rule, rule, rule, rule)
    if name == "area":
        sheet.print_area = "A1:D120"
    if name == "text":
        sheet["A120"] = "end"
    book.save("book.xlsx" if name == "plain" else f"{name}.xlsx")
PY
soffice --version
convert pdf area.xlsx && convert pdf text.xlsx && convert pdf book.xlsx
"$folder/venv/bin/python" - <<'PY'
import pypdfium2

seen = [len(pypdfium2.PdfDocument(f"out/{name}.pdf")) for name in ("book", "area", "text")]
print("pages: plain, with a print area, with a text in the last row:", seen)
assert seen[0] == 1 and seen[1] == seen[2] > 1, "changed"
PY
