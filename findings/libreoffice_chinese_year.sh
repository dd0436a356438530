#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, English locale): the year code e of Chinese workbooks shows another calendar. 5
# January 2024 under e"年"m"月"d"日" is 784年10月24日. One expects 2024年1月5日, the year that numfmt 4.0.1 and SheetJS show;
# with [$-804] before it, 24年1月5日. 上午/下午h"时" (morning, afternoon, hour) is not understood at all: 45296.75 instead of
# 下午6时.
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
cases = ((45296, 'e"年"m"月"d"日"'), (45296, '[$-804]e"年"m"月"d"日"'), (45296, 'yyyy"年"m"月"d"日"'), (45296.75, '上午/下午h"时"'))
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
assert seen == ["784年10月24日", "24年1月5日", "2024年1月5日", "45296.75"], "changed"
PY
