#!/usr/bin/env bash
# WeasyPrint 70.0 knows no Chinese numerals for lists and counters: simp-chinese-informal, simp-chinese-formal and
# cjk-ideographic of CSS Counter Styles 3 number the 12th item 12., without a warning. One expects 十二、 (拾贰、). The only
# style it has, cjk-decimal, counts digits: 一二、, which is how 12 is not written. Write the numerals into the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "$(fc-list ':lang=zh-cn' 2>/dev/null)" ]; then echo "needs a Chinese font (fonts-noto-cjk)" >&2; exit 77; fi
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install weasyprint==70.0 pypdfium2==5.15.2 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import pypdfium2
from weasyprint import HTML


def twelfth(style):
    page = f"<html lang=zh-CN><ol style='counter-reset: list-item 11; list-style: {style} inside'><li>甲</ol>"
    return pypdfium2.PdfDocument(HTML(string=page).write_pdf())[0].get_textpage().get_text_range().strip()


styles = ("simp-chinese-informal", "simp-chinese-formal", "cjk-ideographic", "cjk-decimal")
seen = {style: twelfth(style) for style in styles}
print(seen)
assert list(seen.values()) == ["12. 甲", "12. 甲", "12. 甲", "一二、甲"], "changed"
PY
