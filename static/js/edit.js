// The page for filling in a goal table: ties grid, autosave, local drafts, suggestions and preview together.

import { Autosave } from "./autosave.js";
import { attachCombobox } from "./combobox.js";
import { dropDraft, dropDraftsOf, readDraft } from "./drafts.js";
import { bindGrid } from "./grid-keys.js";
import { Grid } from "./grid.js";
import { bindLibrary } from "./library-panel.js";
import { Notes } from "./notes.js";

const form = document.getElementById("entry");
const FACTS = form.dataset.facts.split(" ");
const at = (id) => document.getElementById(id);
let lastField = null;
const plainTitle = document.title.replace(/^\(\d+\) /, "");

// --- words to the person --------------------------------------------------------------------------

function show(message, { good = false, bad = false, link = null } = {}) {
  const place = at("save-state");
  place.textContent = message;
  place.classList.toggle("is-good", good);
  place.classList.toggle("is-bad", bad);
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  place.append(" ", anchor);
}

function say(message, { undo = false, choice = null } = {}) {
  const place = at("grid-report");
  place.textContent = message;
  place.hidden = false;
  const offers = [choice, undo && { label: "撤销（Ctrl+Z）", action: () => grid.undo() }];
  for (const { label, action } of offers.filter(Boolean)) place.append("　", linkButton(label, action));
}

function linkButton(label, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = label;
  button.addEventListener("click", action);
  return button;
}

const countInTitle = (count) => { document.title = count ? `(${count}) ${plainTitle}` : plainTitle; };

// --- the parts ------------------------------------------------------------------------------------

const grid = new Grid(at("indicators"), { changed: () => autosave.changed(), say });
const state = () => ({
  facts: Object.fromEntries(FACTS.map((name) => [name, form.elements[name].value])),
  grid: { rows: grid.state().rows.map((row) => ({ ...row, pk: grid.ids.get(row.uid) || "" })) },
  focus: focusPlace(),
});
const autosave = new Autosave(form, { state, sent: () => grid.sent(), onSaved, onConflict, show });
const notes = new Notes(form, grid);
bindGrid(grid);

// The field worked in last, also when the focus went on to a link or a button.
function focusPlace() {
  const row = grid.rowOf(lastField);
  if (row && row.isConnected) return { row: grid.rows.indexOf(row), field: grid.fieldOf(lastField) };
  return lastField && FACTS.includes(lastField.name) ? { field: lastField.name } : null;
}
form.addEventListener("focusin", (event) => {
  if (FACTS.includes(event.target.name) || (grid.rowOf(event.target) && event.target.name)) lastField = event.target;
});

// What a field held when it was last heard: leaving it says "change" once more, when it may be saved already.
const heard = new WeakMap();
form.addEventListener("input", (event) => {
  if (!event.target.name || event.target.name.startsWith("choice-")) return;
  heard.set(event.target, event.target.value);
  count(event.target);
  autosave.changed();
});
form.addEventListener("change", (event) => {
  if (FACTS.includes(event.target.name) && heard.get(event.target) !== event.target.value) autosave.changed();
});
form.addEventListener("focusout", (event) => {
  if (!event.target.id) return;
  notes.touched.add(event.target.id);
  autosave.left();
});
// Enter in a one-line field must not send the page away.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT" && event.target.type === "text" && !event.defaultPrevented) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter && event.submitter.name === "resolve") resolve();
  else autosave.flush();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    autosave.flush();
  }
});

async function resolve() {
  const open = [...at("conflict").querySelectorAll("input[required]")].find((input) => !form.querySelector(`[name="${input.name}"]:checked`));
  if (open) {
    open.focus();
    show("还有一项没有选定", { bad: true });
    return;
  }
  // The colleague's rows are not on this page: it is read again once the choice is saved.
  if (await autosave.flush({ choices: true })) window.location.reload();
}

// A piece that is asked for after the session ended would lead to the login page and away from the text.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  autosave.ended("登录已过期");
});

// --- answers of the server ------------------------------------------------------------------------

// What stands above the field being worked in grows and shrinks: the field stays where the eye is.
function keepingPlace(change) {
  const held = form.contains(document.activeElement) ? document.activeElement : null;
  const before = held && held.getBoundingClientRect().top;
  change();
  if (held) window.scrollBy(0, held.getBoundingClientRect().top - before);
}

function showBox(html) {
  const place = at("problems");
  const shown = place.querySelector("details");
  const wasOpen = !shown || shown.open;
  // Where the page can't scroll up any more, a shorter box keeps its height while somebody is typing.
  place.style.minHeight = form.contains(document.activeElement) ? `${place.offsetHeight}px` : "";
  place.innerHTML = html;
  const box = place.querySelector("details");
  if (box) box.open = wasOpen;
}

function showGaps(count) {
  document.querySelectorAll("[data-gaps]").forEach((place) => {
    place.textContent = `（还差 ${count} 项）`;
    place.hidden = count === 0;
  });
}

function onSaved(json, sent) {
  const idOf = new Map();
  Object.entries(sent.rows).forEach(([prefix, uid]) => idOf.set(prefix, uid));
  grid.confirm(json.rows, sent);
  at("conflict").textContent = "";
  keepingPlace(() => showBox(json.box));
  countInTitle(json.blocking);
  showGaps(json.blocking);
  Object.entries(json.sections).forEach(([key, words]) => {
    const place = form.querySelector(`[data-section="${key}"]`);
    place.textContent = words;
    place.dataset.state = words;
  });
  keepingPlace(() => notes.showProblems(json.problems, idOf));
  at("amount-note").textContent = json.amount_note;
  at("amount-note").hidden = !json.amount_note;
  document.dispatchEvent(new CustomEvent("goal:saved", { detail: json }));
  refreshPreview();
}

function onConflict(json) {
  at("conflict").innerHTML = json.box;
  at("conflict").focus();
}

// --- what is missing, wrong or doubtful -------------------------------------------------------------

at("problems").addEventListener("click", (event) => notes.follow(event));
at("conflict").addEventListener("click", (event) => notes.follow(event));
at("live-findings").addEventListener("click", (event) => notes.follow(event));
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  if (panel.id !== "live-findings") return;
  keepingPlace(() => notes.showFindings(panel));
});
if (window.location.hash === "#problems") at("problems").focus();

// --- local drafts ---------------------------------------------------------------------------------

function restore(draft) {
  for (const name of FACTS) if (draft.facts[name] !== undefined) form.elements[name].value = draft.facts[name];
  form.elements.revision.value = draft.revision;
  form.elements.base.value = draft.base;
  // Numbers of the earlier page may mean other rows on this one.
  const rows = draft.grid.rows.map((row) => ({ ...row, uid: `d${row.uid}` }));
  rows.filter((row) => row.pk).forEach((row) => grid.ids.set(row.uid, row.pk));
  grid.apply({ rows });
  form.querySelectorAll("[data-count]").forEach(count);
  window.htmx && window.htmx.trigger(form.elements.amount, "input");
  autosave.changed();
  autosave.flush();
  focusAt(draft.focus);
}

function focusAt(place) {
  if (!place) return;
  const row = place.row === undefined ? null : grid.rows[place.row];
  const input = row ? grid.part(row, place.field) : form.elements[place.field];
  if (!input || !input.focus) return;
  input.focus();
  input.scrollIntoView({ block: "center" });
}

function offerDraft() {
  const draft = readDraft(form.dataset.draft);
  if (!draft || !draft.grid) return;
  const content = (one) => JSON.stringify([one.facts, one.grid.rows.map(({ uid, pk, ...row }) => row)]);
  if (content(draft) === content(state())) { dropDraft(form.dataset.draft); focusAt(draft.focus); return; }
  const time = new Date(draft.at).toLocaleTimeString("zh-CN", { hour12: false });
  if (draft.revision === form.elements.revision.value) {
    restore(draft);
    notice(`已恢复您在本机 ${time} 填写、当时没能保存的内容。`, []);
    return;
  }
  notice(`本机有您 ${time} 填写、没能保存的内容；这张表之后又有人保存过。`, [
    ["恢复并核对差异", () => restore(draft)],
    ["放弃本机内容", () => dropDraft(form.dataset.draft)],
  ]);
}

function notice(message, choices) {
  const place = at("local-draft");
  place.textContent = message;
  place.hidden = false;
  for (const [label, action] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = label;
    button.addEventListener("click", () => { place.hidden = true; action(); });
    place.append(" ", button);
  }
}

const logout = at("logout");
if (logout) {
  logout.addEventListener("submit", async (event) => {
    if (!autosave.dirty) return;
    event.preventDefault();
    if (await autosave.flush() || window.confirm("还有内容没能保存到服务器，退出会丢掉它们。确定退出吗？")) {
      autosave.confirmed = autosave.edits;
      dropDraftsOf(logout.dataset.user);
      logout.submit();
    }
  }, { capture: true });
}

// A step of the workflow (送审) takes what is on the page, so that is saved first.
document.addEventListener("submit", async (event) => {
  const step = event.target;
  if (step === form || step === logout || !autosave.dirty) return;
  event.preventDefault();
  if (await autosave.flush()) step.requestSubmit(event.submitter);
}, { capture: true });

// --- fields ---------------------------------------------------------------------------------------

function count(area) {
  const limit = Number(area.dataset && area.dataset.count);
  if (!limit) return;
  let place = area.parentElement.querySelector(".count");
  if (!place) {
    place = document.createElement("p");
    place.className = "count quiet";
    area.after(place);
  }
  const length = [...area.value].length;
  place.textContent = length > limit ? `${length} 字，超出 ${length - limit} 字` : `${length} 字`;
  place.classList.toggle("missing", length > limit);
}
form.querySelectorAll("[data-count]").forEach(count);

at("copy-objective").addEventListener("click", () => {
  const annual = form.elements.annual_objective;
  annual.focus();
  annual.select();
  // Typed by command, so that the field's own Ctrl+Z brings the old text back.
  const text = form.elements.overall_objective.value;
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) annual.value = text;
  annual.dispatchEvent(new Event("input", { bubbles: true }));
});

async function ask(text) {
  const body = new URLSearchParams({ text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(form.dataset.ask, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const json = answer && answer.ok ? await answer.json().catch(() => null) : null;
  show(json ? json.message : "没有送到，请再点一次，或直接告诉系统管理员", { good: Boolean(json), bad: !json });
}

const subject = form.elements.functional_subject;
subject.addEventListener("focus", () => subject.select());
attachCombobox(subject, {
  label: "功能科目",
  url: (text) => `${form.dataset.subjects}&q=${encodeURIComponent(text)}`,
  take: (option) => {
    if (option.dataset.ask) { ask(option.dataset.ask); return; }
    subject.value = option.dataset.value;
    subject.dispatchEvent(new Event("input", { bubbles: true }));
    autosave.left();
  },
});

const keys = at("show-keys");
keys.addEventListener("click", () => {
  at("keys").hidden = !at("keys").hidden;
  keys.setAttribute("aria-expanded", String(!at("keys").hidden));
});

const library = at("library");
if (library) bindLibrary(library, grid, say);

// --- preview: read again after each save, but only while somebody can see it -----------------------

const preview = at("preview");
let seen = false;
let outdated = true;

function refreshPreview() {
  outdated = true;
  window.htmx.trigger("#live-findings", "refresh");
  if (seen) {
    outdated = false;
    window.htmx.trigger("#preview-pages", "refresh");
  }
}

new IntersectionObserver((entries) => {
  seen = entries.some((entry) => entry.isIntersecting);
  if (seen && outdated) refreshPreview();
}).observe(preview);

offerDraft();
document.documentElement.dataset.ready = "yes";
