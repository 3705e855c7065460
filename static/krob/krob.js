/* Small conveniences. Every page works without them. */
(() => {
  "use strict";

  const focusErrors = (root) => {
    const summary = root.querySelector(".k-errors");
    if (summary) summary.focus();
  };

  const plain = (text) => text.replaceAll("\u2060", "").replaceAll("\u00a0", " ");

  document.addEventListener("copy", (event) => {
    const field = event.target.closest && event.target.closest("input, textarea");
    const chosen = String(document.getSelection());
    if (field || plain(chosen) === chosen) return;
    event.clipboardData.setData("text/plain", plain(chosen));
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest && event.target.closest("details.k-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.k-menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-delete]")) return;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });

  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const show = (id) => {
    const note = document.getElementById(id);
    if (note) note.hidden = false;
  };

  document.addEventListener("htmx:responseError", () => show("k-failed"));
  document.addEventListener("htmx:sendError", () => show("k-failed"));
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));

  const expiry = document.getElementById("k-expiry");
  const left = expiry ? Number(expiry.dataset.seconds) - 300 : 0;
  if (left > 0 && left < 86400) setTimeout(() => show("k-expiry"), left * 1000);

  // Who is signed out while writing finds it again after signing in, in this window only.
  const writing = document.querySelector("form.k-edit");
  const typed = `k-typed:${location.pathname}`;
  const ours = (name) => ["csrfmiddlewaretoken", "seen", "window"].includes(name);

  const keep = () => {
    const values = [...new FormData(writing)].filter(([name, value]) => !ours(name) && typeof value === "string");
    sessionStorage.setItem(typed, JSON.stringify(values));
  };

  const putBack = (values) => {
    const changed = [];
    for (const field of writing.elements) {
      if (!field.name || ours(field.name) || field.type === "hidden" || field.type === "file") continue;
      const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
      const ticks = field.type === "checkbox" || field.type === "radio";
      if (ticks ? field.checked === mine.includes(field.value) : !mine.length || field.value === mine[0]) continue;
      if (ticks) field.checked = mine.includes(field.value);
      else field.value = mine[0];
      for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      changed.push(field);
    }
    if (changed.length) show("k-kept");
    if (changed.length) changed[0].focus();
  };

  if (writing) {
    const kept = sessionStorage.getItem(typed);
    sessionStorage.removeItem(typed);
    if (kept && document.referrer.includes("/sign-in/")) putBack(JSON.parse(kept));
    writing.addEventListener("submit", keep);
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      if ((event.detail.xhr.getResponseHeader("HX-Redirect") || "").includes("/sign-in/")) keep();
    });
  }

  // On a phone the tabs scroll sideways: the open one comes into sight.
  for (const here of document.querySelectorAll(".k-tabs a[aria-current]")) {
    const strip = here.closest("ul") || here.parentElement;
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 48;
  }

  focusErrors(document);
})();
