// What a block copied from Excel or WPS says: cells, then columns, then rows. Pure: no page, no network.
// The text of a cell is kept exactly; only blanks, headers and category names are interpreted.

import { quoted } from "./quoted.js";

const FIELDS = ["name", "period_target", "annual_target"];
const PASTED = [...FIELDS, "note"];
const TITLES = [
  ["tier1", /^一级(绩效)?指标$/],
  ["tier2", /^二级(绩效)?指标$/],
  ["name", /^(三级(绩效)?指标(名称|内容)?|三级|(绩效|具体|明细)?指标(名称|内容)|具体指标|明细指标)$/],
  ["period_target", /^(实施)?(周期|期|中期|长期|中长期|总体)(指标)?(目标)?值|计划完成水平/],
  ["annual_target", /^(年度|本年度?|当年)(值$|(指标|目标)+值?)|本年度完成计划/],
  ["value", /^((绩效)?指标(目标)?值|目标值|数值|(指标|目标)数值|计划值|值)$/],
  ["sign", /^(指标性质|性质|指标值?符号|指标值(类型|性质)|(运算|计算|比较|逻辑|关系)?符号)$/],
  ["note", /^(指标)?备注(说明)?$/],
  ["measure", /^(度量单位|计量单位|指标单位|指标值单位|单位)$/],
];
// Columns that a goal table has and the grid has not: named, so that nobody looks for them in vain.
const OTHER_TITLES = /^(权重|分值|指标权重|指标分值|分值权重|指标方向性?|方向性|说明|序号|行次)(\(.*\))?$/;
const SIGN = /^([≥≤><=＝＞＜≧≦]{1,2}|大于|小于|不少于|不低于|不小于|不高于|不超过|不大于|等于|大于等于|小于等于)$/;
const KIND = /^(定性|定量)(指标)?$/;
// What people add to a title or a category: numbers, brackets, years, 绩效.
const NUMBERING = /^(\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.)]|\d{1,2}[、.)]|\d{1,2}(?=[一二三]级))/;
const TERM = /(19|20)\d\d年?[-—–~至到](19|20)?\d\d年度?/;
const YEAR = /(19|20)\d\d年度?/;
const PERCENT = /^(百分比|百分数|[%％])$/;
const NO_MEASURE = /^([-/—]|无)?$/;
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

// The text of a single copied cell that its quotes only wrapped (a line break inside), or that was merged over others
// (they come along as blanks and must not empty what stands beside it); null for anything else.
export function quotedText({ text }) {
  const cells = text ? parseTsv(text) : [];
  const [first, ...others] = cells.flat();
  if (first === undefined || !first.trim() || others.some((cell) => cell.trim())) return null;
  return first === text.replace(/\r\n?/g, "\n").replace(/\n$/, "") ? null : first;
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
const stem = (text) => plain(text).replace(NUMBERING, "").replace(/指标$/, "");

// Column names of a block: by titles if there is a header, else by known category names, else by number and place.
function columnsOf(cells, categories, field) {
  const titled = cells.slice(0, HEADER_ROWS).map((row) => row.map((cell) => titleOf(plain(cell))));
  const counts = titled.map((row) => new Set(row.filter(Boolean)).size);
  const best = counts.indexOf(Math.max(...counts));
  const grouped = counts[best] >= 2 && withGroups(titled[best], titled[best + 1] || []);
  if (grouped) return { columns: grouped, header: best + 2, titles: cells[best].map((text, x) => cells[best + 1][x] || text) };
  if (counts[best] >= 2) return { columns: valuesNamed(valuesBetween(titled[best], cells[best])), header: best + 1, titles: cells[best] };
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
  const columns = [...Array(start).fill(undefined), ...first].slice(0, width);
  return { columns: withParts(columns, cells, field), header: 0, titles: [] };
}

// 符号, 值, 单位 in a row of their own below 实施周期值 and 年度指标值: each value is of the title over it. Null for one row.
function withGroups(upper, lower) {
  if (!lower.includes("value") || upper.includes("value")) return null;
  let over;
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, x) => {
    if (upper[x]) over = upper[x];
    return lower[x] === "value" && /_target$/.test(over || "") ? over : lower[x] || upper[x];
  });
}

// Between a sign and a unit stands the value, whatever it is called: 符号 | 全年目标 | 计量单位.
function valuesBetween(columns, titles) {
  return columns.map((name, x) => {
    if (name || columns[x - 1] !== "sign" || columns[x + 1] !== "measure") return name;
    const period = /周期|实施期|中期|长期|总体|整体/.test(plain(titles[x])) ? "period_target" : "annual_target";
    return columns.includes(period) || !/期|体|年/.test(titles[x]) ? "value" : period;
  });
}

// 指标值 is the year's value where no other column is; beside 年度指标值, or as the first of two, the whole period's.
function valuesNamed(columns) {
  const free = ["period_target", "annual_target"].filter((name) => !columns.includes(name));
  const open = columns.filter((name) => name === "value").length;
  const names = open === 1 && free.length === 2 ? ["annual_target"] : free;
  return columns.map((name) => (name === "value" ? names.shift() : name));
}

// Without titles: a column of signs is followed by the value and its unit, as lists with three columns have them; with two
// such columns the first is of the whole period.
function withParts(columns, cells, field) {
  const width = Math.max(...cells.map((row) => row.length));
  const isSign = (text) => SIGN.test(text) || KIND.test(text);
  const signs = [...Array(width).keys()].filter((x) => x + 1 < width && mostly(cells, x, isSign));
  if (!signs.length) return columns;
  const alone = field === "period_target" ? "period_target" : "annual_target";
  const parts = columns.slice(0, signs[0]);
  (signs.length > 1 ? ["period_target", "annual_target"] : [alone]).forEach((target, index) => {
    const at = signs[index];
    const hasUnit = at + 2 < width && mostly(cells, at + 2, (text) => text.length <= 8 && !/^[0-9.]+$/.test(text));
    [parts[at], parts[at + 1]] = ["sign", target];
    if (hasUnit) parts[at + 2] = "measure";
  });
  return Array.from({ length: width }, (_, x) => parts[x]);
}

function mostly(cells, x, test) {
  const filled = cells.map((row) => (row[x] || "").trim()).filter(Boolean);
  return filled.length > 0 && filled.filter(test).length * 2 > filled.length;
}

// ≥, 95, % → ≥95%; a sign that is no comparison (定性) and a unit that is written already are left out.
function joined(sign, value, measure) {
  if (!value.trim()) return value;
  const before = SIGN.test(sign) && !value.startsWith(sign) ? sign : "";
  const unit = PERCENT.test(measure) ? "%" : measure;
  return `${before}${value}${NO_MEASURE.test(unit) || plain(value).endsWith(plain(unit)) ? "" : unit}`;
}

// The cells of a line by column name, with the parts of each target joined: a sign stands left of its value, a unit right of
// it; one of either counts for both values.
function valuesOf(line, columns) {
  const value = {};
  columns.forEach((column, x) => { if (column && column !== "sign" && column !== "measure") value[column] = line[x] || ""; });
  const places = (name) => columns.flatMap((column, x) => (column === name ? [x] : []));
  const [signs, measures] = [places("sign"), places("measure")];
  columns.forEach((column, x) => {
    if (column !== "period_target" && column !== "annual_target") return;
    const sign = signs.length === 1 ? signs[0] : Math.max(...signs.filter((at) => at < x), -1);
    const measure = measures.length === 1 ? measures[0] : Math.min(...measures.filter((at) => at > x), line.length);
    value[column] = joined((line[sign] || "").trim(), value[column], (line[measure] || "").trim());
  });
  return value;
}

function titleOf(text) {
  const bare = text.replace(NUMBERING, "").replace(/\([^()]*\)/g, "").replace(TERM, "实施期").replace(YEAR, "年度")
    .replace(/^绩效(?=指标|目标|度量|计量)/, "");
  const found = TITLES.find(([, pattern]) => pattern.test(text) || pattern.test(bare));
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
// Answers {fields, hasCategory, rows: [{name, period_target, annual_target, note; category, category_text if it has them}], report: [sentence]}.
export function readBlock(cells, { categories, field }) {
  const { columns, header, titles } = columnsOf(cells, categories, field);
  const known = columns.filter(Boolean);
  const hasCategory = known.includes("tier2") || known.includes("tier1");
  const report = [];
  const unknown = new Map();
  const skipped = { blank: 0, nameless: [], header };
  const rows = [];
  let tier1 = "";
  let tier2 = "";
  cells.slice(header).forEach((line, index) => {
    const value = valuesOf(line, columns);
    if (!line.some((cell) => cell.trim())) { skipped.blank += 1; return; }
    if (line.filter((cell) => titleOf(plain(cell))).length >= 2) { skipped.header += 1; return; }
    if (hasCategory) {
      if (value.tier1 && value.tier1.trim() && value.tier1 !== tier1) { tier1 = value.tier1; tier2 = ""; }
      if (value.tier2 && value.tier2.trim()) tier2 = value.tier2;
      if (!FIELDS.some((name) => (value[name] || "").trim())) { skipped.nameless.push(header + index + 1); return; }
    }
    // Without categories in the block the rows keep theirs.
    const row = hasCategory ? { category: null, category_text: "" } : {};
    PASTED.forEach((name) => { if (known.includes(name)) row[name] = value[name] || ""; });
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
  unknown.forEach((numbers, text) => report.push(`不认识类别${quoted(text)}（读入的第 ${numbers.join("、")} 行），请改选二级指标`));
  report.push(...ignoredColumns(cells.slice(header), columns, titles));
  if (columns.includes("sign") || columns.includes("measure")) report.push("符号、指标值和单位已合为一格");
  return { fields: PASTED.filter((name) => known.includes(name)), hasCategory, rows, report };
}

// What was left out, by its title where it has one: 权重 belongs to an indicator, but not to this grid.
function ignoredColumns(cells, columns, titles) {
  const width = Math.max(0, ...cells.map((row) => row.length));
  const left = [...Array(width).keys()].filter((x) => !columns[x] && cells.some((row) => (row[x] || "").trim()));
  const known = left.filter((x) => OTHER_TITLES.test(plain(titles[x] || "")));
  const strange = left.filter((x) => !known.includes(x));
  const said = [];
  if (known.length) said.push(`${known.map((x) => quoted(titles[x])).join("")}列不粘贴到这里，已略去`);
  if (strange.length) {
    const named = strange.map((x) => ((titles[x] || "").trim() ? quoted(titles[x]) : `第 ${x + 1} `)).join("、");
    said.push(`${named}列不属于绩效指标，已略去`);
  }
  return said;
}
