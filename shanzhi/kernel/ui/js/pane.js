// A row opens beside the list where the pane is shown; with a modifier, twice, or on a narrow screen it is a plain link.
// The page of the case answers a request with HX-Target "pane" by the pane's part of the same template.
(() => {
  const pane = document.getElementById("pane");
  const link = (event) => event.target.closest?.("[data-rows] .what a");
  const open = (a) => {
    const row = a.closest("tr");
    document.querySelectorAll("[data-rows] tr.on").forEach((old) => { old.classList.remove("on"); old.removeAttribute("aria-current"); });
    row.classList.add("on");
    row.setAttribute("aria-current", "true");
    window.htmx.ajax("GET", a.href, { target: "#pane", swap: "innerHTML" });
  };
  if (!pane) return;
  const shown = () => window.htmx && pane.getClientRects().length > 0;
  document.addEventListener("click", (event) => {
    const a = link(event);
    if (!a || !shown() || event.metaKey || event.ctrlKey || event.shiftKey || a.closest("tr").classList.contains("on")) return;
    event.preventDefault();
    open(a);
  });
  // moving with j and k shows the row a moment later, so that running through the list asks for nothing
  let soon;
  document.addEventListener("focusin", (event) => {
    const a = link(event);
    clearTimeout(soon);
    if (a && shown() && a.matches(":focus-visible") && !a.closest("tr").classList.contains("on")) soon = setTimeout(() => open(a), 250);
  });
})();
