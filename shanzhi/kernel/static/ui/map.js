// A map from our own GeoJSON: areas as outlines, cases as dots. Works with no tile server; tiles are an addition.
// <div class="map-frame" data-map data-url="…" [data-tiles="…{z}/{x}/{y}…"] [data-lon="id" data-lat="id"] [data-centre="lon,lat,zoom"]></div>
// A feature's properties: kind (area|grid|dot), level (near|burn), heat (0-5), late, name, url. Areas and grids wide enough
// on the screen are labelled with their names; the others tell theirs under the pointer.
(() => {
  const said = (words) => Object.assign(document.createElement("span"), { textContent: words });
  const draw = (box) => {
    const map = L.map(box, { attributionControl: Boolean(box.dataset.tiles), zoomControl: true, zoomSnap: 0.25, scrollWheelZoom: false });
    const [lon, lat, zoom] = (box.dataset.centre ?? "114.32,29.85,12").split(",").map(Number);
    map.setView([lat, lon], zoom);
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 18, attribution: box.dataset.attribution ?? "" }).addTo(map);
    const style = ({ properties: p }) => ({
      className: [["dot", "grid"].includes(p.kind) ? p.kind : "area", p.level && `dot-${p.level}`, p.heat !== undefined && `heat-${p.heat}`, p.late && "late"].filter(Boolean).join(" "),
      weight: 1.2, fillOpacity: p.kind === "dot" ? 1 : 0.75, radius: 6,
    });
    const named = [];
    // a name is drawn where it fits into its area as the map stands now, and covers no other name; wide areas choose first
    const label = () => {
      const taken = [];
      const sized = named.map((each) => ({ ...each, from: map.latLngToLayerPoint(each.bounds.getSouthWest()), to: map.latLngToLayerPoint(each.bounds.getNorthEast()) }));
      sized.sort((one, other) => (other.to.x - other.from.x) - (one.to.x - one.from.x));
      sized.forEach(({ words, from, to, mark }) => {
        const [wide, x, y] = [words.length * 14 + 6, (from.x + to.x) / 2, (from.y + to.y) / 2];
        const fits = to.x - from.x > wide && from.y - to.y > 22 && !taken.some((other) => Math.abs(other.x - x) < (other.wide + wide) / 2 && Math.abs(other.y - y) < 20);
        if (fits) { taken.push({ wide, x, y }); mark.addTo(map); } else mark.remove();
      });
    };
    let seen = null, moved = false;
    const fit = () => { if (seen) map.fitBounds(seen, { padding: [12, 12], maxZoom: 17, animate: false }); label(); };
    // a map that is drawn before its box has its size shows the world on a stamp: fit again until the reader moves it
    for (const act of ["pointerdown", "wheel", "keydown"]) box.addEventListener(act, () => { moved = true; });
    new ResizeObserver(() => { map.invalidateSize({ animate: false }); if (!moved) fit(); }).observe(box);
    map.on("zoomend", label);
    const tell = ({ properties: p }, layer) => {
      if (p.name && p.kind !== "dot" && layer.getBounds) {
        const bounds = layer.getBounds(), mark = L.tooltip({ permanent: true, direction: "center", className: "map-name", opacity: 1 });
        named.push({ words: p.name, bounds, mark: mark.setLatLng(bounds.getCenter()).setContent(said(p.name)) });
      }
      if (p.name && p.kind !== "grid") layer.bindTooltip(said(p.name), { sticky: true });
      if (p.url) layer.on("click", () => { location.assign(p.url); });
    };
    if (box.dataset.url) {
      fetch(box.dataset.url, { headers: { Accept: "application/geo+json" } }).then((answer) => answer.json()).then((data) => {
        const layer = L.geoJSON(data, { style, onEachFeature: tell, pointToLayer: (feature, at) => L.circleMarker(at, style(feature)) }).addTo(map);
        if (layer.getBounds().isValid()) { seen = layer.getBounds(); fit(); }
      }).catch(() => { box.insertAdjacentHTML("beforeend", '<p class="note note-near map-said" role="status">地图没有取到，写地址一样能办</p>'); });
    }
    if (box.dataset.lon) pick(map, box);
  };
  // a tap puts the pin and fills the hidden inputs; the text of the place stays what counts
  const pick = (map, box) => {
    const [lon, lat] = ["lon", "lat"].map((name) => document.getElementById(box.dataset[name]));
    const pin = L.circleMarker(map.getCenter(), { className: "dot", radius: 9, weight: 3, fillOpacity: 1 });
    const put = (at) => { pin.setLatLng(at).addTo(map); };
    if (lon.value && lat.value) put([Number(lat.value), Number(lon.value)]);
    map.on("click", ({ latlng }) => { put(latlng); lon.value = latlng.lng.toFixed(6); lat.value = latlng.lat.toFixed(6); });
    document.addEventListener("located", ({ detail }) => { const at = [detail.latitude, detail.longitude]; put(at); map.setView(at, 17); });
  };
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-map]").forEach(draw));
})();
