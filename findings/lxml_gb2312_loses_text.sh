#!/usr/bin/env bash
# lxml 6.1.3: a page that says charset=gb2312, as web pages and tables named .xls from Chinese systems do, but holds a
# character outside GB 2312 (镕, 〇, ㎡; browsers read such pages as GBK) loses its text without an error: the paragraph
# 镕基大道 is '' and the one after it is gone. Also · becomes ・ (U+30FB) and — becomes ― (U+2015), which then match no
# search. One expects browsers' reading, or an error. Decode as GB 18030 first and hand over the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install lxml==6.1.3 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import lxml.html

page = '<html><head><meta charset="gb2312"></head><body><p>甲·乙—丙</p><p>镕基大道</p><p>丁</p></body></html>'
by_label = [p.text for p in lxml.html.fromstring(page.encode("gbk")).findall(".//p")]
by_hand = [p.text for p in lxml.html.fromstring(page.encode("gbk").decode("gb18030")).findall(".//p")]
print("lxml", lxml.__version__, "by the label:", by_label, "| decoded before:", by_hand)
assert by_hand == ["甲·乙—丙", "镕基大道", "丁"]
assert by_label == ["甲・乙―丙", None], "changed"
PY
