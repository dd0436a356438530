#!/usr/bin/env bash
# openpyxl 3.1.5 gives built-in number format 44 (accounting with a currency sign) without the separators between its
# sections, unlike 43: a cell with it shows all three sections in a row when rendered by the code openpyxl names.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install openpyxl==3.1.5 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from openpyxl import Workbook, __version__
from openpyxl.styles.numbers import BUILTIN_FORMATS

book = Workbook()
book.active["A1"] = 1234.5
book.active["A1"].number_format = BUILTIN_FORMATS[44]
print("openpyxl", __version__)
print("43:", BUILTIN_FORMATS[43])
print("44:", BUILTIN_FORMATS[44], "→ written and kept as", book.active["A1"].number_format)
assert BUILTIN_FORMATS[43].count(";") == 3
assert BUILTIN_FORMATS[44].count(";") == 0, "built-in format 44 has its separators now"
PY
