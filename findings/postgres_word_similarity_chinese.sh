#!/usr/bin/env bash
# PostgreSQL pg_trgm (18.7 as PGlite 0.5.17 from npm; 15.18 the same): word_similarity('农田', '高标准农田建设') is 0, though
# the word stands in the text. One expects 1, as for 'farm' in 'high standard farm building': "the part of the second
# text most like the first". Words end at blanks, and a two-character word has only trigrams with its edges in them;
# so %> and the order by <<-> find nothing for the most usual Chinese words. Take LIKE '%农田%'.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @electric-sql/pglite@0.5.17 >/dev/null
cat > show.cjs <<'JS'
(async () => {
  const { PGlite } = await import("@electric-sql/pglite");
  const { pg_trgm } = await import("@electric-sql/pglite/contrib/pg_trgm");
  const db = await PGlite.create({ extensions: { pg_trgm } });
  await db.exec("CREATE EXTENSION pg_trgm");
  const { rows } = await db.query(`SELECT word_similarity('农田', '高标准农田建设') AS chinese,
    word_similarity('farm', 'high standard farm building') AS english, '高标准农田建设' LIKE '%农田%' AS liked`);
  console.log("pg_trgm:", rows[0]);
  if (rows[0].chinese !== 0 || rows[0].english !== 1 || !rows[0].liked) { console.error("changed"); process.exit(1); }
})();
JS
node show.cjs
