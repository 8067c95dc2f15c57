// The picture of a chain: who one points at or walks to is told beside it. Without this file every dot is still a link.
(() => {
  "use strict";
  const box = document.querySelector("[data-generations]");
  const svg = box && box.querySelector("svg");
  if (!svg) return;
  const panel = document.querySelector("[data-chosen]");
  const stops = [...svg.querySelectorAll(".g-node, .g-more")];
  const nodes = stops.filter((one) => one.classList.contains("g-node"));
  const byId = new Map(nodes.map((one) => [one.dataset.id, one]));
  const links = [...svg.querySelectorAll(".g-link")];

  const button = (href, text) => {
    const link = document.createElement("a");
    link.className = "button button--small";
    link.href = href;
    link.textContent = text;
    return link;
  };

  const tell = (node) => {
    for (const one of nodes) one.classList.toggle("is-chosen", one === node);
    for (const link of links) {
      link.classList.toggle("is-near", link.dataset.from === node.dataset.id || link.dataset.to === node.dataset.id);
    }
    const title = document.createElement("h3");
    title.textContent = node.dataset.name;
    const list = document.createElement("ul");
    for (const line of node.dataset.lines.split("\n").filter(Boolean)) {
      const row = document.createElement("li");
      row.textContent = line;
      list.append(row);
    }
    const acts = document.createElement("div");
    acts.className = "row";
    if (node.hasAttribute("href")) acts.append(button(node.getAttribute("href"), box.dataset.open));
    acts.append(button(node.dataset.here, box.dataset.fromHere));
    panel.replaceChildren(title, list, acts);
  };

  // One stop of the Tab key for the whole picture; arrows walk in it.
  const stay = (stop) => {
    for (const one of stops) one.setAttribute("tabindex", one === stop ? "0" : "-1");
  };
  const walk = (stop) => {
    if (!stop) return;
    stay(stop);
    stop.focus();
  };
  const nodeOf = (stop) => (stop.classList.contains("g-node") ? stop : stop.previousElementSibling);
  const step = (stop, by) => stops[stops.indexOf(stop) + by];

  stay(stops[0]);
  svg.addEventListener("focusin", (event) => {
    const stop = event.target.closest(".g-node, .g-more");
    if (stop) { stay(stop); tell(nodeOf(stop)); }
  });
  svg.addEventListener("pointerover", (event) => {
    const node = event.target.closest(".g-node");
    if (node) tell(node);
  });
  svg.addEventListener("keydown", (event) => {
    const stop = event.target.closest(".g-node, .g-more");
    if (!stop || event.ctrlKey || event.metaKey || event.altKey) return;
    const node = nodeOf(stop);
    const next = {
      ArrowUp: () => step(stop, -1),
      ArrowDown: () => step(stop, 1),
      ArrowLeft: () => (stop === node ? byId.get(node.dataset.parent) : node),
      ArrowRight: () => nodes.find((one) => one.dataset.parent === node.dataset.id) || step(node, 1),
      Home: () => stops[0],
      End: () => stops[stops.length - 1],
    }[event.key];
    if (next) { event.preventDefault(); walk(next()); }
  });

  // Where the address names a case, as after opening a number, it is in sight and chosen.
  const named = byId.get(decodeURIComponent(location.hash.slice(3))) || svg.querySelector(".g-node--focus");
  if (named) {
    stay(named);
    tell(named);
    named.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (location.hash) named.focus();
  }
})();
