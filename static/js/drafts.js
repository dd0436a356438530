// What was typed and is not yet confirmed by the server, kept in this browser: per user and goal, at most a week,
// gone at logout. A full or forbidden storage costs only this safety net, never the page.

const PREFIX = "perfgoals:draft:";
const WEEK = 7 * 24 * 3600 * 1000;

export function keepDraft(key, draft) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function readDraft(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    return draft && Date.now() - draft.at < WEEK ? draft : null;
  } catch {
    return null;
  }
}

export function dropDraft(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch { /* nothing is kept then */ }
}

export function dropDraftsOf(user) {
  draftKeys().filter((key) => key.startsWith(`${PREFIX}${user}:`)).forEach((key) => localStorage.removeItem(key));
}

export function dropOldDrafts() {
  draftKeys().filter((key) => !readDraft(key.slice(PREFIX.length))).forEach((key) => localStorage.removeItem(key));
}

function draftKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}
