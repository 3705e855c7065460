/* The form's editor: drag to order, keep one's place, a live preview. All of it works without. */
(() => {
  "use strict";
  if (window.krobFormEdit) return;
  window.krobFormEdit = true;

  const PLACE = "krob-form-place";

  /* After an item moved the page comes anew: stand where one stood, on the button one pressed. */
  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!event.target.closest(".k-formedit")) return;
    const place = { at: location.pathname, y: scrollY, id: pressed ? pressed.id : "" };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  });

  const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
  sessionStorage.removeItem(PLACE);
  if (kept && kept.at === location.pathname) {
    scrollTo(0, kept.y);
    const button = kept.id && document.getElementById(kept.id);
    if (button && !button.disabled) button.focus({ preventScroll: true });
  }

  const moved = (event) => {
    if (event.from === event.to && event.oldIndex === event.newIndex) return;
    const form = event.to.closest("form");
    for (const [name, value] of [
      ["to", event.to.dataset.sort],
      ["place", String(event.newIndex + 1)],
    ]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    form.action = event.item.dataset.move;
    form.requestSubmit();
  };

  const sortable = () => {
    if (!window.Sortable) return;
    for (const list of document.querySelectorAll("ol[data-sort]")) {
      if (list.dataset.sorts) continue;
      list.dataset.sorts = "1";
      const group = list.dataset.sort.startsWith("page:") ? "questions" : list.dataset.sort;
      window.Sortable.create(list, {
        group,
        handle: ".k-grip",
        draggable: "li[data-move]",
        onEnd: moved,
      });
      list.classList.add("is-sortable");
    }
  };

  const frame = () => document.querySelector(".k-preview-frame iframe");

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-width]");
    if (!button) return;
    for (const each of document.querySelectorAll("[data-width]"))
      each.setAttribute("aria-pressed", String(each === button));
    document.querySelector(".k-formedit").classList.toggle("is-wide", button.dataset.width === "desktop");
    sessionStorage.setItem("krob-form-width", button.dataset.width);
  });

  /* What was saved is seen at once. */
  document.addEventListener("htmx:afterRequest", (event) => {
    const path = event.detail.requestConfig && event.detail.requestConfig.path;
    if (event.detail.successful && path && path.endsWith("/save/") && frame())
      frame().contentWindow.location.reload();
  });

  const begin = () => {
    sortable();
    for (const row of document.querySelectorAll(".k-preview-widths[hidden]")) row.hidden = false;
    const wide = sessionStorage.getItem("krob-form-width") === "desktop";
    const button = wide && document.querySelector("[data-width='desktop']");
    if (button) button.click();
  };
  document.addEventListener("htmx:afterSwap", sortable);
  begin();
})();
