// Saves by itself: 1.5 s after the last key and when a field is left. What the server has not confirmed stays in this
// browser. States: clean, waiting, saving, offline, ended (session), conflict, refused.

import { dropDraft, keepDraft } from "./drafts.js";

const PAUSE = 1500;
const RETRY = 10000;

export class Autosave {
  constructor(form, { state, sent, onSaved, onConflict, show }) {
    Object.assign(this, { form, state, sent, onSaved, onConflict, show });
    this.key = form.dataset.draft;
    this.edits = 0; // raised by every change
    this.confirmed = 0; // the last change that the server has
    this.running = null;
    this.halted = "";
    window.addEventListener("online", () => this.left());
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty) {
        this.keep();
        event.preventDefault();
        event.returnValue = "";
      }
    });
  }

  get dirty() { return this.edits !== this.confirmed; }

  // A draft names the revision it was begun on: coming back later shows what others saved meanwhile.
  keep() {
    const { revision, base } = this.form.elements;
    return keepDraft(this.key, { revision: revision.value, base: base.value, ...this.state() });
  }

  changed() {
    this.edits += 1;
    // Too much was posted: what is less now may be taken.
    if (this.mayBeMended && this.halted === "refused") this.halted = "";
    this.mayBeMended = false;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 200);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush({ asked: false }), PAUSE);
  }

  left() { if (this.dirty) this.flush({ asked: false }); }

  // Resolves to whether everything is saved. One save at a time; unasked ones only while something is unsaved.
  async flush({ choices = false, asked = true } = {}) {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.halted && !choices) return false;
    if (!asked && !this.dirty) return true;
    this.running = this.post().finally(() => { this.running = null; });
    const ok = await this.running;
    return ok && !this.dirty;
  }

  async post() {
    const edits = this.edits;
    const sent = this.sent();
    const data = new URLSearchParams(new FormData(this.form));
    this.show("正在保存…");
    let answer;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body: data, redirect: "manual", credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
    } catch {
      return this.offline();
    }
    if (answer.type === "opaqueredirect") return this.ended("登录已过期");
    const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
    if (answer.ok && json) return this.saved(json, edits, sent);
    if (answer.status === 409 && json) return this.conflict(json);
    if (answer.status === 403 && json) return this.refuse(json.message);
    if (answer.status === 403) return this.ended("您已在别处重新登录或退出");
    if (answer.status === 404) return this.refuse("这个项目已被删除，或您不再负责该单位。");
    if (answer.status === 400 || answer.status === 413) {
      this.mayBeMended = true;
      return this.refuse("内容过多或不完整，服务器没有接受。请分几次填写，或删减后再存。");
    }
    return this.offline(json && json.message);
  }

  saved(json, edits, sent) {
    this.confirmed = edits;
    this.halted = "";
    this.form.elements.revision.value = json.revision;
    this.form.elements.base.value = json.base;
    if (this.dirty) this.keep();
    else {
      clearTimeout(this.keeping);
      dropDraft(this.key);
    }
    this.show(`已保存 ${json.saved_at}`, { good: true });
    this.onSaved(json, sent);
    return true;
  }

  // `reason`: what the server says of itself, when it is there but can't save.
  offline(reason) {
    this.keep();
    this.show(`${reason || "连不上服务器"}，内容已存在本机，恢复后自动保存`, { bad: true });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.left(), RETRY);
    return false;
  }

  ended(reason) {
    if (this.dirty) this.keep();
    if (this.halted === "ended") return false; // said before: the link must not change under a click
    this.halted = "ended";
    const next = encodeURIComponent(window.location.pathname);
    this.show(`${reason}，内容已存在本机。`, { bad: true, link: { href: `${this.form.dataset.login}?next=${next}`, text: "重新登录后接着填" } });
    return false;
  }

  conflict(json) {
    this.halted = "conflict";
    this.keep();
    this.form.elements.revision.value = json.revision;
    this.form.elements.base.value = json.base;
    this.show("有别人的修改，请在上方逐项选定", { bad: true });
    this.onConflict(json);
    return false;
  }

  refuse(message) {
    this.halted = "refused";
    this.keep();
    this.show(message, { bad: true });
    return false;
  }
}
