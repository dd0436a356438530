#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12) shows a negative number without its minus when the first section of the format has a
# condition of its own: -123456 under [>=10000]0.0,"千";0.00"元" is 123456.00元, -5 under [>=100000000]0.00,,"亿";0 is 5.
# One expects -123456.00元 and -5: the second section takes all other numbers here, and numfmt 4.0.1 keeps the sign.
# With a third section the sign is lost as well. Give negative numbers a section with a written minus.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v soffice >/dev/null || { echo "needs LibreOffice Calc (libreoffice-calc-nogui)" >&2; exit 77; }
convert() { soffice --headless "-env:UserInstallation=file://$folder/profile" --convert-to "$1" --outdir "$folder/out" "$2" >/dev/null 2>&1; }
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from openpyxl import Workbook

book = Workbook()
cases = ((-123456, '[>=10000]0.0,"千";0.00"元"'), (-5, '[>=100000000]0.00,,"亿";0'), (-5, '[>=1000]0.0,"千";[>=0]0;0'), (-5, '0.0,"千"'))
for row, (value, code) in enumerate(cases, 1):
    book.active.cell(row, 1, value).number_format = code
book.active.column_dimensions["A"].width = 40
book.save("book.xlsx")
PY
soffice --version
convert 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true' book.xlsx
"$folder/venv/bin/python" - <<'PY'
from pathlib import Path

seen = Path("out/book.csv").read_text(encoding="utf-8").splitlines()
print(*seen)
assert seen[:3] == ["123456.00元", "5", "5"], "changed"
PY
