// The rows of the indicator grid: reading and writing them, their looks as in the printed table, undo and redo, and
// what the server knows of them. The page is the only state; a snapshot before each step is what Ctrl+Z goes back to.

const BESIDE = ["note", "weight", "direction"]; // weight and direction are hidden where the printed form has none
const STEPS = 100;
const NUMBERED = /^((?:id_)?rows-)(?:\d+|__prefix__)(-.*)$/;

export class GridRows {
  constructor(root, { changed, say }) {
    this.root = root;
    this.body = root.querySelector("#grid tbody");
    this.cells = root.querySelector("#grid").dataset.cells.split(" "); // one column each
    this.template = root.querySelector("#row-template").content.firstElementChild;
    this.total = root.querySelector("[name=rows-TOTAL_FORMS]");
    const most = root.querySelector("[name=rows-MAX_NUM_FORMS]");
    this.most = most ? Number(most.value) : Infinity;
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

  // Rows of the table; findings stand in rows of their own between them.
  get rows() { return [...this.body.querySelectorAll("tr.row:not(.gone)")]; }

  // With the removed ones: what is posted.
  get forms() { return [...this.body.querySelectorAll("tr.row")]; }

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
    for (const name of ["category", "category_text", ...BESIDE, ...this.cells]) {
      if (value[name] !== undefined) this.part(row, name).value = value[name] === null ? "" : value[name];
    }
    if (value.not_applicable !== undefined) this.part(row, "not_applicable").checked = value.not_applicable;
  }

  read(row) {
    const value = { uid: row.dataset.uid, not_applicable: this.part(row, "not_applicable").checked };
    for (const name of ["category", "category_text", ...BESIDE, ...this.cells]) value[name] = this.part(row, name).value;
    return value;
  }

  isBlank(row) {
    const value = this.read(row);
    return !value.not_applicable && ![...BESIDE, "category_text", ...this.cells].some((name) => value[name].trim());
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
    this.clearFindings();
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
    this.forms.forEach((row, index) => this.number(row, index));
    this.total.value = this.forms.length;
    const present = new Set(this.rows.map((row) => this.part(row, "category").value));
    const groups = this.root.querySelector("#empty-groups");
    groups.querySelectorAll("li").forEach((item) => { item.hidden = present.has(item.dataset.category); });
    groups.hidden = ![...groups.querySelectorAll("li")].some((item) => !item.hidden);
    this.fit(this.body.querySelectorAll("textarea"));
  }

  // --- what the checks found: a row below the one concerned, until the next step --------------------

  clearFindings() { this.body.querySelectorAll("tr.row-findings").forEach((row) => row.remove()); }

  addFindings(id, lines) {
    const row = this.rows.find((other) => this.idOf(other) === id);
    if (!row || !lines.length) return;
    const last = row.nextElementSibling && row.nextElementSibling.matches(".row-findings") ? row.nextElementSibling : null;
    const place = last || document.createElement("tr");
    if (!last) {
      place.className = "row-findings";
      place.append(document.createElement("td"), document.createElement("td"), document.createElement("td"));
      place.children[0].className = "tier1";
      place.children[1].className = "tier2";
      place.children[2].colSpan = row.cells.length - 2;
      row.after(place);
    }
    place.children[2].append(...lines);
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
    if (this.cells.includes(field)) cell.select();
  }

  // What the server confirmed: the ids of new rows, and that the removed ones are gone.
  confirm(rows, sent) {
    sent.removed.forEach((id) => this.dead.add(id));
    Object.entries(rows).forEach(([prefix, id]) => {
      const uid = sent.rows[prefix];
      if (uid && id && this.ids.get(uid) !== String(id)) this.ids.set(uid, String(id));
    });
    this.markRemoved();
    this.forms.forEach((row, index) => this.number(row, index));
    this.total.value = this.forms.length;
  }

  sent() {
    const rows = {};
    this.rows.forEach((row) => { rows[this.part(row, "name").name.replace(/-name$/, "")] = row.dataset.uid; });
    const removed = [...this.body.querySelectorAll("tr.gone")].map((row) => this.part(row, "pk").value);
    return { rows, removed };
  }
}
