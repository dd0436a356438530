#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12), xlsx to PDF without a window: rows without a height are NOT fitted to wrapped text.
# One expects rows as high as their text, since none has a height of its own in the file: of 60 characters in a narrow
# column one line of 5 is in the PDF, the rest is neither to be seen nor in its text. By way of ods (xlsx to ods, ods
# to PDF) all 60 are there. Whoever prints through it must write the heights.
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
from openpyxl.styles import Alignment

book = Workbook()
book.active.append(["一二三四五六七八九十" * 6, "b"])
book.active["A1"].alignment = Alignment(wrap_text=True)
book.active.append(["end"])
book.save("book.xlsx")
PY
soffice --version
convert ods book.xlsx && convert pdf out/book.ods && mv out/book.pdf out/by_ods.pdf && convert pdf book.xlsx
"$folder/venv/bin/python" - <<'PY'
import pypdfium2

seen = []
for name in ("book", "by_ods"):
    text = pypdfium2.PdfDocument(f"out/{name}.pdf")[0].get_textpage().get_text_range()
    seen.append(sum(character in "一二三四五六七八九十" for character in text))
print("characters in the PDF, directly and by ods:", seen)
assert seen == [5, 60], "changed"
PY
