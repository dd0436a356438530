#!/usr/bin/env bash
# SQLite 3.43.2 (through apsw; 3.40.1 of Debian 12 too): json_extract(x, '$.金额') is NULL for a document whose key is
# written with escapes, as json.dumps writes every Chinese key by default. One expects the JSON key: "\\u91d1\\u989d"
# and "金额" are the same name, and values are decoded. Only a path with the same escapes finds it, and that one misses
# keys written plainly. Right in 3.46.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install apsw==3.43.2.0 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import json

import apsw

run = apsw.Connection(":memory:").cursor().execute
escaped, plain = json.dumps({"金额": 5}), json.dumps({"金额": 5}, ensure_ascii=False)
seen = [next(run("SELECT json_extract(?, ?)", [text, path]))[0] for text in (escaped, plain) for path in ("$.金额", '$."\\u91d1\\u989d"')]
print("SQLite", apsw.sqlitelibversion(), escaped, plain, "by plain and escaped path:", seen)
assert seen == [None, 5, 5, None], "changed"
PY
