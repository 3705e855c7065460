/* Saves a form page while it is being filled in. The page works without it: "save and continue". */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const WAIT_MS = 1500;
  const RETRY_MS = 8000;
  const url = form.dataset.autosave;
  const version = form.elements.namedItem("_version");
  const was = form.elements.namedItem("_was");
  const offline = document.getElementById("k-offline");
  const conflict = document.getElementById("k-conflict");
  const compare = document.getElementById("k-compare");
  let timer = 0;
  let dirty = false;
  let sending = false;
  let stopped = false;

  const said = (text, look) => {
    for (const line of document.querySelectorAll(".k-save")) {
      line.classList.remove("is-busy", "is-bad");
      if (look) line.classList.add(look);
      const words = line.querySelector("b");
      if (words && text) words.textContent = text;
    }
  };

  const answers = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string") body.append(name, value);
    return body;
  };

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };

  const lost = () => {
    dirty = true;
    if (offline) offline.hidden = false;
    said(form.dataset.unsaved, "is-bad");
    later(RETRY_MS);
  };

  /* A newer save exists. What is typed here goes on being kept apart, and both are shown to choose
     from; a choice that is being made is not taken from under the hands. */
  const apart = async (answer) => {
    const heard = await answer.json();
    if (!heard.html && !heard.url) stopped = true;
    if (conflict) {
      const first = conflict.hidden;
      conflict.hidden = false;
      const link = conflict.querySelector("a");
      if (link) {
        link.href = heard.url || location.href.split("#")[0];
        link.hidden = Boolean(heard.html);
      }
      if (compare && !compare.contains(document.activeElement)) compare.innerHTML = heard.html || "";
      if (first) conflict.scrollIntoView({ block: "start" });
    }
    said(heard.said || form.dataset.unsaved, heard.said ? "" : "is-bad");
  };

  /* What was typed after the last save goes along with the choice. */
  if (compare) compare.addEventListener("submit", async (event) => {
    if (dirty) {
      event.preventDefault();
      const { target, submitter } = event;
      while (sending) await new Promise((go) => setTimeout(go, 100));
      await save();
      dirty = false;
      target.requestSubmit(submitter);
      return;
    }
    stopped = true;
  });

  /* What a registry filled in behind this page stands blank here: say so, or it would be emptied. */
  const unseen = (keys) => {
    for (const key of keys) {
      if (form.querySelector(`input[name=_unseen][value="${key}"]`)) continue;
      const note = Object.assign(document.createElement("input"), { type: "hidden", name: "_unseen", value: key });
      form.append(note);
    }
  };

  const saved = async (answer) => {
    const heard = await answer.json();
    unseen(heard.unseen || []);
    if (heard.version !== undefined && version) version.value = heard.version;
    if (heard.was !== undefined && was) was.value = heard.was;
    if (offline) offline.hidden = true;
    said(heard.said, "");
  };

  async function save() {
    clearTimeout(timer);
    if (!dirty || stopped) return;
    if (sending) {
      later(WAIT_MS);
      return;
    }
    sending = true;
    dirty = false;
    said(form.dataset.saving, "is-busy");
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: answers(),
        headers: { Accept: "application/json", "X-Requested-With": "autosave" },
        credentials: "same-origin",
      });
      if (answer.status === 409) await apart(answer);
      else if (!answer.ok || answer.redirected) lost();
      else await saved(answer);
    } catch {
      lost();
    } finally {
      sending = false;
    }
  }

  const changed = () => {
    if (stopped) return;
    dirty = true;
    later(WAIT_MS);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.body.addEventListener("htmx:oobAfterSwap", changed);
  addEventListener("online", () => { if (dirty) save(); });
  addEventListener("offline", () => { if (offline) offline.hidden = false; });
  const retry = document.getElementById("k-retry");
  if (retry) retry.addEventListener("click", () => { dirty = true; save(); });

  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
    stopped = true;
    setTimeout(() => { stopped = false; }, 8000);
  });

  addEventListener("pagehide", () => {
    if (!dirty || stopped) return;
    if (navigator.sendBeacon(url, answers())) dirty = false;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
})();
