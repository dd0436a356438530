// Keys and clicks of the grid.

import { quotedText } from "./paste.js";

const MENU = [
  ["up", "上移", "Alt+↑"], ["down", "下移", "Alt+↓"], ["insert", "在下面添一行", "Alt+Insert"],
  ["copy", "周期值 → 年度值", ""], ["category", "改类别…", ""], ["na", "不适用…", ""], ["note", "备注…", ""], ["delete", "删除本行", "Alt+Delete"],
];

export function bindGrid(grid) {
  const { root, body } = grid;
  let byKey = false;

  const actions = {
    up: (row) => grid.move(row, -1),
    down: (row) => grid.move(row, 1),
    insert: (row) => grid.addBelow(row),
    copy: (row) => grid.copyTargets([row]),
    delete: (row) => grid.remove(row),
    add: (row) => grid.addBelow(lastOfGroup(row)),
    "group-up": (row) => grid.moveGroup(row, -1),
    "group-down": (row) => grid.moveGroup(row, 1),
    category: (row) => { row.classList.add("choosing"); grid.part(row, "category").focus(); },
    na: (row) => grid.setNotApplicable(row, !grid.part(row, "not_applicable").checked),
    note: (row) => { row.classList.add("has-note"); grid.part(row, "note").focus(); },
    menu: (row) => toggleMenu(row),
  };

  function lastOfGroup(row) {
    const run = grid.runs((category) => category.id).find((one) => one.rows.includes(row));
    return run.rows[run.rows.length - 1];
  }

  function toggleMenu(row) {
    const open = row.querySelector(".row-menu");
    closeMenu();
    if (open) return;
    const menu = document.createElement("div");
    menu.className = "row-menu";
    menu.setAttribute("role", "menu");
    for (const [action, label, keys] of MENU) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.do = action;
      button.setAttribute("role", "menuitem");
      button.append(action === "na" && grid.part(row, "not_applicable").checked ? "改为适用" : label);
      if (keys) {
        const hint = document.createElement("span");
        hint.className = "quiet";
        hint.textContent = keys;
        button.append(hint);
      }
      menu.append(button);
    }
    const opener = row.querySelector('[data-do="menu"]');
    opener.setAttribute("aria-expanded", "true");
    opener.after(menu);
    menu.firstElementChild.focus();
  }

  function closeMenu(back = false) {
    const menu = body.querySelector(".row-menu");
    if (!menu) return;
    const opener = menu.previousElementSibling;
    opener.setAttribute("aria-expanded", "false");
    const row = grid.rowOf(menu);
    menu.remove();
    if (back) grid.focus(row, "name");
  }

  function goTo(row, field, by) {
    const rows = grid.rows;
    const target = rows[rows.indexOf(row) + by];
    if (target) grid.focus(target, field);
    return Boolean(target);
  }

  // ↑ and ↓ leave a cell from its first and last line; a wholly selected cell is left at once, as in Excel.
  function leavesCell(cell, up) {
    const { value, selectionStart: start, selectionEnd: end } = cell;
    if (end - start === value.length) return true;
    if (start !== end) return false;
    const line = parseFloat(getComputedStyle(cell).lineHeight);
    const single = !value.includes("\n") && cell.scrollHeight < 2.2 * line;
    return single || (up ? start === 0 : end === value.length);
  }

  function lineBreak(cell) {
    cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function cellKey(event, row, cell, field) {
    const { key, altKey: alt, shiftKey: shift, ctrlKey: ctrl } = event;
    const none = !alt && !shift && !ctrl;
    if (key === "Enter" && (alt || ctrl)) { lineBreak(cell); return true; }
    if (key === "Enter") {
      if (!goTo(row, field, shift ? -1 : 1) && !shift) {
        const fresh = grid.addBelow(row);
        grid.focus(fresh, field);
      }
      return true;
    }
    if (none && key === "ArrowUp" && leavesCell(cell, true)) return goTo(row, field, -1);
    if (none && key === "ArrowDown" && leavesCell(cell, false)) return goTo(row, field, 1);
    return false;
  }

  function rowKey(event, row) {
    const { key, altKey: alt, shiftKey: shift } = event;
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (alt && shift && step) grid.moveGroup(row, step);
    else if (alt && step) grid.move(row, step);
    else if (alt && key === "Insert") grid.addBelow(row);
    else if (alt && key === "Delete") grid.remove(row);
    else if (key === "ContextMenu" || (shift && key === "F10")) toggleMenu(row);
    else return false;
    return true;
  }

  function menuKey(event, menu) {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape") closeMenu(true);
    else if (event.key === "Tab") { closeMenu(true); return true; }
    else return false;
    return true;
  }

  root.addEventListener("keydown", (event) => {
    byKey = event.key === "Tab";
    if (event.isComposing || event.keyCode === 229) return;
    const element = event.target;
    const row = grid.rowOf(element);
    const menu = element.closest(".row-menu");
    let taken = false;
    if (menu) taken = menuKey(event, menu);
    else if (undoKey(event)) taken = true;
    else if (row) taken = rowKey(event, row);
    if (!taken && row && element.tagName === "TEXTAREA") taken = cellKey(event, row, element, grid.fieldOf(element));
    else if (!taken && row && element.tagName === "INPUT" && event.key === "Enter") taken = true; // never submits the page
    if (taken) event.preventDefault();
  });

  // Inside a cell Ctrl+Z first takes back what was typed there since it was entered; that the browser does itself.
  function undoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const key = event.key.toLowerCase();
    const redo = key === "y" || (key === "z" && event.shiftKey);
    if (!redo && key !== "z") return false;
    if (!redo && typedSinceEntered(event.target)) return false;
    if (!(redo ? grid.undone : grid.done).length) return false;
    if (redo) grid.redo();
    else grid.undo();
    return true;
  }

  function typedSinceEntered(element) {
    const row = grid.rowOf(element);
    if (!row || !element.name) return false;
    const before = grid.baseline.rows.find((value) => value.uid === row.dataset.uid);
    return Boolean(before) && before[grid.fieldOf(element)] !== undefined && before[grid.fieldOf(element)] !== element.value;
  }

  body.addEventListener("focusin", (event) => {
    grid.commit();
    if (byKey && event.target.tagName === "TEXTAREA") event.target.select();
    byKey = false;
    if (!event.target.closest(".row-menu") && event.target.dataset.do !== "menu") closeMenu();
  });
  body.addEventListener("focusout", () => grid.commit());
  body.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") grid.fit([event.target]);
  });
  body.addEventListener("change", (event) => {
    const row = grid.rowOf(event.target);
    const field = grid.fieldOf(event.target);
    if (field === "category") grid.chooseCategory(row, event.target.value);
    if (field === "not_applicable") grid.setNotApplicable(row, event.target.checked);
  });
  body.addEventListener("paste", (event) => {
    const field = grid.fieldOf(event.target);
    if (!grid.cells.includes(field)) return;
    const clipboard = { text: event.clipboardData.getData("text/plain"), html: event.clipboardData.getData("text/html") };
    const single = quotedText(clipboard);
    if (single !== null) document.execCommand("insertText", false, single); // keeps the browser's own undo
    else if (!grid.paste(grid.rowOf(event.target), field, clipboard)) return;
    event.preventDefault();
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const row = grid.rowOf(button);
    if (button.dataset.do !== "menu") closeMenu();
    actions[button.dataset.do](row);
  });
  document.addEventListener("mousedown", (event) => { if (!event.target.closest(".row-menu, [data-do=menu]")) closeMenu(); });

  root.querySelector("#add-row").addEventListener("click", () => {
    const rows = grid.rows;
    grid.addBelow(rows[rows.length - 1]);
  });
  root.querySelector("#copy-targets").addEventListener("click", () => grid.copyTargets(grid.rows));
  root.querySelector("#empty-groups").addEventListener("click", (event) => {
    const item = event.target.closest("button") && event.target.closest("li");
    if (item) grid.addTo(item.dataset.category);
  });
}
