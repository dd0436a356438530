#!/usr/bin/env bash
# charset-normalizer 3.5.3 (what requests asks for an encoding) takes short Chinese texts in GBK for something else:
# 项目名称 and a small csv for Korean (cp949), a title of 20 characters for UTF-16. One expects gb18030 for plain Chinese
# of this length, as chardet 7.7.0 says for each. Trying utf-8, then gb18030, and refusing the rest is right for all
# of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install charset-normalizer==3.5.3 chardet==7.7.0 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import chardet
from charset_normalizer import from_bytes

texts = [
    "项目名称",
    "资金类型",
    "项目,金额\n道路,100\n",
    "编码,名称\n001,办公室\n",
    "姓名\n张三\n李四\n",
    "韶关市曲江区2023年区级项目绩效目标表",
]
wrong = 0
for text in texts:
    best = from_bytes(text.encode("gbk")).best()
    other = chardet.detect(text.encode("gbk"))["encoding"]
    print(repr(text), "charset-normalizer:", best and best.encoding, "| chardet:", other)
    wrong += best is None or str(best) != text
    assert text.encode("gbk").decode(other) == text
assert wrong == len(texts), "charset-normalizer finds some of them now"
PY
