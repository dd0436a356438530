#!/usr/bin/env bash
# V8 (Node 20.19.0, Chromium 156): new Date() makes dates of Chinese texts that end in a number. One expects Invalid Date,
# the usual test in scripts that sort a column "by date if it is one": "道路 2" is 1 February 2001, "项目 12" is 1
# December 2001. A real Chinese date is none: "2024年1月5日" is Invalid Date. And 2024-02-30 becomes 1 March without a
# word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v npm >/dev/null || { echo "needs npm" >&2; exit 77; }
npm install --silent --prefix "$folder" node@20.19.0
cd "$folder"
cat > show.cjs <<'JS'
const day = (text) => { const date = new Date(text); return isNaN(date) ? "none" : date.toLocaleDateString("sv"); };
const seen = ["道路 2", "项目 12", "2024年1月5日", "2024-02-30"].map(day);
console.log(`node ${process.version}, V8 ${process.versions.v8}:`, seen.join(", "));
if (seen.join() !== "2001-02-01,2001-12-01,none,2024-03-01") { console.error("changed"); process.exit(1); }
JS
TZ=UTC node_modules/.bin/node show.cjs
