#!/usr/bin/env bash
# ICU (in Node and Chromium as Intl.Collator, in PostgreSQL as the collation zh-x-icu; seen in Node 20 and PostgreSQL
# 15): the Chinese order puts Chinese BEFORE Latin letters. One expects 10, A, a, 张, as by code or in any other
# language: it gives 9, 10, 张, a, A, so a name that begins with a letter stands at the very end of a list. Numbers in
# characters go by sound: 第二 (èr), 第三 (sān), 第一 (yī), also with numeric: true, and 曾 as a surname (Zēng) stands under
# C.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v node >/dev/null || { echo "needs node" >&2; exit 77; }
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
node show.cjs
