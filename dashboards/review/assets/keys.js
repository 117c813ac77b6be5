// Keys of the pages: j and k go to the next and previous finding, / goes to the search box. A finding that has the focus
// lights up its mark. Everything works without this file.
(() => {
  "use strict";
  const cards = Array.from(document.querySelectorAll(".card"));
  const box = document.getElementById("q");

  const light = (card) => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!card) return;
    for (const mark of document.querySelectorAll(".mark")) {
      if (mark.dataset.findings.split(" ").includes(card.id)) mark.classList.add("lit");
    }
  };

  const go = (step) => {
    if (cards.length === 0) return;
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    let to = at + step;
    if (at < 0) {
      // From where the reader is: the first finding below the top of the window, or the last one above it.
      const below = cards.findIndex((card) => card.getBoundingClientRect().top > 80);
      to = step > 0 ? below : (below < 0 ? cards.length : below) - 1;
    }
    if (to < 0 || to >= cards.length) return;
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    cards[to].focus({ preventScroll: true });
    document.getElementById(cards[to].dataset.turn)?.scrollIntoView({ block: "center", behavior: quiet ? "auto" : "smooth" });
  };

  for (const card of cards) card.addEventListener("focusin", () => light(card));
  window.addEventListener("hashchange", () => light(document.getElementById(location.hash.slice(1))?.closest(".card")));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
})();
