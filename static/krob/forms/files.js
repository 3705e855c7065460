/* Says at once that a chosen file is too large; the server refuses it too.
   <input type="file" data-max-bytes="10485760" data-too-large="…"> with an element #<id>_size. */
(() => {
  "use strict";

  const check = (input) => {
    const most = Number(input.dataset.maxBytes);
    const large = [...input.files].some((file) => file.size > most);
    const words = large ? input.dataset.tooLarge || "" : "";
    input.setCustomValidity(words);
    input.toggleAttribute("aria-invalid", large);
    if (large) input.setAttribute("aria-invalid", "true");
    const line = document.getElementById(`${input.id}_size`);
    if (line) {
      line.textContent = words;
      line.hidden = !large;
    }
    return !large;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-max-bytes]")) check(event.target);
  });

  document.addEventListener("submit", (event) => {
    const inputs = event.target.querySelectorAll("input[type=file][data-max-bytes]");
    const wrong = [...inputs].find((input) => !check(input));
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.focus();
  }, true);
})();
