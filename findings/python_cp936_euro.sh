#!/usr/bin/env bash
# Python 3.11.7: cp936 is only another name for gbk there, and knows no euro sign. One expects of the name cp936 what
# Windows' code page 936 holds, where the byte 80 is €; TextDecoder("gbk") of Node 20 reads it so. The byte is an
# error under cp936, gbk and gb18030, and "€".encode("cp936") is one: a single € in a file, and the whole file is "not
# GBK".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - <<'PY'
import codecs
import sys

seen = {}
for codec in ("cp936", "gbk", "gb18030"):
    try:
        seen[codec] = b"\x80100".decode(codec)
    except UnicodeDecodeError as error:
        seen[codec] = error.reason
try:
    seen["written"] = "€".encode("cp936")
except UnicodeEncodeError as error:
    seen["written"] = error.reason
print("Python", sys.version.split()[0], codecs.lookup("cp936").name, seen)
assert codecs.lookup("cp936").name == "gbk", "changed"
assert set(seen.values()) == {"illegal multibyte sequence"}, "changed"
PY
if command -v node >/dev/null; then
  node -e 'const text = new TextDecoder("gbk").decode(new Uint8Array([0x80, 0x31])); console.log("Node:", text); process.exit(text === "€1" ? 0 : 1)'
fi
