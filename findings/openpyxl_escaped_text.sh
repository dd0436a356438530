#!/usr/bin/env bash
# openpyxl 3.1.5 writes the text _x000D_ (left behind in cells by many exports) as it stands. One expects a text to
# come back as it was written. In the format these seven characters mean a carriage return: python-calamine 0.9.1
# reads '甲\r乙' for '甲_x000D_乙', and '型号A' for '型号_x0041_'. openpyxl itself takes no part in it, neither writing nor
# reading: a real carriage return written by XlsxWriter 3.3.1 it gives as seven characters, and a text escaped by
# hand, '甲_x005F_x000D_乙', it gives as it stands, where calamine reads '甲_x000D_乙'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from io import BytesIO

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook as OtherWorkbook


def read_by_both(file):
    file.seek(0)
    by_openpyxl = [cell.value for cell in load_workbook(file).active["A"]]
    file.seek(0)
    return by_openpyxl, [row[0] for row in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()]


book, file = Workbook(), BytesIO()
for text in ("甲_x000D_乙", "型号_x0041_", "甲_x005F_x000D_乙"):
    book.active.append([text])
book.save(file)
seen = read_by_both(file)
print("openpyxl wrote; openpyxl, calamine read:", *seen)
other = BytesIO()
with OtherWorkbook(other) as workbook:
    workbook.add_worksheet().write_string(0, 0, "甲\r乙")
seen_other = read_by_both(other)
print("XlsxWriter wrote a carriage return; openpyxl, calamine read:", *seen_other)
assert seen == (["甲_x000D_乙", "型号_x0041_", "甲_x005F_x000D_乙"], ["甲\r乙", "型号A", "甲_x000D_乙"])
assert seen_other == (["甲_x000D_乙"], ["甲\r乙"])
PY
