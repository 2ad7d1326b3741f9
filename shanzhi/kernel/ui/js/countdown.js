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
