/* A place by the device's location or by a click on the outline. Without it the click is posted. */
(() => {
  "use strict";

  const rad = Math.PI / 180;
  const northing = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * rad) / 2));

  const put = (box, lat, lon) => {
    const input = box.querySelector("input.form-control");
    input.value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    mark(box, lat, lon);
  };

  const edges = (map) => ["west", "east", "south", "north"].map((edge) => Number(map.dataset[edge]));

  const mark = (box, lat, lon) => {
    const map = box.querySelector(".k-map");
    if (!map) return;
    const [west, east, south, north] = edges(map);
    const pin = map.querySelector("circle");
    const size = map.querySelector(".k-pin");
    pin.setAttribute("cx", ((lon - west) / (east - west)) * size.width.baseVal.value);
    pin.setAttribute("cy",
      ((northing(north) - northing(lat)) / (northing(north) - northing(south))) * size.height.baseVal.value);
  };

  const clicked = (event) => {
    const picture = event.target.closest(".k-map input[type=image]");
    if (!picture || event.detail === 0) return;
    event.preventDefault();
    const map = picture.closest(".k-map");
    const [west, east, south, north] = edges(map);
    const frame = picture.getBoundingClientRect();
    const x = (event.clientX - frame.left) / frame.width;
    const y = (event.clientY - frame.top) / frame.height;
    const up = northing(north) - y * (northing(north) - northing(south));
    const lat = (2 * Math.atan(Math.exp(up)) - Math.PI / 2) / rad;
    put(map.closest("[data-point]"), lat, west + x * (east - west));
  };

  const locate = (event) => {
    const button = event.target.closest("[data-locate]");
    if (!button) return;
    const box = button.closest("[data-point]");
    const line = box.querySelector("[data-said]");
    line.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put(box, coords.latitude, coords.longitude);
        line.textContent = button.dataset.within.replace("{m}", Math.round(coords.accuracy));
      },
      () => { line.textContent = button.dataset.refused; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  };

  const offer = () => {
    if (!navigator.geolocation || !isSecureContext) return;
    for (const button of document.querySelectorAll("[data-locate]")) button.hidden = false;
  };

  document.addEventListener("click", clicked);
  document.addEventListener("click", locate);
  document.addEventListener("htmx:load", offer);
  offer();
})();
