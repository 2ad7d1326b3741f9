// 读给我听: the browser's own voice reads the page, part by part, and stops when pressed again.
(() => {
  const voice = window.speechSynthesis;
  const buttons = [...document.querySelectorAll("[data-speak]")];
  if (!voice) return;
  const parts = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
      const words = walk.currentNode.textContent.trim();
      const holder = walk.currentNode.parentElement;
      if (words && !holder.closest("[aria-hidden], script, [data-speak]") && holder.checkVisibility?.() !== false) found.push(words);
    }
    return found;
  };
  const quiet = () => {
    voice.cancel();
    buttons.forEach((button) => { button.setAttribute("aria-pressed", "false"); button.lastElementChild.textContent = "读给我听"; });
  };
  buttons.forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-pressed") === "true") { quiet(); return; }
      quiet();
      button.setAttribute("aria-pressed", "true");
      button.lastElementChild.textContent = "停下";
      const words = parts(document.querySelector(button.dataset.speak));
      words.forEach((text, n) => {
        const said = Object.assign(new SpeechSynthesisUtterance(text), { lang: "zh-CN", rate: 0.9 });
        if (n === words.length - 1) said.onend = quiet;
        voice.speak(said);
      });
    });
  });
  addEventListener("pagehide", () => voice.cancel());
})();
