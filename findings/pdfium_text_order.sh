#!/usr/bin/env bash
# pypdfium2 5.15.2 (PDFium): the characters of a text page do not come in the order in which they are drawn. Two
# texts whose lines overlap by a point (rows of a spreadsheet that are too low) are mixed: the second line of the
# first text comes behind the second text, although the content stream has it before. A reader that joins lines
# by this order gives each row the words of another. Sort by text object instead (FPDFText_GetTextObject).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pypdfium2==5.15.2 reportlab==4.5.1
"$folder/venv/bin/python" - "$folder/rows.pdf" <<'PY'
import sys

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas(sys.argv[1], pagesize=(200, 150))
canvas.setFont("Helvetica", 11)
for x, y, text in ((50, 100, "social"), (70, 84, "benefit"), (50, 85, "ecology"), (70, 69, "gains")):
    canvas.drawString(x, y, text)
canvas.save()

page = pypdfium2.PdfDocument(sys.argv[1])[0]
seen = page.get_textpage().get_text_range().split()
print("pypdfium2", pypdfium2.PYPDFIUM_INFO, "| drawn: social benefit ecology gains | text page:", *seen)
sys.exit(seen == ["social", "benefit", "ecology", "gains"])
PY
