// A row opens beside the list where the pane is shown; pressed again, with a modifier, or on a narrow screen it is a plain link.
// A row with hx-get asks for its pane by itself when it gets the focus; for others the address of the row is asked.
(() => {
  const link = (event) => event.target.closest?.("[data-rows] .what a");
  const shown = () => window.htmx && document.getElementById("pane")?.getClientRects().length > 0;
  const fresh = (a) => a && shown() && !a.closest("tr").classList.contains("on");
  const open = (a) => {
    const row = a.closest("tr");
    document.querySelectorAll("[data-rows] tr.on").forEach((old) => { old.classList.remove("on"); old.removeAttribute("aria-current"); });
    row.classList.add("on");
    row.setAttribute("aria-current", "true");
    if (row.hasAttribute("hx-get")) { if (document.activeElement !== a) a.focus(); return; }
    window.htmx.ajax("GET", a.href, { target: "#pane", swap: "innerHTML" });
  };
  document.addEventListener("click", (event) => {
    const a = link(event);
    if (!fresh(a) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(a);
  });
  // moving with j and k shows the row a moment later, so that running through the list asks for nothing
  let soon;
  document.addEventListener("focusin", (event) => {
    const a = link(event);
    clearTimeout(soon);
    if (fresh(a) && a.matches(":focus-visible")) soon = setTimeout(() => open(a), a.closest("tr").hasAttribute("hx-get") ? 0 : 250);
  });
})();
