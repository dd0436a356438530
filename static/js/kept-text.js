// What is typed into a form with data-keep stays in this browser until the server has it: after a lost session, a closed
// window or a lost network it is there again. data-mark says what the form is about; once that has changed (the sheet was
// saved, the step was taken) what was kept belongs to the past. A form that comes back with its own words is left alone.
import { dropDraft, keepDraft, readDraft } from "./drafts.js";

const textual = (field) => field.name && !["hidden", "submit", "button", "file", "password"].includes(field.type);

function contents(form) {
  const kept = {};
  for (const field of form.elements) {
    if (!textual(field)) continue;
    if (["radio", "checkbox"].includes(field.type)) {
      if (field.checked) kept[field.name] = [...(kept[field.name] || []), field.value];
    } else kept[field.name] = field.value;
  }
  return kept;
}

function fill(form, kept) {
  for (const field of form.elements) {
    if (!textual(field)) continue;
    const value = kept[field.name];
    if (["radio", "checkbox"].includes(field.type)) field.checked = (value || []).includes(field.value);
    else if (typeof value === "string") field.value = value;
  }
}

// The line on top of a form in which it says what happened to its text.
function line(form) {
  const known = form.querySelector("[data-kept]");
  if (known) return known;
  const place = document.createElement("p");
  place.className = "kept";
  place.dataset.kept = "";
  place.hidden = true;
  place.setAttribute("role", "status");
  form.prepend(place);
  return place;
}

function say(form, draft, before) {
  const place = line(form);
  const at = new Date(draft.at);
  const minutes = String(at.getMinutes()).padStart(2, "0");
  place.textContent = `已恢复您 ${at.getMonth() + 1}月${at.getDate()}日 ${at.getHours()}:${minutes} 填写、还没有保存的内容。`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "不要了";
  button.addEventListener("click", () => {
    fill(form, before);
    dropDraft(form.dataset.keep);
    place.hidden = true;
    show(form);
  });
  place.append(" ", button);
  place.hidden = false;
}

// What else the page shows of the form (lights, points) follows what was put in; htmx listens once the page is loaded.
function show(form) {
  const tell = () => form.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "kept" }));
  if (document.readyState === "complete") tell();
  else window.addEventListener("load", tell);
}

// Without a network the browser would leave the page for its own error page.
function stay(event) {
  if (navigator.onLine) return;
  event.preventDefault();
  const place = line(event.target);
  place.textContent = "现在没有网络，还没有提交。您写的内容已存在本机，网络恢复后再点一次；关掉页面也不会丢。";
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
}

export function keepText(form) {
  const { keep, mark } = form.dataset;
  if (form.dataset.keeping) return;
  form.dataset.keeping = "yes";
  const before = contents(form);
  const draft = readDraft(keep);
  if (draft && draft.mark !== mark) dropDraft(keep);
  else if (draft && !("bound" in form.dataset) && JSON.stringify(draft.kept) !== JSON.stringify(before)) {
    fill(form, draft.kept);
    say(form, draft, before);
    show(form);
  }
  const save = (event) => {
    if (event.detail !== "kept") keepDraft(keep, { mark, kept: contents(form) });
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", stay);
}

// "没有评的都评优": the radios are set here; without scripts the server does the same and shows the form again.
export function fillRest(button) {
  const form = button.form;
  const groups = new Map();
  form.querySelectorAll('input[type="radio"]').forEach((radio) => {
    groups.set(radio.name, [...(groups.get(radio.name) || []), radio]);
  });
  const ranks = ["excellent", "good", "fair", "poor"];
  let worst = 0;
  for (const [name, radios] of groups) {
    if (name === "overall") continue;
    if (!radios.some((radio) => radio.checked)) radios.find((radio) => radio.value === button.value).checked = true;
    worst = Math.max(worst, ranks.indexOf(radios.find((radio) => radio.checked).value));
  }
  const overall = groups.get("overall") || [];
  if (overall.length && !overall.some((radio) => radio.checked)) overall.find((radio) => radio.value === ranks[groups.size > 1 ? worst : ranks.indexOf(button.value)]).checked = true;
  form.dispatchEvent(new Event("change"));
}

const start = (root) => root.querySelectorAll("form[data-keep]").forEach(keepText);
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  event.preventDefault();
  fillRest(button);
});
