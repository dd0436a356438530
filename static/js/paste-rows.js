// A block copied from Excel or WPS, put into a form whose rows are fixed (监控, 自评): rows that carry data-paste-row, their
// name. With titles its columns are found by them and its rows by the indicator's name; without, it is laid over the
// fields from the one pasted into, to the right and down. What found no place is said, never dropped unseen.
import { quoted } from "./quoted.js";
import { clipboardCells, quotedText } from "./paste.js";

const plain = (text) => (text || "").normalize("NFKC").replace(/\s+/g, "");
const title = (text) => plain(text).replace(/\([^)]*\)/g, "");
const NAME = /^(三级(绩效)?指标|指标名称|(绩效)?指标内容)$/;
// Titles of official forms and lists → cells; the first that the form has counts.
const TITLES = [
  [/预计/, ["expected"]],
  [/(完成|实现|执行)(情况|值)$|^实际/, ["actual"]],
  [/可能性/, ["possibility"]],
  [/计划.*月/, ["planned_month"]],
  [/^(偏差)?原因(说明|分析)?$|偏差|改进/, ["reason", "cause_note"]],
  [/得分$/, ["score"]],
  [/^佐证/, ["evidence"]],
  [/^备注$/, ["note"]],
];
const HEADER_ROWS = 6;

// The fields of a row by cell: row3_actual is actual, total_budget is budget; boxes of one name are one cell.
export function fieldsOf(row) {
  const cells = new Map();
  row.querySelectorAll("input, select, textarea").forEach((field) => {
    if (!field.name || field.type === "hidden") return;
    const cell = field.name.replace(/^[^_]*_/, "");
    cells.set(cell, [...(cells.get(cell) || []), field]);
  });
  return cells;
}

const labelOf = (field) => title(field.closest("label")?.querySelector("span")?.textContent);
const isBoxes = (fields) => fields[0].type === "checkbox";
const boxTitle = (field) => title(field.closest("label")?.textContent);

// A title → {cell}, {cell, box} for one of several boxes, {name: true}, or null.
function columnOf(text, cells) {
  const asked = title(text);
  if (!asked) return null;
  if (NAME.test(asked)) return { name: true };
  for (const [cell, fields] of cells) {
    if (isBoxes(fields)) {
      const box = fields.findIndex((field) => boxTitle(field) === asked);
      if (box >= 0) return { cell, box };
    }
    if (labelOf(fields[0]) === asked || title(fields[0].closest("fieldset.watched-causes")?.querySelector("legend")?.textContent) === asked) return { cell };
  }
  const known = TITLES.find(([pattern, names]) => pattern.test(asked) && names.some((name) => cells.has(name)));
  return known ? { cell: known[1].find((name) => cells.has(name)) } : null;
}

function put(fields, text, box) {
  const value = text.trim();
  if (isBoxes(fields)) {
    if (box !== undefined) fields[box].checked = value !== "" && !/^(否|无|0|×|-|—)$/.test(value);
    else {
      const said = value.split(/[、，,;；\s]+/).map(title).filter(Boolean);
      if (said.some((one) => !fields.some((field) => boxTitle(field) === one))) return false;
      fields.forEach((field) => { field.checked = said.includes(boxTitle(field)); });
    }
    return true;
  }
  const [field] = fields;
  if (field.tagName !== "SELECT") { field.value = field.tagName === "TEXTAREA" ? value : value.replace(/\s*\n\s*/g, " "); return true; }
  const option = [...field.options].find((one) => [one.textContent, one.value].map(plain).includes(plain(value)))
    || [...field.options].find((one) => one.value && plain(value) === one.value);
  if (!option && value) return false;
  field.value = option ? option.value : "";
  return true;
}

function titled(cells, known) {
  const rows = cells.slice(0, HEADER_ROWS).map((line) => line.map((text) => columnOf(text, known)));
  const counts = rows.map((line) => line.filter(Boolean).length);
  const best = counts.indexOf(Math.max(...counts));
  return counts[best] >= 2 ? { at: best, columns: rows[best] } : null;
}

// Put the block in; {count, report}. `rows`: the elements, `start`: the field pasted into.
export function pasteRows(cells, { rows, start }) {
  const here = rows.findIndex((row) => row.contains(start));
  const known = fieldsOf(rows[here]);
  const header = titled(cells, known);
  return header ? byTitles(cells, header, rows, here) : byPlace(cells, rows, here, start);
}

function byTitles(cells, { at, columns }, rows, here) {
  const names = rows.map((row) => plain(row.dataset.pasteRow));
  const name = columns.findIndex((column) => column && column.name);
  const report = [];
  const left = cells[at].filter((text, x) => title(text) && !columns[x] && !/^([一二]级(绩效)?指标|(年度)?(绩效)?(指标|目标)+值?|序号|分值|权重)$/.test(title(text)));
  if (left.length) report.push(`${left.map(quoted).join("")}列这里没有，已略去`);
  let count = 0;
  let next = name < 0 ? here : 0;
  const used = new Set();
  cells.slice(at + 1).forEach((line) => {
    if (!line.some((text) => text.trim())) return;
    // The same name may stand in two rows: each is filled once, in their order.
    const row = name < 0 ? next++ : names.findIndex((one, index) => one === plain(line[name]) && !used.has(index));
    if (!rows[row]) { report.push(`${quoted(line[name < 0 ? 0 : name] || "")}在这张表中没有对应的行，已略去`); return; }
    used.add(row);
    const fields = fieldsOf(rows[row]);
    columns.forEach((column, x) => { if (column && column.cell) count += fill(fields, column, line[x] || "", rows[row], report); });
  });
  return { count, report };
}

function byPlace(cells, rows, here, start) {
  const cell = start.name.replace(/^[^_]*_/, "");
  const report = [];
  let count = 0;
  cells.forEach((line, y) => {
    const row = rows[here + y];
    if (!row) { report.push(`第 ${y + 1} 行超出了表的行数，已略去`); return; }
    const fields = fieldsOf(row);
    const order = [...fields.keys()];
    const from = order.indexOf(cell);
    line.forEach((text, x) => {
      const to = order[from + x];
      if (from < 0 || to === undefined) { if (text.trim()) report.push(`${quoted(text)}右边没有可填的格，已略去`); return; }
      count += fill(fields, { cell: to }, text, row, report);
    });
  });
  return { count, report };
}

function fill(fields, { cell, box }, text, row, report) {
  const target = fields.get(cell);
  if (!target || target[0].matches(":disabled")) return 0;
  if (put(target, text, box)) return 1;
  report.push(`${quoted(row.dataset.pasteRow)}一行的${quoted(text)}不在可选的范围内，没有填`);
  return 0;
}

function snapshot(form) {
  return [...form.elements].map((field) => [field, field.type === "checkbox" ? field.checked : field.value]);
}

function say(form, { count, report }, before) {
  const place = form.querySelector("[data-paste-said]");
  place.textContent = [`粘贴了 ${count} 格，还没有保存`, ...report].join("；") + "。";
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "button";
  undo.textContent = "撤消粘贴";
  undo.addEventListener("click", () => {
    before.forEach(([field, value]) => { if (field.type === "checkbox") field.checked = value; else field.value = value; });
    place.hidden = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  place.append(" ", undo);
  place.hidden = false;
}

export function start(form) {
  form.addEventListener("paste", (event) => {
    const group = event.target.closest("[data-paste-rows]");
    if (!event.target.name || !group || !event.target.closest("[data-paste-row]")) return;
    const data = event.clipboardData;
    const clipboard = { text: data.getData("text/plain"), html: data.getData("text/html") };
    const single = quotedText(clipboard);
    if (single !== null) {
      event.preventDefault();
      document.execCommand("insertText", false, single);
      return;
    }
    const cells = clipboardCells(clipboard);
    if (!cells) return;
    event.preventDefault();
    const before = snapshot(form);
    const done = pasteRows(cells, { rows: [...group.querySelectorAll("[data-paste-row]")], start: event.target });
    say(form, done, before);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.querySelectorAll("form[data-paste]").forEach(start);
