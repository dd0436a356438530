#!/usr/bin/env bash
# ICU 76.1 (in Node 20.19.0 as Intl.Collator; the same in Chromium and as PostgreSQL 15's collation zh-x-icu): the
# Chinese order puts Chinese BEFORE Latin letters. One expects 10, A, a, 张, as by code or in any other
# language: it gives 9, 10, 张, a, A, so a name that begins with a letter stands at the very end of a list. Numbers in
# characters go by sound: 第二 (èr), 第三 (sān), 第一 (yī), also with numeric: true, and 曾 as a surname (Zēng) stands under
# C.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v npm >/dev/null || { echo "needs npm" >&2; exit 77; }
npm install --silent --prefix "$folder" node@20.19.0
cd "$folder"
cat > show.cjs <<'JS'
const sort = (texts, options) => [...texts].sort(new Intl.Collator("zh-CN", options).compare).join(" ");
const seen = [
  sort(["A", "张", "a", "9", "10"], { numeric: true }),
  sort(["第一", "第二", "第三"], { numeric: true }),
  sort(["赵", "曾", "陈"]),
];
console.log(`node ${process.version}, ICU ${process.versions.icu}:`, seen.join(" | "));
if (seen.join("|") !== "9 10 张 a A|第二 第三 第一|曾 陈 赵") { console.error("changed"); process.exit(1); }
JS
node_modules/.bin/node show.cjs
