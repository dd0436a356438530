// The head's checkbox selects all rows of the page; the bar says how many are selected.
const form = document.getElementById("selection");
const boxes = () => [...form.querySelectorAll(':is(input[name="goals"], input[name="chosen"]):not(:disabled)')];
const all = form.querySelector("[data-select-all]");
const count = form.querySelector("[data-selected-count]");

function show() {
  const chosen = boxes().filter((box) => box.checked).length;
  if (count) {
    count.hidden = chosen === 0;
    count.textContent = (count.dataset.words || "已选 {n} 个项目，导出和办理只含所选").replace("{n}", chosen);
  }
  if (all) {
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && chosen < boxes().length;
  }
}

if (all) {
  all.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
}
form.addEventListener("change", show);
// Coming back by the browser's own button, it sets the boxes again when the page stands.
window.addEventListener("pageshow", show);
show();
