// Small helps for every page. Without this file everything still works.
(() => {
  "use strict";

  // A form is sent once: a second press while it is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  });

  // A choice that changes the page sends its form at once.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-at-once]");
    if (form) form.requestSubmit();
  });

  // Ctrl+Enter sends the form one is in.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });

  // Typing an answer chooses "answered"; writing a tube number ticks the test.
  document.addEventListener("input", (event) => {
    const name = event.target.dataset.ticks;
    if (!name || !event.target.value) return;
    const box = document.getElementById(name);
    if (box) box.checked = true;
  });

  // A place inside closed sections is opened when the address names it.
  const open = () => {
    let part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!part) return;
    const place = part;
    for (; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    place.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();

  // One box ticks every box of a name in its form.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset && event.target.dataset.tickAll;
    if (!name) return;
    for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) {
      box.checked = event.target.checked;
    }
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }

  // Progress that is not finished asks again.
  const waiting = document.querySelector("[data-refresh]");
  if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.refresh) * 1000);
})();
