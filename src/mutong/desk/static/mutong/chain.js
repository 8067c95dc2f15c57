// The chain picture: zoom, pan, choose a dot. Arrow keys walk from dot to dot; + and − zoom; 0 shows everything.
(() => {
  "use strict";
  const box = document.querySelector("[data-chain]");
  const svg = box && box.querySelector("svg");
  if (!svg) return;
  const whole = svg.dataset.whole.split(" ").map(Number);
  let view = [...whole];
  const nodes = [...svg.querySelectorAll(".node")];
  const links = [...svg.querySelectorAll(".link")];
  const panel = document.querySelector("[data-chosen]");

  const show = () => svg.setAttribute("viewBox", view.map((v) => v.toFixed(1)).join(" "));
  const zoom = (factor, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) => {
    const width = Math.min(whole[2] * 1.5, Math.max(120, view[2] / factor));
    const by = width / view[2];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, width, view[3] * by];
    show();
  };
  const pan = (dx, dy) => { view[0] += dx * view[2]; view[1] += dy * view[3]; show(); };
  const fit = () => { view = [...whole]; show(); };
  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  };

  for (const b of box.querySelectorAll("[data-zoom]")) b.addEventListener("click", () => zoom(Number(b.dataset.zoom)));
  for (const b of box.querySelectorAll("[data-pan]")) {
    b.addEventListener("click", () => pan(...b.dataset.pan.split(" ").map((v) => Number(v) * 0.15)));
  }
  box.querySelector("[data-fit]").addEventListener("click", fit);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !svg.matches(":focus-within")) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 0.87, ...place(event));
  }, { passive: false });

  // Two fingers pinch, one finger or the mouse drags.
  const fingers = new Map();
  let moved = 0;
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); moved = 0; });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const scale = view[2] / svg.clientWidth;
    if (fingers.size === 1) {
      const dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
      moved += Math.abs(dx) + Math.abs(dy);
      if (moved > 4) { svg.setPointerCapture(event.pointerId); view[0] -= dx * scale; view[1] -= dy * scale; show(); }
    } else if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const far = (p) => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY) || 1;
      zoom(far(event) / far(before));
      moved += 10;
    }
    fingers.set(event.pointerId, event);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  }

  // On a narrow screen begin with the largest tree; the whole is one press away.
  if (svg.clientWidth < 600) { view = svg.dataset.first.split(" ").map(Number); show(); }

  let chosen = null;
  const choose = (node) => {
    if (chosen) chosen.classList.remove("is-chosen");
    chosen = node;
    node.classList.add("is-chosen");
    const near = new Set([node.dataset.id]);
    for (const link of links) {
      const touches = link.dataset.from === node.dataset.id || link.dataset.to === node.dataset.id;
      link.classList.toggle("is-dim", !touches);
      if (touches) { near.add(link.dataset.from); near.add(link.dataset.to); }
    }
    for (const other of nodes) other.classList.toggle("is-dim", !near.has(other.dataset.id));
    const title = document.createElement("h3");
    title.textContent = node.dataset.name;
    const list = document.createElement("ul");
    for (const line of node.dataset.lines.split("\n").filter(Boolean)) {
      const row = document.createElement("li");
      row.textContent = line;
      list.append(row);
    }
    panel.replaceChildren(title, list);
    const href = node.getAttribute("href");
    if (href && !href.startsWith("#")) {
      const more = document.createElement("a");
      more.className = "button button--small";
      more.href = href;
      more.textContent = box.dataset.open || "→";
      panel.append(more);
    }
  };
  const clear = () => {
    for (const one of [...nodes, ...links]) one.classList.remove("is-dim", "is-chosen");
    chosen = null;
  };

  nodes.forEach((node, i) => node.setAttribute("tabindex", i ? "-1" : "0"));
  const walk = (node, step) => {
    const next = nodes[(nodes.indexOf(node) + step + nodes.length) % nodes.length];
    node.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    choose(next);
  };
  svg.addEventListener("click", (event) => {
    const node = event.target.closest(".node");
    if (node) { event.preventDefault(); if (moved <= 4) choose(node); } else if (moved <= 4) clear();
  });
  svg.addEventListener("keydown", (event) => {
    const node = event.target.closest(".node");
    const keys = {
      "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(0.77), "0": fit, Escape: clear,
      ArrowLeft: () => (node ? walk(node, -1) : pan(-0.1, 0)), ArrowRight: () => (node ? walk(node, 1) : pan(0.1, 0)),
      ArrowUp: () => (node ? walk(node, -1) : pan(0, -0.1)), ArrowDown: () => (node ? walk(node, 1) : pan(0, 0.1)),
      Enter: () => node && choose(node), " ": () => node && choose(node),
    };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey) { event.preventDefault(); keys[event.key](); }
  });
})();
