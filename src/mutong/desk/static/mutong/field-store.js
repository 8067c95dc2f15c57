// Entries that wait on this phone: a store that outlives the page, sealed with the account's own key.
//
// Account, kind of form, time and state lie open; what was filled in is sealed (AES-GCM). The desk gives an account its
// key after sign-in; signing out takes the key off the phone, so that the entries stay and nobody else reads them.

const NAME = "mutong-field";

// The account that this page was made for; "" where nobody is signed in.
export const account = () => document.querySelector('meta[name="mutong-account"]')?.content || "";

// Whether this browser can keep entries here: only over https, or on the machine itself.
export const available = Boolean(globalThis.isSecureContext && globalThis.indexedDB && globalThis.crypto?.subtle);

let opening;
const database = () => {
  opening ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "entry_id" });
      asked.result.createObjectStore("keys", { keyPath: "account" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opening = undefined; fail(asked.error); };
  });
  return opening;
};

const run = async (store, mode, work) => {
  const open = await database();
  return new Promise((done, fail) => {
    const transaction = open.transaction(store, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
};

const changed = () => document.dispatchEvent(new CustomEvent("mutong:entries"));

// ── keys ────────────────────────────────────────────────────────────────
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

// Keep the key that the desk gave; what had to be kept open until now is sealed.
export const keepKey = async (name, text) => {
  if (await keyOf(name)) return;
  const key = await crypto.subtle.importKey("raw", bytes(text), "AES-GCM", false, ["encrypt", "decrypt"]);
  await run("keys", "readwrite", (keys) => keys.put({ account: name, key }));
  for (const row of await rows()) {
    if (row.account !== name || !row.plain) continue;
    const sealed = await seal(row);
    await run("entries", "readwrite", (store) => store.put(sealed));
  }
  changed();
};

const keyOf = async (name) => (await run("keys", "readonly", (keys) => keys.get(name)))?.key;

export const hasKey = async (name) => Boolean(await keyOf(name));

// Take every key off this phone, or every key but that of `name`; true where one was taken.
export const forgetKeys = async (name = "") => {
  const others = (await run("keys", "readonly", (keys) => keys.getAllKeys())).filter((one) => one !== name);
  for (const one of others) await run("keys", "readwrite", (keys) => keys.delete(one));
  return others.length > 0;
};

const seal = async (row) => {
  const key = await keyOf(row.account);
  if (!key || !row.plain) return row;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(row.plain));
  row.sealed = { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
  delete row.plain;
  return row;
};

const unseal = async (row) => {
  if (row.plain) return row.plain;
  const key = await keyOf(row.account);
  if (!key || !row.sealed) return null;
  try {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.sealed.iv }, key, row.sealed.text);
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;  // sealed with a key that the desk no longer has: it stays, marked as unreadable
  }
};

// ── entries ─────────────────────────────────────────────────────────────
const rows = async () =>
  (await run("entries", "readonly", (store) => store.getAll())).sort((a, b) => a.order - b.order);

// Keep an entry: {entry_id, account, kind, made_at, state, order?, content}. One with the same id is replaced.
export const putEntry = async ({ content, ...open }) => {
  const row = await seal({ order: Date.now() + (performance.now() % 1), ...open, plain: content });
  await run("entries", "readwrite", (store) => store.put(row));
  if (!(await navigator.storage?.persisted?.())) navigator.storage?.persist?.();
  changed();
};

export const dropEntry = async (entryId) => {
  await run("entries", "readwrite", (store) => store.delete(entryId));
  changed();
};

// The entries of an account in the order they were made; `content` is null for one that cannot be read.
export const entriesOf = async (name) => {
  const own = (await rows()).filter((row) => row.account === name);
  return Promise.all(own.map(async ({ plain, sealed, ...open }) =>
    ({ ...open, content: await unseal({ ...open, plain, sealed }) })));
};

// How many wait or were refused for this account, and how many belong to others.
export const counts = async (name) => {
  const all = await rows();
  const own = all.filter((row) => row.account === name);
  const refused = own.filter((row) => row.state === "refused").length;
  return { waiting: own.length - refused, refused, others: all.length - own.length };
};
