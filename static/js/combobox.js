// Suggestions under an input, fetched as HTML with one <button> per suggestion. ↓ goes into the list, Enter takes,
// Esc closes; typing on, Tab and Enter without a choice leave the text as typed. `quiet`: no list, no remark.

let opened = null;
let serial = 0;

export function attachCombobox(input, { url, take, minimum = 1, label, quiet = false }) {
  let list = null;
  let active = -1;
  let timer = 0;
  let asked = 0;

  if (!quiet) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
  }

  const options = () => (list ? [...list.querySelectorAll("button")] : []);

  function close() {
    clearTimeout(timer);
    asked += 1;
    if (list) list.remove();
    list = null;
    active = -1;
    if (opened === close) opened = null;
    input.removeAttribute("aria-activedescendant");
    input.removeAttribute("aria-controls");
    delete input.dataset.listOpen;
    if (input.getAttribute("role") === "combobox") input.setAttribute("aria-expanded", "false");
  }

  async function ask() {
    const mine = (asked += 1);
    const answer = await fetch(url(input.value.trim()), { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked || document.activeElement !== input) return;
    const html = await answer.text();
    if (mine === asked && document.activeElement === input) show(html);
  }

  function show(html) {
    if (opened && opened !== close) opened();
    if (list) list.remove();
    list = document.createElement("div");
    list.className = "combo";
    list.id = `combo-${(serial += 1)}`;
    const answer = new DOMParser().parseFromString(html, "text/html").body;
    list.append(...answer.querySelectorAll("button, p"));
    active = -1;
    if (!options().length && (quiet || !list.textContent.trim())) { close(); return; }
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    options().forEach((option, index) => {
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.tabIndex = -1;
      option.id = `${list.id}-${index}`;
    });
    // A listbox holds options only: remarks ("more …") become options that can't be taken.
    list.querySelectorAll("p").forEach((remark) => {
      remark.setAttribute("role", "option");
      remark.setAttribute("aria-disabled", "true");
    });
    // Pressing the mouse must not take the focus from the input, or the list would close before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("button");
      if (option) choose(option);
    });
    input.insertAdjacentElement("afterend", list);
    opened = close;
    input.setAttribute("aria-controls", list.id);
    input.dataset.listOpen = options().length ? "yes" : "";
    if (input.getAttribute("role") === "combobox") input.setAttribute("aria-expanded", "true");
  }

  function choose(option) {
    close();
    take(option);
  }

  function mark(index) {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    if (input.value.trim().length < minimum) close();
    else timer = setTimeout(ask, 200);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const plain = !event.altKey && !event.ctrlKey && !event.shiftKey;
    if (event.ctrlKey && event.code === "Space") { event.preventDefault(); ask(); return; }
    if (!list) return;
    if (plain && event.key === "ArrowDown" && options().length) mark(active + 1);
    else if (plain && event.key === "ArrowUp" && active >= 0) mark(active - 1);
    else if (plain && event.key === "Enter" && active >= 0) choose(options()[active]);
    else if (event.key === "Escape") close();
    else { if (event.key === "Enter" || event.key === "Tab") close(); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
