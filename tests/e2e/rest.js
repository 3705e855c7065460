/* Lets a test ask whether a page is at rest: it waits for no answer, nothing is due within half a
   second, no picture is under way, and it does not leave for another page. */
(() => {
  "use strict";
  const SOON_MS = 500; // later than that are clocks and questions asked again and again
  const LEAVING_MS = 10000; // what leaves and is here still has fetched a file
  const STILL_MS = 40;
  const later = window.setTimeout;
  const never = window.clearTimeout;
  const due = new Map();
  let busy = 0;
  let stirred = performance.now();
  let left = -Infinity;

  const hold = () => {
    let held = true;
    busy += 1;
    return () => {
      if (held) busy -= 1;
      held = false;
      stirred = performance.now();
    };
  };

  window.setTimeout = (does, ms = 0, ...given) => {
    if (ms >= SOON_MS || typeof does !== "function") return later(does, ms, ...given);
    const free = hold();
    const id = later(() => {
      due.delete(id);
      try {
        does(...given);
      } finally {
        free();
      }
    }, ms);
    due.set(id, free);
    return id;
  };
  window.clearTimeout = (id) => {
    const free = due.get(id);
    due.delete(id);
    if (free) free();
    never(id);
  };

  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("loadend", hold());
    return send.apply(this, given);
  };
  const ask = window.fetch;
  window.fetch = (...given) => {
    const free = hold();
    return ask(...given).finally(() => later(free, 0));
  };

  const going = (event) => {
    if (!event.destination.sameDocument && event.downloadRequest === null) left = performance.now();
  };
  if (window.navigation) window.navigation.addEventListener("navigate", going);

  window.krobAtRest = () => {
    const now = performance.now();
    const away = (picture) =>
      !picture.checkVisibility() || picture.getBoundingClientRect().top > innerHeight;
    const shown = (picture) => picture.complete || (picture.loading === "lazy" && away(picture));
    const framed = (frame) => {
      try {
        return !frame.contentWindow.krobAtRest || frame.contentWindow.krobAtRest();
      } catch {
        return true; // of another origin
      }
    };
    return (
      document.readyState === "complete" &&
      !busy &&
      now - stirred > STILL_MS &&
      now - left > LEAVING_MS &&
      [...document.images].every(shown) &&
      [...document.querySelectorAll("iframe")].every(framed)
    );
  };
})();
