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
