#!/usr/bin/env bash
# WeasyPrint 70.0: the numbers of a list (<ol>) come into the PDF after the texts of ALL its items. One expects them
# in reading order: a list of 甲, 乙 is stored as 甲, 乙, 1., 2., and pypdfium2 5.15.2 and pdftotext -raw give it so. On
# paper nothing is to be seen; copied or searched (1. 甲), the numbers are at the end. list-style: inside is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "$(fc-list ':lang=zh-cn' 2>/dev/null)" ]; then echo "needs a Chinese font (fonts-noto-cjk)" >&2; exit 77; fi
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install weasyprint==70.0 pypdfium2==5.15.2 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import pypdfium2
from weasyprint import HTML


def texts(style):
    page = f"<html lang=zh-CN><ol style='list-style: {style}'><li>甲<li>乙</ol>"
    return pypdfium2.PdfDocument(HTML(string=page).write_pdf())[0].get_textpage().get_text_range().split()


seen = texts("decimal outside"), texts("decimal inside")
print("outside:", *seen[0], "| inside:", *seen[1])
assert seen == (["甲", "乙", "1.", "2."], ["1.", "甲", "2.", "乙"]), "changed"
PY
