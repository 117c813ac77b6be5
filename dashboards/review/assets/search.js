// Results as one types: where the search page is open, it asks for itself anew a moment after the last key, and takes over what
// comes back if nothing newer was asked for meanwhile. Everything works without this file.
(() => {
  "use strict";
  const box = document.getElementById("q");
  if (!box || !document.body.classList.contains("page-search")) return;
  const pause = 120; // milliseconds
  let timer = 0;
  let asked = null;

  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = box.value.trim();
    const path = query === "" ? "/" : `/?${new URLSearchParams({ q: query })}`;
    document.body.classList.add("busy");
    try {
      const answer = await fetch(path, { signal: asked.signal });
      if (answer.redirected) return location.assign(path);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.getElementById("main");
      if (!main) return;
      // A word that is not finished is no mistake yet: what was found before stays until the query can be read again.
      if (answer.status === 400 && document.querySelector(".hits")) return;
      document.getElementById("main").replaceWith(document.adoptNode(main));
      document.title = page.title;
      history.replaceState(null, "", path);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      document.body.classList.remove("busy");
    }
  };

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(show, pause);
  });
  box.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(show, pause);
  });
})();
