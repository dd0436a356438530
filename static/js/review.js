// Keys of the review pages: a letter opens the link that carries it as data-key, ? shows them, arrows walk the queue.
const typing = (target) => /^(input|textarea|select)$/i.test(target.tagName) || target.isContentEditable;
const rows = [...document.querySelectorAll("[data-row-link]")];

function walk(step) {
  const here = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && event.target.type !== "checkbox")) return;
  if (rows.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys) keys.open = !keys.open;
    return;
  }
  const link = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

// A click on a cell is the click on its "＋意见".
document.querySelectorAll(".marked td").forEach((cell) => {
  const pin = cell.querySelector("[data-pin]");
  if (!pin) return;
  cell.classList.add("clickable");
  cell.addEventListener("click", (event) => {
    if (!event.target.closest("a") && !String(getSelection())) pin.click();
  });
});
