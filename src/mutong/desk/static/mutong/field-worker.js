// Keeps field pages on the phone, so that they open without a network. Served at the root, /field-worker.js.
//
// A page is kept when it says so itself: <meta name="mutong-keep">. The network comes first; where it fails, or takes
// too long, the kept copy is shown with the time it was kept (data-kept-at on the html element).
"use strict";

const PAGES = "mutong-pages";
const STATIC = "mutong-static";
const PATIENCE_MS = 6000;
// Kept pages name people: they go after the longest round that is made without a network.
const KEPT_MS = 3 * 24 * 3600 * 1000;
const ASKED = /<meta\s+name="mutong-keep"/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fixed(event));
  else if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.headers.has("X-Mutong-Keep")) event.respondWith(fetched(event));
});

const key = (request) => request.url.split("#")[0];

const fetched = async (event) => {
  const answer = await fetch(event.request);
  if (answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.includes("html")) {
    event.waitUntil(keep(event.request, answer.clone()));
  }
  return answer;
};

const keep = async (request, answer) => {
  const text = await answer.text();
  if (!ASKED.test(text)) return;
  const headers = new Headers(answer.headers);
  headers.set("X-Mutong-Kept-At", new Date().toISOString());
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  await (await caches.open(PAGES)).put(key(request), new Response(text, { status: 200, headers }));
};

const kept = async (request) => {
  const store = await caches.open(PAGES);
  const copy = await store.match(key(request), { ignoreVary: true });
  if (!copy) return null;
  const at = copy.headers.get("X-Mutong-Kept-At");
  if (Date.now() - Date.parse(at) > KEPT_MS) {
    await store.delete(key(request));
    return null;
  }
  const text = (await copy.text()).replace("<html", `<html data-kept-at="${at}"`);
  return new Response(text, { status: 200, headers: copy.headers });
};

const page = async (event) => {
  const network = fetched(event);
  event.waitUntil(network.catch(() => null));
  const copy = await kept(event.request);
  if (!copy) return network.catch(absent);
  const late = new Promise((done) => setTimeout(() => done(copy), PATIENCE_MS));
  return Promise.race([network.catch(() => copy), late]);
};

const fixed = async (event) => {
  const store = await caches.open(STATIC);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(store.put(event.request, answer.clone()));
    return answer;
  } catch (error) {
    const copy = await store.match(event.request, { ignoreVary: true });
    if (copy) return copy;
    throw error;
  }
};

const absent = () => new Response(
  `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>没有网络 · No network</title><link rel="stylesheet" href="/static/mutong/desk.css">
<main class="gate" id="main"><div class="gate__card"><h1>没有网络 <span lang="en">No network</span></h1>
<p>这一页没有存在手机上。已填写的内容都还在。</p>
<p lang="en">This page was not kept on the phone. What you filled in is still there.</p>
<p><a class="button" href="/field">离线登记 <span lang="en">Entries on this phone</span></a></p></div></main></html>`,
  { status: 503, headers: { "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'" } },
);
