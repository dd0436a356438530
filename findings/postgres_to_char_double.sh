#!/usr/bin/env bash
# PostgreSQL (18.7 as PGlite 0.5.17 from npm; 15.18 the same): to_char writes double precision in another way than
# numeric. One expects the same text for the same number and picture: 2.5 under FM0 is 2 as double and 3 as numeric,
# 0.125 under FM0.00 is 0.12 and 0.13, and of 12345678901234.56 (a double that holds the fen) a double keeps 15
# digits: 12345678901234.6, whatever the picture asks for; as numeric 12345678901234.56. Cast to numeric first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17 >/dev/null
cat > show.cjs <<'JS'
(async () => {
  const { PGlite } = await import("@electric-sql/pglite");
  const db = await PGlite.create();
  const asked = [["2.5", "FM0"], ["0.125", "FM0.00"], ["12345678901234.56", "FM99999999999999.00"]];
  const seen = [];
  for (const [number, picture] of asked)
    for (const type of ["float8", "numeric"])
      seen.push((await db.query(`SELECT to_char(${number}::${type}, '${picture}') AS shown`)).rows[0].shown);
  console.log("double, numeric:", seen.join(" "));
  if (seen.join(" ") !== "2 3 0.12 0.13 12345678901234.6 12345678901234.56") { console.error("changed"); process.exit(1); }
})();
JS
node show.cjs
