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
// Shows the photos that were taken and makes them small before they travel: 1600 px on the long side is enough to see a broken lamp.
(() => {
  const LONG = 1600;
  const small = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  };
  const show = (box, files) => {
    const shots = box.querySelector("[data-shots]");
    shots.querySelectorAll("img").forEach((old) => URL.revokeObjectURL(old.src));
    shots.replaceChildren(...files.map((file, n) => {
      if (!file.type.startsWith("image/")) return Object.assign(document.createElement("p"), { className: "cap", textContent: file.name });
      return Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: `第${n + 1}张` });
    }));
  };
  document.addEventListener("change", async (event) => {
    const input = event.target;
    const box = input.closest?.("[data-upload]");
    if (!box || input.type !== "file") return;
    const kept = [...input.files].slice(0, Number(box.dataset.most));
    const files = await Promise.all(kept.map((file) => small(file).catch(() => file)));
    try {
      const bag = new DataTransfer();
      files.forEach((file) => bag.items.add(file));
      input.files = bag.files;
    } catch { /* an old browser sends the photos as they are */ }
    show(box, files);
  });
})();
// 用现在的位置: browsers give WGS-84, which is what the hidden inputs ask for. A refusal says what to do instead.
(() => {
  const WORDS = { 1: "没有得到允许。在上面写清楚小区和楼栋就行", 2: "现在定不了位。在上面写清楚小区和楼栋就行", 3: "定位太久了。在上面写清楚小区和楼栋就行" };
  document.querySelectorAll("[data-locate]").forEach((box) => {
    const button = box.querySelector("button");
    const said = box.querySelector('[role="status"]');
    if (!navigator.geolocation) { box.hidden = true; return; }
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      said.textContent = "正在定位";
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        document.getElementById(box.dataset.lon).value = coords.longitude.toFixed(6);
        document.getElementById(box.dataset.lat).value = coords.latitude.toFixed(6);
        button.removeAttribute("aria-busy");
        said.textContent = `记下了，误差约${Math.round(coords.accuracy)}米`;
        box.dispatchEvent(new CustomEvent("located", { bubbles: true, detail: coords }));
      }, (error) => {
        button.removeAttribute("aria-busy");
        said.textContent = WORDS[error.code] ?? WORDS[2];
      }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    });
  });
})();
// 撤回: the words and the bar run down; when time is up the form says so. The server decides in any case.
(() => {
  const words = (seconds) => (seconds >= 60 ? `${Math.floor(seconds / 60)}分${seconds % 60}秒` : `${seconds}秒`);
  document.querySelectorAll("[data-countdown]").forEach((form) => {
    const end = performance.now() + Number(form.dataset.countdown) * 1000;
    const whole = Number(form.dataset.whole);
    const left = form.querySelector("[data-left]");
    if (!left) return;
    const tick = () => {
      const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
      left.textContent = words(seconds);
      form.querySelector("[data-bar]").setAttribute("width", `${Math.min(100, (100 * seconds) / whole).toFixed(1)}%`);
      if (seconds > 0) { setTimeout(tick, 1000); return; }
      form.classList.add("is-over");
      left.parentElement.textContent = "已经派出去，撤不回了";
    };
    tick();
  });
})();
