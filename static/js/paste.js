// What a block copied from Excel or WPS says: cells, then columns, then rows. Pure: no page, no network.
// The text of a cell is kept exactly; only blanks, headers and category names are interpreted.

const FIELDS = ["name", "period_target", "annual_target"];
const TITLES = [
  ["tier1", /^一级(绩效)?指标$/],
  ["tier2", /^二级(绩效)?指标$/],
  ["name", /^(三级(绩效)?指标|指标名称|指标内容)$/],
  ["period_target", /^(实施)?周期(指标)?(目标)?值|计划完成水平|^指标值$|^目标值$/],
  ["annual_target", /^(年度|本年度?|当年)(指标|目标)+值?|本年度完成计划/],
];
const HEADER_ROWS = 6;

// Tab-separated text as spreadsheets write it. Quotes count only where the cell needed them (a line break, a tab or
// a doubled quote inside); a text that merely stands in quotes keeps them.
export function parseTsv(text) {
  const rows = [[]];
  let at = 0;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= source.length) {
    const [cell, end] = quotedCell(source, at) || plainCell(source, at);
    rows[rows.length - 1].push(cell);
    if (source[end] === "\n") rows.push([]);
    at = end + 1;
  }
  return rows;
}

function plainCell(source, at) {
  let end = at;
  while (end < source.length && source[end] !== "\t" && source[end] !== "\n") end += 1;
  return [source.slice(at, end), end];
}

function quotedCell(source, at) {
  if (source[at] !== '"') return null;
  let end = at + 1;
  for (;;) {
    end = source.indexOf('"', end);
    if (end < 0) return null;
    if (source[end + 1] !== '"') break;
    end += 2;
  }
  const after = source[end + 1];
  if (after !== undefined && after !== "\t" && after !== "\n") return null;
  const inside = source.slice(at + 1, end);
  if (!/[\t\n]|""/.test(inside)) return null;
  return [inside.replace(/""/g, '"'), end + 1];
}

// The first table of an HTML fragment; a merged cell's text stands in its first cell, the others are blank.
export function parseHtml(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const rows = [];
  [...table.rows].forEach((line, y) => {
    rows[y] = rows[y] || [];
    let x = 0;
    for (const cell of line.cells) {
      while (rows[y][x] !== undefined) x += 1;
      const height = Math.min(cell.rowSpan || 1, table.rows.length - y);
      for (let dy = 0; dy < height; dy += 1) {
        rows[y + dy] = rows[y + dy] || [];
        for (let dx = 0; dx < cell.colSpan; dx += 1) rows[y + dy][x + dx] = dy || dx ? "" : cellText(cell);
      }
      x += cell.colSpan;
    }
  });
  return rows.map((row) => Array.from(row, (cell) => cell || ""));
}

// Text as it is rendered: blanks run together, <br> and blocks begin a new line.
function cellText(node) {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.data.replace(/[ \t\r\n]+/g, " ");
    else if (child.nodeName === "BR") text += "\n";
    else if (/^(P|DIV)$/.test(child.nodeName)) text += `${text ? "\n" : ""}${cellText(child)}`;
    else if (!/^(STYLE|SCRIPT)$/.test(child.nodeName)) text += cellText(child);
  }
  return text.replace(/ *\n */g, "\n").trim();
}

// Cells of what is on the clipboard, or null when it is one single text. The plain text is the exact one; the HTML
// helps where the plain text has another shape (WPS leaves line breaks of cells unquoted).
export function clipboardCells({ text, html }) {
  const fromHtml = html && html.includes("<t") ? parseHtml(html) : null;
  const fromText = text ? parseTsv(text) : null;
  const isBlock = fromText && fromText.some((row) => row.length > 1);
  if (!fromHtml && !isBlock) return null;
  const cells = !fromHtml || (fromText && sameShape(fromText, fromHtml)) ? fromText : fromHtml;
  return cells.length === 1 && cells[0].length === 1 ? null : cells;
}

function sameShape(a, b) {
  return a.length === b.length && a.every((row, y) => row.length === b[y].length);
}

const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "");
const stem = (text) => plain(text).replace(/指标$/, "");

// Column names of a block: by titles if there is a header, else by known category names, else by number and place.
function columnsOf(cells, categories, field) {
  const titled = cells.slice(0, HEADER_ROWS).map((row) => row.map((cell) => titleOf(plain(cell))));
  const counts = titled.map((row) => new Set(row.filter(Boolean)).size);
  const best = counts.indexOf(Math.max(...counts));
  if (counts[best] >= 2) return { columns: titled[best], header: best + 1 };
  const width = Math.max(...cells.map((row) => row.length));
  const tier1 = columnWith(cells, new Set(categories.map((c) => stem(c.tier1))), width);
  const tier2 = columnWith(cells, new Set(categories.map((c) => stem(c.tier2))), width);
  let first = FIELDS.slice(FIELDS.indexOf(field));
  let start = 0;
  if (tier1 >= 0 && (tier2 < 0 || tier1 < tier2)) [first, start] = [["tier1", "tier2", ...FIELDS], tier1];
  else if (tier2 >= 0) [first, start] = [["tier2", ...FIELDS], tier2];
  else if (width >= 5) [first, start] = [["tier1", "tier2", ...FIELDS], width - 5];
  else if (width === 4) first = ["tier2", ...FIELDS];
  // A column that the block does not have must not empty the cells below it.
  return { columns: [...Array(start).fill(undefined), ...first].slice(0, width), header: 0 };
}

function titleOf(text) {
  const found = TITLES.find(([, pattern]) => pattern.test(text));
  return found && found[0];
}

function columnWith(cells, names, width) {
  for (let x = 0; x < width; x += 1) {
    const filled = cells.map((row) => row[x]).filter((cell) => cell && cell.trim());
    const known = filled.filter((cell) => names.has(stem(cell))).length;
    if (known && known * 2 >= filled.length) return x;
  }
  return -1;
}

function findCategory(tier1, tier2, categories) {
  const named = categories.filter((category) => stem(category.tier2) === stem(tier2));
  return named.find((category) => stem(category.tier1) === stem(tier1)) || (named.length === 1 ? named[0] : null);
}

// Rows of a block. `categories`: [{id, tier1, tier2}] of the cycle; `field`: the column of the cell pasted into.
// Answers {fields, hasCategory, rows: [{name, period_target, annual_target; category, category_text if it has them}], report: [sentence]}.
export function readBlock(cells, { categories, field }) {
  const { columns, header } = columnsOf(cells, categories, field);
  const known = columns.filter(Boolean);
  const hasCategory = known.includes("tier2") || known.includes("tier1");
  const report = [];
  const unknown = new Map();
  const skipped = { blank: 0, nameless: [], header };
  const rows = [];
  let tier1 = "";
  let tier2 = "";
  cells.slice(header).forEach((line, index) => {
    const value = {};
    columns.forEach((column, x) => { if (column) value[column] = line[x] || ""; });
    if (!line.some((cell) => cell.trim())) { skipped.blank += 1; return; }
    if (line.filter((cell) => titleOf(plain(cell))).length >= 2) { skipped.header += 1; return; }
    if (hasCategory) {
      if (value.tier1 && value.tier1.trim() && value.tier1 !== tier1) { tier1 = value.tier1; tier2 = ""; }
      if (value.tier2 && value.tier2.trim()) tier2 = value.tier2;
      if (!FIELDS.some((name) => (value[name] || "").trim())) { skipped.nameless.push(header + index + 1); return; }
    }
    // Without categories in the block the rows keep theirs.
    const row = hasCategory ? { category: null, category_text: "" } : {};
    FIELDS.forEach((name) => { if (known.includes(name)) row[name] = value[name] || ""; });
    if (hasCategory) {
      const found = findCategory(tier1, tier2, categories);
      if (found) row.category = found.id;
      else {
        row.category_text = [tier1, tier2].filter(Boolean).join(" › ") || "（空）";
        unknown.set(row.category_text, [...(unknown.get(row.category_text) || []), rows.length + 1]);
      }
    }
    rows.push(row);
  });
  report.push(`读入 ${rows.length} 行`);
  if (skipped.header) report.push(`略去 ${skipped.header} 行表头`);
  if (skipped.blank) report.push(`略去 ${skipped.blank} 个空行`);
  if (skipped.nameless.length) report.push(`第 ${skipped.nameless.join("、")} 行只有类别没有指标，已略去`);
  unknown.forEach((numbers, text) => report.push(`不认识类别“${text}”（读入的第 ${numbers.join("、")} 行），请改选二级指标`));
  const ignored = ignoredColumns(cells.slice(header), columns);
  if (ignored.length) report.push(`第 ${ignored.join("、")} 列不属于绩效指标，已略去`);
  return { fields: FIELDS.filter((name) => known.includes(name)), hasCategory, rows, report };
}

function ignoredColumns(cells, columns) {
  const width = Math.max(0, ...cells.map((row) => row.length));
  return [...Array(width).keys()]
    .filter((x) => !columns[x] && cells.some((row) => (row[x] || "").trim()))
    .map((x) => x + 1);
}
