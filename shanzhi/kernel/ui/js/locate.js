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
