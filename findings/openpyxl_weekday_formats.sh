#!/usr/bin/env bash
# openpyxl 3.1.5 and python-calamine 0.9.1 take a date under the Chinese weekday format [$-804]aaaa (星期五) or under
# e"年" (the year) for a plain number. One expects a date, as under dddd and yyyy: both give 45296 for 5 January 2024,
# while with dddd openpyxl gives the date. calamine gives the date for none of the Chinese codes alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 python-calamine==0.9.1 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import datetime
from io import BytesIO

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

book, file = Workbook(), BytesIO()
for column, code in enumerate(("dddd", "[$-804]aaaa", 'e"年"', 'yyyy"年"'), 1):
    book.active.cell(1, column, 45296).number_format = code
book.save(file)
file.seek(0)
seen = [cell.value for cell in load_workbook(file).active[1]]
file.seek(0)
other = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[0]
print("openpyxl:", *seen, "| calamine:", *other)
friday = datetime.datetime(2024, 1, 5)
assert seen == [friday, 45296, 45296, friday], "openpyxl changed"
assert other == [friday.date(), 45296.0, 45296.0, friday.date()], "calamine changed"
PY
