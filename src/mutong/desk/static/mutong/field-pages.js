// Pages kept on the phone: which, since when, and gone when somebody signs out.
import { account, available, counts, forgetKeys } from "./field-store.js";
import { note, say, when } from "./field-words.js";

const PAGES = "mutong-pages";
const worthKeeping = () => document.querySelector('meta[name="mutong-keep"]');

export const startPages = async () => {
  sayKept();
  document.addEventListener("submit", leaving, true);
  if (!available || !navigator.serviceWorker || !account()) return;
  const meta = worthKeeping();
  if (!meta) return;
  const first = !navigator.serviceWorker.controller;
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await navigator.serviceWorker.register("/field-worker.js");
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await taken;
  if (document.documentElement.dataset.keptAt) return;
  if (first) await keepPages([location.pathname + location.search]);
  await keepStatics();
  await keepPages((meta.content || "").split(/\s+/).filter(Boolean), () => {}, true);
};

// A page loaded before the worker was there is fetched again with what it stands on.
const keepStatics = () => {
  const used = performance.getEntriesByType("resource").map((one) => one.name)
    .filter((address) => address.startsWith(`${location.origin}/static/`));
  return Promise.allSettled([...new Set(used)].map((address) => fetch(address)));
};

// Fetch pages so that the worker keeps them; `missing` leaves those alone that are there. Gives how many are kept.
export const keepPages = async (addresses, progress = () => {}, missing = false) => {
  const store = await caches.open(PAGES);
  let kept = 0;
  for (const [done, address] of addresses.entries()) {
    const there = missing && await store.match(new URL(address, location.href).href, { ignoreVary: true });
    const answer = there || await fetch(address, { headers: { "X-Mutong-Keep": "1" } }).catch(() => null);
    kept += answer?.ok ? 1 : 0;
    progress(done + 1, addresses.length);
  }
  return kept;
};

// A button with data-keep-pages (addresses apart by blanks) keeps them all and counts as it goes.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-keep-pages]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const place = document.getElementById(button.getAttribute("aria-describedby")) || button;
  const addresses = button.dataset.keepPages.split(/\s+/).filter(Boolean);
  if (!available || !navigator.serviceWorker?.controller) {
    place.textContent = say("这个浏览器不能离线保存（需要 https）。", "This browser cannot keep pages (https is needed).");
    return;
  }
  const kept = await keepPages(addresses, (done, of) => { place.textContent = `${done} / ${of}`; });
  place.textContent = say(`已存 ${kept} 页，没有网络也能打开。`, `${kept} pages kept; they open without a network.`);
  button.removeAttribute("aria-disabled");
});

const sayKept = () => {
  const at = document.documentElement.dataset.keptAt;
  if (!at) return;
  document.querySelector(".main__in > .stack[role=status]")?.remove();  // what was said when the page was kept
  const place = document.querySelector(".main__in");
  place?.prepend(note(say(`没有网络。这是 ${when(at)} 存下的页面，之后的变化看不到；填写的内容会先存在本机。`,
    `No network. This page is as of ${when(at)}; later changes do not show. What you fill in is kept on this phone.`), "warn"));
};

// ── whose pages ─────────────────────────────────────────────────────────
export const forgetPages = () => (globalThis.caches ? caches.delete(PAGES) : false);

// Somebody else signed in: kept pages and keys of whoever was here before go.
export const settleAccount = async () => {
  if (!available || !account() || document.documentElement.dataset.keptAt) return;
  if (await forgetKeys(account())) await forgetPages();
};

const leaving = (event) => {
  const form = event.target;
  if (!available || !form.action?.endsWith("/sign-out") || form.dataset.left) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.left = "1";
  leave(form);
};

const leave = async (form) => {
  const { waiting, refused } = await counts(account());
  const some = waiting + refused;
  if (some && !confirm(say(
    `本机还有 ${some} 条没有上传。退出后别人看不到内容，用本账号再登录即可上传。现在退出吗？`,
    `${some} entries are not sent yet. Signed out, nobody else can read them; sign in again to send them. Sign out now?`))) {
    delete form.dataset.left;
    return;
  }
  await forgetPages();
  await forgetKeys();
  form.submit();
};
