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
