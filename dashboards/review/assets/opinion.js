// Second opinions are asked for and awaited in place: nothing else on the page moves or is lost. Without this file the buttons
// are plain forms, which load the page again.
(() => {
  "use strict";
  const pause = 2000; // milliseconds between two looks at a question that is under way

  // take puts the part of a page that was fetched in the place of the one shown. It keeps the element itself, so that a screen
  // reader tells what changes in it.
  const take = async (part, response) => {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!response.ok || !fresh) throw new Error(`no ${part.id} in the answer`);
    const held = part.contains(document.activeElement);
    part.toggleAttribute("data-asking", fresh.hasAttribute("data-asking"));
    part.replaceChildren(...document.adoptNode(fresh).childNodes);
    const turn = part.querySelector(".evidence") && page.getElementById("quote-" + part.id.slice(7))?.closest(".turn");
    const shown = turn && document.querySelector(`#${turn.id} .said`);
    if (shown) shown.replaceChildren(...document.adoptNode(turn.querySelector(".said")).childNodes);
    if (held) part.focus({ preventScroll: true });
    if (part.hasAttribute("data-asking")) setTimeout(look, pause, part);
  };

  const look = async (part) => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => look(part), { once: true });
      return;
    }
    try {
      await take(part, await fetch(location.pathname + location.search));
    } catch {
      // The button stays, which loads the page and shows what is wrong.
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const part = form.closest(".second");
    if (!part) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    part.setAttribute("aria-busy", "true");
    part.focus({ preventScroll: true }); // the button that has the focus goes
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    try {
      await take(part, await fetch(form.action, { method: "POST", body }));
    } catch {
      form.submit();
    } finally {
      part.removeAttribute("aria-busy");
    }
  });

  for (const part of document.querySelectorAll(".second[data-asking]")) setTimeout(look, pause, part);
})();
