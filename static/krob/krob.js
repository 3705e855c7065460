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

  // On a phone the tabs scroll sideways: the open one comes into sight.
  for (const here of document.querySelectorAll(".k-tabs a[aria-current]")) {
    const strip = here.closest("ul") || here.parentElement;
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 48;
  }

  focusErrors(document);
})();
