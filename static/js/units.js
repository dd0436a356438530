// Boxes for a unit suggest units while one types a code, a name or pinyin initials; empty ones the first units.

import { attachCombobox } from "./combobox.js";

const address = document.querySelector("[data-units]").dataset.units;

for (const box of document.querySelectorAll("input[data-unit]")) {
  box.parentElement.classList.add("combo-box");
  attachCombobox(box, {
    label: "单位",
    minimum: 0,
    url: (text) => `${address}?${new URLSearchParams({ ...(box.dataset.unit && { cycle: box.dataset.unit }), q: text })}`,
    take: (option) => { box.value = option.dataset.value; },
  });
  box.addEventListener("focus", () => { if (!box.value) box.dispatchEvent(new Event("input")); });
}
