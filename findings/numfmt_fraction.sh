#!/usr/bin/env bash
# numfmt 4.0.1 (npm) shows 0.99 under the fraction format "# ??/??" as 1 98/99: the whole part is rounded up and the
# fraction added to it, so the text says nearly twice the number. SheetJS ssf 0.11.2 shows 98/99.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund numfmt@4.0.1 ssf@0.11.2 >/dev/null
cat > show.mjs <<'JS'
import { createRequire } from "node:module";
import { format } from "numfmt";
const ssf = createRequire(import.meta.url)("ssf");
const shown = format("# ??/??", 0.99).trim(), other = ssf.format("# ??/??", 0.99).trim();
console.log(`numfmt 4.0.1: ${shown}; ssf 0.11.2: ${other}`);
if (shown !== "1 98/99" || other !== "98/99") { console.error("changed"); process.exit(1); }
JS
node show.mjs
