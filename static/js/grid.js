// The indicator grid: rows that look like the printed table, moved and filled in by keyboard as in Excel.
// The page is the only state; a snapshot of it before each step is what Ctrl+Z goes back to.

import { clipboardCells, readBlock } from "./paste.js";

export const CELLS = ["name", "period_target", "annual_target"];
const STEPS = 100;
const NUMBERED = /^((?:id_)?rows-)(?:\d+|__prefix__)(-.*)$/;

export class Grid {
  constructor(root, { changed, say }) {
    this.root = root;
    this.body = root.querySelector("#grid tbody");
    this.template = root.querySelector("#row-template").content.firstElementChild;
    this.total = root.querySelector("[name=rows-TOTAL_FORMS]");
    this.changed = changed;
    this.say = say;
    this.ids = new Map(); // row → id of the stored row
    this.dead = new Set(); // ids that the server has deleted
    this.serial = 0;
    this.undone = [];
    this.done = [];
    this.categories = [...this.template.querySelectorAll("select option")].filter((option) => option.value).map((option) => (
      { id: option.value, tier1: option.parentElement.label, tier2: option.textContent }
    ));
    const rows = [...this.body.rows];
    rows.filter((row) => row.classList.contains("spare")).forEach((row) => row.remove());
    rows.forEach((row) => this.adopt(row));
    root.querySelector("[name=rows-INITIAL_FORMS]").value = 0;
    if (!this.rows.length) this.body.append(this.newRow({}));
    this.tidy();
    this.baseline = this.state();
  }

  get rows() { return [...this.body.rows].filter((row) => !row.classList.contains("gone")); }

  part(row, name) { return row.querySelector(`[name$="-${name}"]`); }

  rowOf(element) { return element && element.closest ? element.closest("tr.row") : null; }

  fieldOf(element) { return element.name ? element.name.replace(/^rows-\w+-/, "") : ""; }

  category(row) {
    return this.categories.find((category) => category.id === this.part(row, "category").value) || { id: "", tier1: "", tier2: "" };
  }

  adopt(row) {
    row.dataset.uid = row.dataset.uid || (this.serial += 1);
    const id = this.part(row, "pk").value;
    if (id) this.ids.set(row.dataset.uid, id);
  }

  newRow(value) {
    const row = this.template.cloneNode(true);
    row.dataset.uid = value.uid || (this.serial += 1);
    this.write(row, value);
    return row;
  }

  write(row, value) {
    for (const name of ["category", "category_text", "note", ...CELLS]) {
      if (value[name] !== undefined) this.part(row, name).value = value[name] === null ? "" : value[name];
    }
    if (value.not_applicable !== undefined) this.part(row, "not_applicable").checked = value.not_applicable;
  }

  read(row) {
    const value = { uid: row.dataset.uid, not_applicable: this.part(row, "not_applicable").checked };
    for (const name of ["category", "category_text", "note", ...CELLS]) value[name] = this.part(row, name).value;
    return value;
  }

  isBlank(row) {
    const value = this.read(row);
    return !value.not_applicable && !["note", "category_text", ...CELLS].some((name) => value[name].trim());
  }

  // --- states -------------------------------------------------------------------------------------

  state() {
    const place = this.place();
    return { rows: this.rows.map((row) => this.read(row)), place };
  }

  place() {
    const row = this.rowOf(document.activeElement);
    return row ? { uid: row.dataset.uid, field: this.fieldOf(document.activeElement) } : null;
  }

  apply(state) {
    const place = state.place || this.place();
    this.busy = true;
    this.body.textContent = "";
    for (const value of state.rows) this.body.append(this.newRow(value));
    this.serial = Math.max(this.serial, ...state.rows.map((value) => Number(value.uid) || 0));
    this.tidy();
    const row = place && this.rows.find((other) => other.dataset.uid === place.uid);
    if (row && this.part(row, place.field)) this.focus(row, place.field);
    this.busy = false;
    this.baseline = this.state();
  }

  // One step that Ctrl+Z takes back: what was typed before it is a step of its own.
  step(action) {
    this.commit();
    const before = this.state();
    this.busy = true; // moving the focus inside a step is no step of its own
    action();
    this.remember(before);
    this.tidy();
    this.busy = false;
    this.baseline = this.state();
    this.changed();
  }

  remember(before) {
    this.done.push(before);
    if (this.done.length > STEPS) this.done.shift();
    this.undone = [];
  }

  commit() {
    if (this.busy) return;
    const now = this.state();
    if (JSON.stringify(now.rows) !== JSON.stringify(this.baseline.rows)) this.remember(this.baseline);
    this.baseline = now;
  }

  undo() {
    this.commit();
    this.travel(this.done, this.undone, "已撤销一步");
  }

  redo() { this.travel(this.undone, this.done, "已重做一步"); }

  travel(from, to, words) {
    const state = from.pop();
    if (!state) return;
    to.push(this.state());
    this.apply(state);
    this.say(words);
    this.changed();
  }

  // --- order and looks ----------------------------------------------------------------------------

  tidy() {
    this.markRemoved();
    let before = { tier1: null, tier2: null };
    this.rows.forEach((row) => {
      const category = this.category(row);
      const [tier1, tier2] = row.querySelectorAll(".group-name");
      tier1.textContent = category.tier1;
      tier2.textContent = category.id ? category.tier2 : this.part(row, "category_text").value;
      row.classList.toggle("starts-tier1", category.tier1 !== before.tier1 || !category.id);
      row.classList.toggle("starts-tier2", category.tier1 !== before.tier1 || category.tier2 !== before.tier2 || !category.id);
      row.classList.toggle("no-category", !category.id);
      row.classList.toggle("is-na", this.part(row, "not_applicable").checked);
      row.classList.toggle("has-note", Boolean(this.part(row, "note").value));
      before = category;
    });
    [...this.body.rows].forEach((row, index) => this.number(row, index));
    this.total.value = this.body.rows.length;
    const present = new Set(this.rows.map((row) => this.part(row, "category").value));
    const groups = this.root.querySelector("#empty-groups");
    groups.querySelectorAll("li").forEach((item) => { item.hidden = present.has(item.dataset.category); });
    groups.hidden = ![...groups.querySelectorAll("li")].some((item) => !item.hidden);
    this.fit(this.body.querySelectorAll("textarea"));
  }

  // A stored row that is not in the grid any more is posted with its mark of deletion until the server confirms.
  markRemoved() {
    this.body.querySelectorAll("tr.gone").forEach((row) => row.remove());
    const present = new Set(this.rows.map((row) => this.idOf(row)).filter(Boolean));
    this.rows.forEach((row) => { this.part(row, "pk").value = this.idOf(row); });
    for (const id of new Set(this.ids.values())) {
      if (present.has(id) || this.dead.has(id)) continue;
      const row = this.template.cloneNode(true);
      row.className = "row gone";
      row.hidden = true;
      this.part(row, "pk").value = id;
      this.part(row, "DELETE").checked = true;
      this.body.append(row);
    }
  }

  idOf(row) {
    const id = this.ids.get(row.dataset.uid) || "";
    return this.dead.has(id) ? "" : id;
  }

  number(row, index) {
    row.querySelectorAll("[name], [id], [for], [data-notes]").forEach((element) => {
      for (const name of ["name", "id", "for", "data-notes"]) {
        const value = element.getAttribute(name);
        const match = value && value.match(NUMBERED);
        if (match) element.setAttribute(name, `${match[1]}${index}${match[2]}`);
      }
    });
    row.querySelectorAll("textarea, select, input").forEach((element) => {
      const label = element.getAttribute("aria-label");
      if (label) element.setAttribute("aria-label", label.replace(/第 ?\d* ?行/, `第 ${index + 1} 行`));
    });
    this.part(row, "ORDER").value = index + 1;
  }

  // Heights are read together and written together: one layout for the whole grid.
  fit(areas) {
    const all = [...areas];
    all.forEach((area) => { area.style.height = "auto"; });
    const heights = all.map((area) => area.scrollHeight);
    all.forEach((area, index) => { if (heights[index]) area.style.height = `${heights[index] + 2}px`; });
  }

  focus(row, field) {
    const cell = this.part(row, field) || this.part(row, "name");
    cell.focus();
    if (CELLS.includes(field)) cell.select();
  }

  // --- steps --------------------------------------------------------------------------------------

  insert(row, value = {}) {
    const fresh = this.newRow({ category: row ? this.part(row, "category").value : "", ...value });
    if (row) row.after(fresh);
    else this.body.append(fresh);
    return fresh;
  }

  addBelow(row, value) {
    let fresh;
    this.step(() => { fresh = this.insert(row, value); });
    this.focus(fresh, "name");
    return fresh;
  }

  // A row of this category: at the end of its group, else after the last row of the same 一级指标.
  addTo(id, value = {}) {
    const wanted = this.categories.find((category) => category.id === String(id));
    const rows = this.rows;
    const blank = rows.find((row) => this.isBlank(row) && (!wanted || this.part(row, "category").value === wanted.id));
    if (blank) {
      this.step(() => this.write(blank, value));
      this.focus(blank, "name");
      return;
    }
    const last = (same) => rows.filter((row) => same(this.category(row))).pop();
    const after = wanted && (last((c) => c.id === wanted.id) || last((c) => c.tier1 === wanted.tier1));
    this.addBelow(after || rows[rows.length - 1], { ...value, category: wanted ? wanted.id : "" });
  }

  remove(row) {
    const rows = this.rows;
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    const name = this.part(row, "name").value;
    this.step(() => {
      row.remove();
      if (!next) this.body.append(this.newRow({}));
    });
    this.focus(next || this.rows[0], "name");
    this.say(`已删除${name ? `“${name}”` : "一行"}`, { undo: true });
  }

  // At the edge of its group a row joins the neighbouring group instead of splitting it.
  move(row, by) {
    const field = this.fieldOf(document.activeElement);
    const rows = this.rows;
    const other = rows[rows.indexOf(row) + by];
    if (!other) return;
    this.step(() => {
      if (this.part(row, "category").value !== this.part(other, "category").value) {
        this.write(row, { category: this.part(other, "category").value, category_text: this.part(other, "category_text").value });
        this.say(`已移到“${this.category(row).tier2}”`);
      } else if (by > 0) other.after(row);
      else other.before(row);
    });
    this.focus(row, field);
  }

  runs(key) {
    const runs = [];
    this.rows.forEach((row) => {
      const name = key(this.category(row));
      const last = runs[runs.length - 1];
      if (last && last.name === name) last.rows.push(row);
      else runs.push({ name, rows: [row] });
    });
    return runs;
  }

  moveGroup(row, by) {
    const field = this.fieldOf(document.activeElement);
    const tier1 = this.category(row).tier1;
    const neighbour = (key, inside) => {
      const runs = this.runs(key);
      const at = runs.findIndex((run) => run.rows.includes(row));
      const other = runs[at + by];
      return other && (!inside || this.category(other.rows[0]).tier1 === tier1) ? [runs[at], other] : null;
    };
    const pair = neighbour((c) => `${c.tier1}›${c.tier2}`, true) || neighbour((c) => c.tier1, false);
    if (!pair) return;
    this.step(() => {
      const [mine, other] = pair;
      if (by > 0) other.rows[other.rows.length - 1].after(...mine.rows);
      else other.rows[0].before(...mine.rows);
    });
    this.focus(row, field || "name");
  }

  copyTargets(rows) {
    const wanted = rows.filter((row) => {
      const period = this.part(row, "period_target").value;
      return period && period !== this.part(row, "annual_target").value;
    });
    const covered = wanted.filter((row) => this.part(row, "annual_target").value).length;
    if (!wanted.length) { this.say("年度指标值与周期值已经相同"); return; }
    this.step(() => wanted.forEach((row) => this.write(row, { annual_target: this.part(row, "period_target").value })));
    this.say(`已把 ${wanted.length} 行的周期值填入年度指标值${covered ? `，其中 ${covered} 行原有内容已改` : ""}`, { undo: true });
  }

  setNotApplicable(row, on) {
    this.step(() => {
      this.write(row, { not_applicable: on });
      if (!on) return;
      if (!this.part(row, "name").value) this.write(row, { name: this.category(row).tier2 });
      for (const side of ["period_target", "annual_target"]) {
        if (!this.part(row, side).value) this.write(row, { [side]: "不适用" });
      }
    });
    if (on) this.part(row, "note").focus();
  }

  chooseCategory(row, id) {
    const category = this.categories.find((one) => one.id === id);
    this.step(() => {
      this.write(row, { category: id, category_text: "" });
      row.classList.remove("choosing");
      const same = this.rows.filter((other) => other !== row && this.part(other, "category").value === id);
      if (same.length && category) same[same.length - 1].after(row);
    });
    this.focus(row, "name");
  }

  paste(row, field, clipboard) {
    const cells = clipboardCells(clipboard);
    if (!cells) return false;
    const block = readBlock(cells, { categories: this.categories, field });
    if (!block.rows.length) { this.say(block.report.join("；")); return true; }
    this.step(() => {
      if (block.hasCategory) this.insertBlock(row, block);
      else this.overwriteBlock(row, block);
    });
    this.say(block.report.join("；"), { undo: true });
    return true;
  }

  insertBlock(row, block) {
    let after = row;
    const blanks = this.rows.filter((other) => this.isBlank(other));
    const first = block.rows.map((value) => {
      after = this.insert(after, value);
      return after;
    })[0];
    // Spare rows have served their purpose; stored ones are never dropped unasked.
    blanks.filter((other) => !this.idOf(other)).forEach((other) => other.remove());
    this.tidy();
    this.focus(first, "name");
  }

  overwriteBlock(row, block) {
    let target = row;
    let covered = 0;
    block.rows.forEach((value, index) => {
      if (index) {
        const rows = this.rows;
        target = rows[rows.indexOf(target) + 1] || this.insert(target);
      }
      covered += block.fields.filter((name) => {
        const old = this.part(target, name).value;
        return old && old !== value[name];
      }).length;
      this.write(target, value);
    });
    if (covered) block.report.push(`覆盖了 ${covered} 格原有内容`);
  }

  // What the server confirmed: the ids of new rows, and that the removed ones are gone.
  confirm(rows, sent) {
    sent.removed.forEach((id) => this.dead.add(id));
    Object.entries(rows).forEach(([prefix, id]) => {
      const uid = sent.rows[prefix];
      if (uid && id && this.ids.get(uid) !== String(id)) this.ids.set(uid, String(id));
    });
    this.markRemoved();
    [...this.body.rows].forEach((row, index) => this.number(row, index));
    this.total.value = this.body.rows.length;
  }

  sent() {
    const rows = {};
    this.rows.forEach((row) => { rows[this.part(row, "name").name.replace(/-name$/, "")] = row.dataset.uid; });
    const removed = [...this.body.querySelectorAll("tr.gone")].map((row) => this.part(row, "pk").value);
    return { rows, removed };
  }
}
