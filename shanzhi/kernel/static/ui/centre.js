// Says that scripts run, brings the reader to what stops a form, and prints on request.
(() => {
  document.documentElement.classList.add("js");
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    // a refused act stays reachable but does nothing
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  });
})();
// A form is sent once: the second press of a nervous finger changes nothing. The server holds the same line by itself.
(() => {
  const text = (button) => [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const calm = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll('[aria-busy="true"]').forEach((button) => {
      button.removeAttribute("aria-busy");
      const words = button.dataset.label && text(button);
      if (words) words.textContent = button.dataset.label;
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    const words = button.dataset.busy && text(button);
    if (words) { button.dataset.label = words.textContent; words.textContent = button.dataset.busy; }
  });
  // back from the next page, or an answer that htmx swapped in: the form may be sent again
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(calm); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest?.("form"); if (form) calm(form); });
})();
