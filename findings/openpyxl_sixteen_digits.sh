#!/usr/bin/env bash
# openpyxl 3.1.5 and XlsxWriter 3.3.1 write numbers with 16 significant digits. One expects a float or an int to come
# back equal: the format takes any number of digits, and 17 keep every float. 0.1 + 0.2 comes back as 0.3, the int
# 123456789012345678 as the float 1.234567890123457e+17, and Decimal("12345678901234567.89") loses more than its fen:
# a workbook written and read again cannot be compared with ==, and an 18-digit number given as int loses its end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 XlsxWriter==3.3.1 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as OtherWorkbook

numbers = [0.1 + 0.2, 123456789012345678, Decimal("12345678901234567.89")]
book, file, other = Workbook(), BytesIO(), BytesIO()
book.active.append(numbers)
book.save(file)
with OtherWorkbook(other) as workbook:
    workbook.add_worksheet().write_row(0, 0, numbers)
for writer, written in (("openpyxl", file), ("XlsxWriter", other)):
    written.seek(0)
    seen = [cell.value for cell in load_workbook(written).active[1]]
    print(writer, *map(repr, seen))
    assert seen == [0.3, 1.234567890123457e17, 1.234567890123457e16], "changed"
    assert seen[0] != numbers[0] and seen[1] != numbers[1]
PY
