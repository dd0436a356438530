// The indicator library: a panel to pick from, and suggestions while a 三级指标 is typed.

import { quoted } from "./quoted.js";
import { attachCombobox } from "./combobox.js";

const valueOf = (button) => ({
  name: button.dataset.name || "", period_target: button.dataset.period || "",
  annual_target: button.dataset.annual || "", note: button.dataset.note || "",
});

export function bindLibrary(library, grid, say) {
  const at = (id) => document.getElementById(id);
  const opener = at("open-library");

  function open(shown) {
    library.hidden = !shown;
    opener.setAttribute("aria-expanded", String(shown));
    (shown ? at("library-search") : opener).focus();
    if (shown) window.htmx.trigger(at("library-search"), "open");
  }

  // Fills only what is still empty.
  function take(cell, button) {
    grid.step(() => {
      const row = grid.rowOf(cell);
      const given = valueOf(button);
      const old = grid.read(row);
      const kept = Object.keys(given).filter((name) => name !== "name" && old[name].trim());
      kept.forEach((name) => delete given[name]);
      grid.write(row, old.category ? given : { ...given, category: button.dataset.category || "" });
    });
  }

  opener.addEventListener("click", () => open(library.hidden));
  at("close-library").addEventListener("click", () => open(false));
  at("library-category").addEventListener("change", () => window.htmx.trigger(at("library-search"), "open"));
  at("library-list").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-name]");
    if (!button) return;
    event.preventDefault();
    grid.addTo(button.dataset.category, valueOf(button));
    say(`已加入${quoted(button.dataset.name)}`, { undo: true });
  });
  // Several at once: all that the list shows, and what was added stays one list to take back row by row.
  at("library-all").addEventListener("click", () => {
    const buttons = [...at("library-list").querySelectorAll("button[data-name]")];
    buttons.forEach((button) => grid.addTo(button.dataset.category, valueOf(button)));
    at("library-search").focus();
    if (buttons.length) say(`已加入列表中的 ${buttons.length} 条指标`, { undo: true });
  });
  grid.body.addEventListener("focusin", (event) => {
    const cell = event.target;
    if (grid.fieldOf(cell) !== "name" || cell.dataset.suggests) return;
    cell.dataset.suggests = "yes";
    const asked = (text) => new URLSearchParams({ goal: library.dataset.goal, category: grid.category(grid.rowOf(cell)).id, q: text });
    attachCombobox(cell, {
      label: "指标库中的指标", quiet: true,
      url: (text) => `${library.dataset.url}?${asked(text)}`,
      take: (button) => take(cell, button),
    });
  });
}
