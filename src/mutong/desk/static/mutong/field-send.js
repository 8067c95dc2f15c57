// Sending what waits: in order, each until the desk has said what became of it.
import { account, available, dropEntry, entriesOf, forgetKeys, keepKey, putEntry } from "./field-store.js";
import { say } from "./field-words.js";

const PATIENCE_MS = 20_000;
const TICKET = "/field/ticket";

// The network did not carry the question or the answer: what was sent stays, and is sent again later.
export class Unreached extends Error {}

const ask = async (address, options = {}) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(address, { cache: "no-store", credentials: "same-origin", ...options, signal: stop.signal });
  } catch (error) {
    throw new Unreached(String(error));
  } finally {
    clearTimeout(timer);
  }
};

// Who is signed in now, with a fresh token for forms; the account's key is kept on the phone.
export const freshTicket = async () => {
  const answer = await ask(TICKET);
  if (!answer.ok) throw new Unreached(`${answer.status}`);
  const ticket = await answer.json().catch(() => { throw new Unreached("no ticket"); });
  if (ticket.account) await keepKey(ticket.account, ticket.key);
  return ticket;
};

// Send one entry; {outcome, words, problems, next, page}. Outcome "broken": the desk answered, but not about the entry.
export const sendEntry = async (entry, ticket, waited) => {
  const headers = {
    "X-Mutong-Entry": entry.entry_id,
    "X-Mutong-Account": encodeURIComponent(entry.account),
    "X-CSRFToken": ticket.csrf,
  };
  if (waited) headers["X-Mutong-Waited"] = "1";
  const body = new URLSearchParams(entry.content.fields);
  body.set("entry_id", entry.entry_id);
  body.set("made_at", entry.made_at);
  const answer = await ask(entry.content.action, { method: "POST", headers, body });
  const known = answer.headers.get("Content-Type")?.includes("json") ? await read(answer) : null;
  if (known) return known;
  if (answer.redirected || answer.status === 401 || answer.status === 403) return { outcome: "sign_in" };
  return { outcome: "broken", status: answer.status };
};

const read = async (answer) => {
  try {
    const found = await answer.json();
    return ["taken", "taken_before", "refused", "sign_in"].includes(found.outcome) ? found : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw new Unreached(String(error));  // the answer broke off on its way
  }
};

const broken = (status) => ({
  zh: `服务器没有正常回答（${status}）；已留在本机，稍后再传。`,
  en: `The desk did not answer properly (${status}); it stays on this phone and is sent again later.`,
});

// Send everything that waits for this account; gives {sent, refused, reason}: reason "" | "offline" | "sign_in".
export const sendAll = async () => {
  const told = { sent: 0, refused: 0, reason: "" };
  if (!available || !account()) return told;
  // One page at a time sends; another that is open leaves it to that one.
  const locked = (work) => (navigator.locks
    ? navigator.locks.request("mutong-field-send", { ifAvailable: true }, (lock) => (lock ? work() : null)) : work());
  await locked(async () => {
    try {
      await sendInOrder(told);
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
      told.reason = "offline";
    }
  });
  return told;
};

const sendInOrder = async (told) => {
  const waiting = (await entriesOf(account())).filter((entry) => entry.state !== "refused");
  if (!waiting.length) return;
  const ticket = await freshTicket();
  if (ticket.account !== account()) {
    told.reason = "sign_in";
    return;
  }
  // With the key just given, what could not be read before can be.
  for (const entry of (await entriesOf(account())).filter((one) => one.state !== "refused" && one.content)) {
    const answer = await sendEntry(entry, ticket, true);
    if (answer.outcome === "taken" || answer.outcome === "taken_before") {
      await dropEntry(entry.entry_id);
      told.sent += 1;
    } else if (answer.outcome === "refused") {
      await putEntry({ ...entry, state: "refused",
        content: { ...entry.content, words: answer.words, problems: answer.problems } });
      told.refused += 1;
    } else if (answer.outcome === "sign_in") {
      await putEntry({ ...entry, state: "sign_in", content: { ...entry.content, words: answer.words } });
      told.reason = "sign_in";
      return;
    } else {
      await putEntry({ ...entry, content: { ...entry.content, words: broken(answer.status) } });
    }
  }
};

// After sign-in as somebody else the keys of the others go; true where somebody else was here before.
export const takeOver = () => forgetKeys(account());

// What a round of sending came to, in a sentence; "" where there is nothing to say.
export const outcome = (told) => {
  const parts = [];
  if (told.sent) parts.push(say(`已上传 ${told.sent} 条。`, `${told.sent} sent.`));
  if (told.refused) parts.push(say(`有 ${told.refused} 条没有通过，请更正。`, `${told.refused} refused; please correct.`));
  if (told.reason === "offline") parts.push(say("现在连不上服务器；稍后自动再传。", "The desk cannot be reached; it is tried again."));
  if (told.reason === "sign_in") parts.push(say("请先登录，再上传。", "Sign in to send."));
  return parts.join(say("", " "));
};
