#!/usr/bin/env bash
# openpyxl 3.1.5 gives the width of columns that a file sets as one range (<col min="1" max="3">, as Excel and
# XlsxWriter write equal neighbours) to the first of them only. One expects 9.71 for A, B and C; B and C say 13, the
# default. Whoever then sets B gets a file in which entries overlap (1-3, 2-2, and 3-3 for only having asked for the
# width of C), which the format forbids.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 XlsxWriter==3.3.1 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import re
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from xlsxwriter import Workbook

file, saved = BytesIO(), BytesIO()
with Workbook(file) as book:
    book.add_worksheet().set_column("A:C", 9)
file.seek(0)
book = load_workbook(file)
widths = [book.active.column_dimensions[letter].width for letter in "ABC"]
book.active.column_dimensions["B"].width = 30
book.save(saved)
entries = re.findall("<col [^>]*>", ZipFile(saved).read("xl/worksheets/sheet1.xml").decode())
ranges = [re.findall('(?:min|max)="(\\d+)"', entry) for entry in entries]
print("widths of A, B, C:", widths, "| ranges after B was set:", ranges)
assert widths == [9.7109375, 13, 13], "changed"
assert ranges == [["1", "3"], ["2", "2"], ["3", "3"]], "changed"
PY
