#!/usr/bin/env bash
# Chromium 156: pasting −5 with the minus sign U+2212 (web pages and PDFs write it) into <input type="number"> enters
# 5. One expects an empty or an invalid field: the sign is dropped, the value is valid and positive, and a loss
# becomes a gain. 1.2.3 becomes 1.23 in the same way, -5 with a hyphen stays -5. A text field keeps what was pasted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || { echo "needs Chromium" >&2; exit 77; }
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install playwright==1.65.2 2>/dev/null
"$folder/venv/bin/python" - "$browser" <<'PY'
import sys

from playwright.sync_api import sync_playwright

with sync_playwright() as tool:
    browser = tool.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    seen = []
    for text in ("\u22125", "-5", "1.2.3"):
        page.set_content(f"<textarea>{text}</textarea><input type=number step=any>")
        page.focus("textarea")
        page.keyboard.press("Control+A")
        page.keyboard.press("Control+C")
        page.focus("input")
        page.keyboard.press("Control+V")
        seen.append(page.eval_on_selector("input", "field => [field.value, field.validity.valid]"))
    print("Chromium", browser.version, seen)
    browser.close()
assert seen == [["5", True], ["-5", True], ["1.23", True]], "changed"
PY
