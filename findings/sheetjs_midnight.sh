#!/usr/bin/env bash
# SheetJS xlsx 0.18.5 (npm, Apache-2.0) shows a moment just before midnight as 24:00 of the day before: 45296.999999
# under yyyy-mm-dd hh:mm is 2024-01-05 24:00. One expects 2024-01-06 00:00, what numfmt 4.0.1 shows; sums of times
# easily end in such numbers. Under [h]:mm:ss 47 hours 59 minutes 59.999 seconds become 47:59:00, a minute too little,
# instead of 48:00:00.
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
  const cases = [["yyyy-mm-dd hh:mm", 45296.999999], ["[h]:mm:ss", 1.99999999]];
  const seen = cases.map(([code, value]) => [SSF.format(code, value), format(code, value)]);
  console.log("xlsx 0.18.5, numfmt 4.0.1:", JSON.stringify(seen));
  const expected = [["2024-01-05 24:00", "2024-01-06 00:00"], ["47:59:00", "48:00:00"]];
  if (JSON.stringify(seen) !== JSON.stringify(expected)) { console.error("changed"); process.exit(1); }
})();
JS
node show.cjs
