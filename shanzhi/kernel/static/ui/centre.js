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
// The wall is drawn anew every ten seconds: what the reader opened stays open, the focus and the scrolling stay where they
// were, and an answer that is not the wall (signed out, a fault, no network) is said in words and never swapped in.
// <div data-live data-ended="…" data-cut="…" data-login="…" hx-get="…">…</div> and <p id="live-said" role="status"></p>
(() => {
  const box = document.querySelector("[data-live]");
  const said = document.getElementById("live-said");
  if (!box || !said) return;
  const all = (what) => [...box.querySelectorAll(what)];
  // the same thing in the next drawing: its section, what it is or leads to, and its turn among the same
  const key = (node) => {
    const same = (other) => [other.closest("section")?.getAttribute("aria-labelledby"), other.localName, other.getAttribute("href"), other.getAttribute("class")].join("|");
    const alike = all(node.localName).filter((other) => same(other) === same(node));
    return `${same(node)}|${alike.indexOf(node)}`;
  };
  const find = (what, wanted) => all(what).find((node) => key(node) === wanted);
  let kept = null;
  const say = (words, link) => {
    said.textContent = words;
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { className: "link", href: link, textContent: box.dataset.again });
    said.append(" ", way);
  };
  box.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const isLive = new URL(xhr.responseURL || location.href).pathname === new URL(box.getAttribute("hx-get"), location.href).pathname;
    if (xhr.status !== 200 || !isLive) {
      event.detail.shouldSwap = false;
      if (!isLive || [401, 403, 404].includes(xhr.status)) say(box.dataset.ended, box.dataset.login);
      else say(box.dataset.cut);
      return;
    }
    said.textContent = "";
    const held = box.contains(document.activeElement) ? document.activeElement : null;
    kept = {
      open: all("details[open]").map(key),
      focus: held && [held.localName, key(held)],
      scrolled: all("*").filter((node) => node.scrollTop).map((node) => [node.localName, key(node), node.scrollTop]),
    };
  });
  box.addEventListener("htmx:afterSwap", () => {
    if (!kept) return;
    kept.open.forEach((wanted) => { const node = find("details", wanted); if (node) node.open = true; });
    kept.scrolled.forEach(([name, wanted, top]) => { const node = find(name, wanted); if (node) node.scrollTop = top; });
    if (kept.focus) find(...kept.focus)?.focus({ preventScroll: true });
    kept = null;
  });
  for (const fault of ["htmx:sendError", "htmx:timeout"]) box.addEventListener(fault, () => say(box.dataset.cut));
})();
