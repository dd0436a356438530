#!/usr/bin/env bash
# SheetJS xlsx 0.18.5 (npm, Apache-2.0) shows a dollar sign where a format names the Chinese language: 123 under
# [DBNum2][$-804]General is $123, the weekday of 5 January 2024 under [$-804]aaaa is $aaaa. One expects 壹佰贰拾叁 or at
# least 123 ([$-804] names a language, no currency, and [$-804]yyyy is understood), and 星期五, what numfmt 4.0.1 shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5 numfmt@4.0.1 >/dev/null
cat > show.cjs <<'JS'
const { SSF } = require("xlsx");
(async () => {
  const { format } = await import("numfmt");
  const cases = [["[DBNum2][$-804]General", 123], ["[$-804]aaaa", 45296], ["[$-804]yyyy", 45296]];
  const seen = cases.map(([code, value]) => [SSF.format(code, value), format(code, value)]);
  console.log("xlsx 0.18.5, numfmt 4.0.1:", JSON.stringify(seen));
  const expected = [["$123", "123"], ["$aaaa", "星期五"], ["2024", "2024"]];
  if (JSON.stringify(seen) !== JSON.stringify(expected)) { console.error("changed"); process.exit(1); }
})();
JS
node show.cjs
