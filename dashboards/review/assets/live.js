// The live board keeps itself up to date by server-sent events. Without this file it shows what was so when it was loaded.
(() => {
  "use strict";
  const board = document.getElementById("board");
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  if (!board || !window.EventSource) return;
  let events = null;

  const take = (event) => {
    const part = new DOMParser().parseFromString(event.data, "text/html").body;
    const focused = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    board.replaceChildren(...document.adoptNode(part).childNodes);
    if (focused) [...board.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  };
  const say = (text) => {
    if (state.textContent !== text) state.textContent = text;
  };
  const start = () => {
    events = new EventSource("/live/events");
    events.addEventListener("message", take);
    events.addEventListener("open", () => say(state.dataset.running));
    events.addEventListener("error", () => {
      // The browser asks again by itself unless it was refused, as when the session has ended: the page then says why.
      if (events.readyState === EventSource.CLOSED) say(state.dataset.halted);
    });
  };
  pause.hidden = false;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) {
      events.close();
      say(state.dataset.halted);
    } else start();
  });
  start();
})();
