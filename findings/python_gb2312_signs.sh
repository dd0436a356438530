#!/usr/bin/env bash
# Python 3.11.7: the bytes A1A4 and A1AA, the Chinese middle dot and the dash, are · (U+00B7) and — (U+2014) under gbk
# and gb18030, but ・ (U+30FB) and ― (U+2015) under gb2312. One expects the smaller set to agree with the larger that
# contains it. So a text read by its label gb2312 differs from the same text read as GBK (names such as 买买提·艾力,
# dashes), and "·".encode("gb2312") is an error for a character that GB 2312 has.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - <<'PY'
import sys

both = b"\xa1\xa4\xa1\xaa"
seen = {codec: both.decode(codec) for codec in ("gb2312", "gbk", "gb18030")}
print("Python", sys.version.split()[0], {codec: [f"U+{ord(c):04X}" for c in text] for codec, text in seen.items()})
assert seen == {"gb2312": "\u30fb\u2015", "gbk": "\xb7\u2014", "gb18030": "\xb7\u2014"}, "changed"
try:
    "·".encode("gb2312")
except UnicodeEncodeError:
    sys.exit()
sys.exit("gb2312 has the middle dot now")
PY
