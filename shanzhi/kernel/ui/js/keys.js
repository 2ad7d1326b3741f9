// Keys of the desk: those printed in buttons, j and k through rows, x to choose, / to search. Never while someone types.
(() => {
  const typing = (node) => node.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:not(.group)")];
  const link = (row) => row?.querySelector(".what a, a");
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const now = at >= 0 ? at : all.findIndex((row) => row.matches(".on"));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, now + by))];
    link(next)?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const count = () => {
    const chosen = document.querySelectorAll(".pick input:checked").length;
    document.querySelectorAll("[data-count]").forEach((node) => { node.textContent = node.dataset.count.replace("{n}", chosen); });
  };
  const own = {
    Enter: () => link(document.querySelector("tr.on"))?.click(),
    j: () => step(1),
    k: () => step(-1),
    x: () => { (document.activeElement.closest("tr") ?? document.querySelector("tr.on"))?.querySelector(".pick input")?.click(); },
    "/": () => document.querySelector("[data-find]")?.focus(),
    Escape: () => { document.querySelectorAll(".pick input:checked").forEach((box) => { box.checked = false; }); count(); },
  };
  const press = (key) => [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key.toLowerCase() === key && node.getClientRects().length);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key;
    // Enter belongs to whatever has the focus; with nothing in hand it opens the row that the pane shows
    if (key === "Enter" && event.target !== document.body) return;
    const button = press(key.toLowerCase());
    if (!button && !own[key]) return;
    event.preventDefault();
    if (button) button.click(); else own[key]();
  });
  document.addEventListener("change", (event) => { if (event.target.closest(".pick")) count(); });
  document.addEventListener("htmx:afterSwap", count);
  count();
})();
