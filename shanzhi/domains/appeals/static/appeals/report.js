// 说一件事: numbers to ring show while one still types; a found position goes on by itself; dictation where the browser has it.
(() => {
  const text = document.querySelector("[data-say]");
  const alarm = document.querySelector("[data-alarm]");
  if (text && alarm) {
    const words = alarm.dataset.alarm.split(" ");
    const look = () => { alarm.hidden = !words.some((word) => text.value.includes(word)); };
    text.addEventListener("input", look);
    look();
  }
  // Words typed and not yet sent on stay in this tab until it is closed, and are gone once the server has them.
  const KEY = "said";
  if (text) {
    const kept = sessionStorage.getItem(KEY);
    if (kept && !text.hasAttribute("aria-invalid")) {
      text.value = kept;
      text.dispatchEvent(new Event("input"));
    }
    let sending = false;
    const save = () => {
      if (sending || text.value === text.defaultValue) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, text.value);
    };
    addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    addEventListener("pageshow", () => { sending = false; });
    document.addEventListener("submit", (event) => { sending = event.target.action.includes("/report/"); });
  }
  document.addEventListener("located", (event) => {
    const form = event.target.closest("form");
    const here = form?.querySelector("[data-here]");
    if (here) form.requestSubmit(here);
  });
  // a map that was drawn while folded away must measure itself again
  document.querySelectorAll("details:has([data-map])").forEach((fold) => fold.addEventListener("toggle", () => dispatchEvent(new Event("resize"))));
  const Hearing = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const box = document.querySelector("[data-dictate]");
  const way = document.querySelector("[data-dictate-link]");
  if (Hearing && way) way.hidden = false;
  if (!Hearing || !box || !text) return;
  box.hidden = false;
  const button = box.querySelector("button");
  const said = box.querySelector('[role="status"]');
  const ear = Object.assign(new Hearing(), { lang: "zh-CN", continuous: true, interimResults: false });
  let listening = false;
  const start = () => { if (!listening) { listening = true; said.textContent = "正在听，松开就停"; try { ear.start(); } catch { /* already on */ } } };
  const stop = () => { if (listening) { listening = false; said.textContent = ""; ear.stop(); } };
  ear.addEventListener("result", ({ results, resultIndex }) => {
    for (let n = resultIndex; n < results.length; n += 1) if (results[n].isFinal) text.value += results[n][0].transcript;
    text.dispatchEvent(new Event("input"));
  });
  ear.addEventListener("error", () => { listening = false; said.textContent = "没听清，请打字，或者用键盘上的话筒"; });
  button.addEventListener("pointerdown", start);
  ["pointerup", "pointerleave", "pointercancel"].forEach((name) => button.addEventListener(name, stop));
  // the tap alternative to holding
  button.addEventListener("keydown", (event) => { if (event.key === "Enter") { if (listening) stop(); else start(); } });
})();
