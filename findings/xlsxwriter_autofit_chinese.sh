#!/usr/bin/env bash
# XlsxWriter 3.3.1: autofit() takes a Chinese character for about as wide as a letter; it is as wide as the type is
# high, 15 pixels at 11 points, where a digit takes 7. One expects a column about twice as wide for 8 characters as
# for 8 letters; it becomes 10.1 against 9.1, a column half as wide as its heading.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 XlsxWriter==3.3.1 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from io import BytesIO

from openpyxl import load_workbook
from xlsxwriter import Workbook

file = BytesIO()
with Workbook(file) as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["项目支出绩效目标", "abcdefgh"])
    sheet.autofit()
file.seek(0)
widths = [load_workbook(file).active.column_dimensions[letter].width for letter in "AB"]
print("widths for 8 Chinese characters, for 8 letters:", widths)
assert widths == [10.140625, 9.140625], "changed"
PY
