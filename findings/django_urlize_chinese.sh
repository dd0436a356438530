#!/usr/bin/env bash
# Django 5.2.19: urlize takes the Chinese text that follows an address for a part of it, when no blank stands between,
# as Chinese is written. One expects the link to end before 。 or ，: "见 http://127.0.0.1/1。谢谢" links to
# http://127.0.0.1/1%E3%80%82%E8%B0%A2%E8%B0%A2, a page that is not there, while "见 http://127.0.0.1/1. Bye" links
# rightly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install Django==5.2.19 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import re

import django
from django.utils.html import urlize

seen = [re.search('href="(.*?)"', urlize(text))[1] for text in ("见 http://127.0.0.1/1。谢谢", "see http://127.0.0.1/1. Bye")]
print("Django", django.__version__, *seen)
assert seen == ["http://127.0.0.1/1%E3%80%82%E8%B0%A2%E8%B0%A2", "http://127.0.0.1/1"], "changed"
PY
