// What is missing, wrong or doubtful, beside the field it concerns: what the form knows at each save, and what the
// checks found in what was saved. The panel of findings and the box on top stay the complete lists.

export class Notes {
  constructor(form, grid) {
    this.form = form;
    this.grid = grid;
    this.touched = new Set(); // an empty field that nobody visited is no reproach
  }

  at(id) { return document.getElementById(id); }

  place(id) { return id && this.form.querySelector(`[data-notes="${id}"]`); }

  // Rows may have moved while the answer was on its way.
  currentId(target, uids) {
    const match = target.match(/^id_(rows-\d+)-(.+)$/);
    if (!match) return target;
    const row = this.grid.rows.find((one) => one.dataset.uid === uids.get(match[1]));
    const input = row && this.grid.part(row, match[2]);
    return input ? input.id : "";
  }

  showProblems(problems, uids) {
    this.form.querySelectorAll("[data-notes] > .note:not(.note-finding):not(.note-remark)").forEach((note) => note.remove());
    for (const { target, message, kind } of problems) {
      const id = this.currentId(target, uids);
      const place = this.place(id);
      if (!place || !this.at(id) || (kind === "missing" && !this.touched.has(id))) continue;
      if (kind === "finding") continue; // the panel of findings brings it along
      if (target === "id_amount" && kind === "wrong") this.at("amount-words").textContent = "";
      place.prepend(this.note(message, kind));
    }
    this.form.querySelectorAll("[data-notes]").forEach((place) => {
      const input = this.at(place.dataset.notes);
      if (input) input.toggleAttribute("aria-invalid", false);
      if (input && place.querySelector(".note-wrong")) input.setAttribute("aria-invalid", "true");
    });
  }

  note(message, kind) {
    const note = document.createElement("p");
    note.className = `note note-${kind}`;
    if (kind === "wrong") {
      const word = document.createElement("strong");
      word.textContent = "强制";
      note.append(word, " ");
    }
    note.append(kind === "advice" ? `提示：${message}` : message);
    return note;
  }

  // --- findings: a line below the field, a row below the indicator ----------------------------------

  showFindings(panel) {
    this.form.querySelectorAll("[data-notes] > .note-finding").forEach((note) => note.remove());
    this.grid.clearFindings();
    panel.querySelectorAll("li[data-field]").forEach((item) => {
      const lines = [...item.querySelectorAll("p.hit")].map((line) => {
        const copy = line.cloneNode(true);
        copy.className = "note note-finding";
        return copy;
      });
      if (item.dataset.row) this.grid.addFindings(item.dataset.row, lines);
      else this.addToField(item.dataset.field, lines);
    });
  }

  addToField(field, lines) {
    const place = this.place(field === "rows" ? "indicators" : `id_${field}`);
    if (!place || !lines.length || place.querySelector(".note-wrong")) return;
    const input = this.at(`id_${field}`);
    if ("fresh" in this.form.dataset && input && !input.value && !this.touched.has(input.id)) return;
    if (field === "rows" && this.form.querySelector("#problems [data-goto^='add-']")) return; // on top already
    place.querySelectorAll(".note-missing").forEach((note) => note.remove()); // said better by the check
    place.append(...lines);
  }

  // --- links to the field ---------------------------------------------------------------------------

  // From the box on top (an id, or a category without a row) or from the panel of findings (a field, a row's id).
  inputOf(link) {
    const { grid } = this;
    const target = link.dataset.goto;
    const item = link.closest("[data-field]"); // a finding, or a line of the conflict
    const { row: id, field } = item ? item.dataset : {};
    if (id) {
      const row = grid.rows.find((one) => grid.idOf(one) === id);
      const part = row && grid.part(row, field);
      return part && part.offsetParent ? part : row && grid.part(row, "name"); // the category is not always shown
    }
    const named = this.at(target || `id_${field}`) || this.at("add-row");
    if (!named.matches("[data-category]")) return named;
    const row = grid.rows.find((one) => grid.part(one, "category").value === named.dataset.category);
    return row ? grid.part(row, "name") : named.querySelector("button");
  }

  follow(event) {
    const link = event.target.closest("[data-goto]");
    const input = link && this.inputOf(link);
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.scrollIntoView({ block: "center" });
  }
}
