#!/usr/bin/env bash
# pandas 3.1.1: read_html takes every comma out of a cell that then looks like a number, whatever stands between the
# commas. One expects thousands="," to read 1,000 as 1000 and leave other texts alone. A list of rows "1,2" becomes
# the number 12, "1,2,3" in a column of texts becomes the text 123, "2,3" beside 3 becomes 23.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install pandas==3.1.1 lxml==6.1.3 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from io import StringIO

import pandas

table = "<table><tr><td>对应指标</td></tr><tr><td>1,2,3</td></tr><tr><td>甲</td></tr></table>"
listed = "<table><tr><td>1,2</td></tr><tr><td>2,3</td></tr></table>"
among_texts = pandas.read_html(StringIO(table))[0].iloc[1:, 0].tolist()
alone = pandas.read_html(StringIO(listed))[0].iloc[:, 0].tolist()
print("pandas", pandas.__version__, "1,2,3 among texts:", among_texts, "| 1,2 and 2,3:", alone)
assert among_texts == ["123", "甲"], "changed"
assert alone == [12, 23], "changed"
PY
