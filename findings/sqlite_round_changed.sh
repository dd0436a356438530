#!/usr/bin/env bash
# SQLite rounds in another way since 3.43, and sums in another way too. round(x, 2) of 1.005, 1.015, 2.675, 0.285:
# 3.42.0: 1.01 1.02 2.68 0.29 (as in school); 3.43.2: 1.0 1.01 2.67 0.28 (as the double is); sum() of ten 0.1 is
# 0.9999999999999999 before and 1.0 since. One expects the same file and the same statement to give the same report:
# Debian 12 has 3.40, Debian 13 has 3.46. Round decimals outside, or store fen as integers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat > "$folder/show.py" <<'PY'
import sys

import apsw

run = apsw.Connection(":memory:").cursor().execute
rounded = [next(run("SELECT round(?, 2)", [value]))[0] for value in (1.005, 1.015, 2.675, 0.285)]
run("CREATE TABLE amounts (amount REAL)")
for _ in range(10):
    run("INSERT INTO amounts VALUES (0.1)")
summed = next(run("SELECT sum(amount) FROM amounts"))[0]
print("SQLite", apsw.sqlitelibversion(), "round:", *rounded, "| sum of ten 0.1:", summed)
sys.exit([*map(str, rounded), str(summed)] != sys.argv[1:])
PY
"$folder/venv/bin/pip" -q install apsw==3.42.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/show.py" 1.01 1.02 2.68 0.29 0.9999999999999999
"$folder/venv/bin/pip" -q install apsw==3.43.2.0 2>/dev/null
"$folder/venv/bin/python" "$folder/show.py" 1.0 1.01 2.67 0.28 1.0
