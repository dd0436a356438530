#!/usr/bin/env bash
# SQLite 3.40.1 (Debian 12's; here through apsw 3.40.1.0): LIKE and GLOB on an FTS5 table with the trigram tokenizer
# find NOTHING for patterns under three characters, though the same LIKE on the column's value finds the row. One
# expects what the manual says of such patterns: they cannot use the index, and all rows are looked at. Most Chinese
# words have two characters (农田): the search is silently empty. Right from 3.41 on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install apsw==3.40.1.0 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import apsw

db = apsw.Connection(":memory:")
run = db.cursor().execute
run("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
run("INSERT INTO names VALUES ('高标准农田建设项目')")
seen = {
    pattern: tuple(next(run(f"SELECT count(*) FROM names WHERE {side} LIKE ?", [pattern]))[0] for side in ("name", "name || ''"))
    for pattern in ("%农田%", "%农%", "%农田建设%")
}
print("SQLite", apsw.sqlitelibversion(), "pattern: (by the table, by the value)", seen)
assert seen == {"%农田%": (0, 1), "%农%": (0, 1), "%农田建设%": (1, 1)}, "changed"
PY
