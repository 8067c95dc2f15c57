// Starts what makes forms and pages work without a network. Without this file forms are posted as everywhere.
import { account, available, counts, hasKey } from "./field-store.js";
import { freshTicket, outcome, sendAll, Unreached } from "./field-send.js";
import { startForms } from "./field-form.js";
import { settleAccount, startPages } from "./field-pages.js";
import { startList } from "./field-list.js";
import { say } from "./field-words.js";

const EVERY_MS = 60_000;

// The badge in the frame: how many entries wait here, shown only where some do.
const showBadge = async () => {
  const badge = document.getElementById("field-badge");
  if (!badge) return;
  const { waiting, refused } = await counts(account());
  badge.hidden = !(waiting + refused);
  badge.querySelector("[data-count]").textContent = String(waiting + refused);
  badge.title = refused ? say(`${refused} 条没有通过`, `${refused} refused`) : "";
};

let sending = false;
const send = async () => {
  if (sending) return;
  sending = true;
  try {
    const told = await sendAll();
    if (told.sent || told.refused || told.reason) {
      document.dispatchEvent(new CustomEvent("mutong:sent", { detail: { ...told, words: outcome(told) } }));
    }
  } finally {
    sending = false;
  }
};

const start = async () => {
  if (!available) return;
  document.addEventListener("mutong:entries", showBadge);
  if (!account()) return;
  await settleAccount();
  startForms();
  startList(send);
  await showBadge();
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, EVERY_MS);
  // The key comes with the first page that is about the field, so that what is kept later is sealed.
  if (document.querySelector('meta[name="mutong-keep"], form[data-offline-form]') && !(await hasKey(account()))) {
    await freshTicket().catch((error) => { if (!(error instanceof Unreached)) throw error; });
  }
  await send();
};

startPages();
start();
