// Saves a form while somebody types. Without this script its buttons do.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  const status = document.getElementById("saved");
  const summary = document.querySelector(".summary-box");
  if (summary) summary.focus();
  if (!form || !status) return;

  const IDLE = 1000; // milliseconds
  let timer = 0, running = false, changed = false, stopped = false;

  async function save() {
    if (running || stopped) return;
    running = true;
    changed = false;
    const data = new URLSearchParams(new FormData(form));
    data.set("do", "autosave");
    let saved = false;
    try {
      const answer = await fetch(form.action, {method: "POST", body: data, redirect: "manual"});
      const kind = answer.headers.get("content-type") || "";
      if (kind.startsWith("application/json")) {
        const told = await answer.json();
        status.textContent = told.said;
        saved = answer.ok;
        if (saved) {
          form.elements.seen.value = told.seen;
          const preview = document.getElementById("preview");
          if (preview) preview.innerHTML = told.preview; // made safe by the desk
        }
      } else if ([502, 503, 504].includes(answer.status)) {
        status.textContent = status.dataset.stopped; // what stands in front of the desk does not reach it
      } else {
        // The desk runs and refuses, in a sentence or on a page, or what stands in front of it does.
        status.textContent = kind.startsWith("text/plain") ? await answer.text() : status.dataset.refused;
      }
    } catch {
      status.textContent = status.dataset.stopped;
    }
    // What is not saved is said where somebody sees it, wherever they write on the page.
    status.parentElement.classList.toggle("bad", !saved);
    running = false;
    if (changed) later();
  }

  function later() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, IDLE);
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", event => {
    // What is on its way may come first and change the draft: then this form would be taken for an old one.
    clearTimeout(timer);
    stopped = true;
    if (running && !form.dataset.waited) {
      event.preventDefault();
      form.dataset.waited = "1";
      const button = event.submitter;
      const wait = setInterval(() => {
        if (running) return;
        clearInterval(wait);
        form.requestSubmit(button);
      }, 20);
    }
  });
})();
