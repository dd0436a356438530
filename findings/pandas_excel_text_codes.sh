#!/usr/bin/env bash
# pandas 3.1.1: read_excel turns cells that ARE texts in the workbook into numbers when all of a column look like
# numbers. One expects the types that the file stores, since a workbook, unlike a csv, has types: unit codes 001300
# and 001400 (text cells, format @) become 1300 and 1400, the text NA becomes nan. openpyxl alone reads the same cells
# as the texts they are, and so does pandas with dtype=str.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install pandas==3.1.1 openpyxl==3.1.5 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from io import BytesIO

import pandas
from openpyxl import Workbook, load_workbook

book, file = Workbook(), BytesIO()
for code, name in (("编码", "名称"), ("001300", "NA"), ("001400", "乙")):
    book.active.append([code, name])
    book.active.cell(book.active.max_row, 1).number_format = "@"
book.save(file)
file.seek(0)
stored = [cell.value for cell in load_workbook(file).active["A"]][1:]
file.seek(0)
frame = pandas.read_excel(file)
print("stored:", stored, "| pandas", pandas.__version__, frame["编码"].tolist(), frame["名称"].tolist())
file.seek(0)
assert stored == pandas.read_excel(file, dtype=str)["编码"].tolist() == ["001300", "001400"]
assert frame["编码"].tolist() == [1300, 1400], "changed"
assert frame["名称"].isna().tolist() == [True, False], "changed"
PY
