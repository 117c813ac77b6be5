// Keys of the pages: j and k go to the next and previous finding, c confirms it, o opens the box to overturn it, a the form to
// add one, d says that the conversation is done, n goes to the next conversation, / to the search box. A finding that has the
// focus lights up its mark. Everything works without this file.
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

  document.querySelector(".journey .here")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.querySelector(".bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  // The finding that the address names has the focus, so that the next key goes on from there.
  const named = document.getElementById(location.hash.slice(1));
  if (named?.classList.contains("card")) {
    named.focus({ preventScroll: true });
    document.getElementById(named.dataset.turn)?.scrollIntoView({ block: "center" });
  }

  const current = () => cards.find((card) => card.contains(document.activeElement));

  const confirmIt = () => current()?.querySelector(".act.confirm")?.click();

  const overturnIt = (event) => {
    const more = current()?.querySelector(".overturn-box");
    if (!more) return;
    event.preventDefault();
    more.open = true;
    more.querySelector("textarea").focus();
  };

  // The form to add a finding takes the message beside which it was asked for, and the words that are selected there.
  const add = (event, turn) => {
    const field = document.getElementById("add-turn");
    if (!field) return;
    event.preventDefault();
    const selected = getSelection();
    const of = selected.anchorNode?.parentElement?.closest(".turn");
    const quote = String(selected).trim();
    const number = turn ?? (quote && of ? of.id.slice(5) : current()?.dataset.turn.slice(5));
    if (number) field.value = number;
    if (quote && of?.id === `turn-${field.value}`) document.getElementById("add-quote").value = quote;
    document.getElementById("add").scrollIntoView({ block: "center" });
    document.getElementById("add-code").focus();
  };
  for (const link of document.querySelectorAll(".add-here")) link.addEventListener("click", (event) => add(event, link.dataset.turn));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("textarea, .add-form")) (event.target.closest(".card") ?? document.body).focus();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) event.target.form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "c") confirmIt();
    else if (event.key === "o") overturnIt(event);
    else if (event.key === "a") add(event);
    else if (event.key === "d") document.getElementById("done")?.focus();
    else if (event.key === "n") document.getElementById("next-conversation")?.click();
    else if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
})();
