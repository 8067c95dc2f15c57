// Forms with data-offline-form: each submission is kept on the phone first, then sent; what cannot be sent waits.
import { account, available, counts, dropEntry, entriesOf, putEntry } from "./field-store.js";
import { clearMarks, fieldsOf, fillForm, markProblems } from "./field-fill.js";
import { freshTicket, sendEntry, Unreached } from "./field-send.js";
import { note, say, told, when } from "./field-words.js";

const FORMS = "form[data-offline-form]";

export const startForms = () => {
  if (!available || !account()) return;  // then forms are posted as everywhere
  document.addEventListener("submit", submitted, true);
  openNamed().then((opened) => opened || refill());
};

const submitted = (event) => {
  const form = event.target;
  if (!form.matches(FORMS) || form.method !== "post") return;
  const fields = fieldsOf(form, event.submitter);
  if (!fields) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  busy(form, true);
  keepAndSend(form, fields)
    .catch((error) => {
      // A browser that cannot keep anything posts the form as without scripts.
      if (error instanceof Unkept) postPlainly(form, event.submitter);
      else tell(form, String(error), "alarm");
      throw error;
    })
    .finally(() => { delete form.dataset.sending; busy(form, false); });
};

class Unkept extends Error {}

const postPlainly = (form, button) => {
  if (button?.name) {
    const said = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(said);
  }
  form.submit();
};

const busy = (form, on) => {
  for (const button of form.querySelectorAll("button")) {
    if (on) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};

// The same form sent again unchanged (a second tap, the way back) keeps its id, so that it does nothing twice. A page
// that was left and come back to has forgotten; the tab remembers digests of what it sent.
const SENT = "mutong-sent";
const sentBefore = () => JSON.parse(sessionStorage.getItem(SENT) || "{}");
const cameBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

// An id that a form was given when its page was made is no content: it is another each time.
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const contentOf = (fields) => fields.filter(([, value]) => !ID.test(value));

const digestOf = async (text) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const idFor = async (form, content) => {
  const digest = await digestOf(content);
  if (form.dataset.entryContent !== digest) {
    form.dataset.entryContent = digest;
    form.dataset.entryId = (cameBack() && sentBefore()[digest]) || crypto.randomUUID();
  }
  return form.dataset.entryId;
};

const remember = (form) => sessionStorage.setItem(SENT,
  JSON.stringify({ ...sentBefore(), [form.dataset.entryContent]: form.dataset.entryId }));

const keepAndSend = async (form, fields) => {
  const action = new URL(form.getAttribute("action") || location.href, location.href);
  const entry = {
    entry_id: await idFor(form, JSON.stringify([action.pathname, action.search, contentOf(fields)])),
    account: account(),
    kind: form.dataset.offlineForm,
    made_at: new Date().toISOString(),
    state: "waiting",
    content: {
      action: action.pathname + action.search,
      fields,
      title: form.dataset.offlineTitle || document.querySelector("h1")?.textContent.trim() || document.title,
      page: location.pathname + location.search,
    },
  };
  const mended = form.dataset.opened;
  clearMarks(form);
  await putEntry(entry).catch((error) => { throw new Unkept(String(error)); });
  await settleOpened(form);
  const answer = await trySending(entry);
  if (answer.outcome === "taken" || answer.outcome === "taken_before") {
    await dropEntry(entry.entry_id);
    remember(form);
    sent(form, answer);
  } else if (answer.outcome === "refused") {
    // The person is here and sees what is wrong: nothing of it needs to wait, unless it had waited before.
    if (mended) {
      await putEntry({ ...entry, state: "refused",
        content: { ...entry.content, words: answer.words, problems: answer.problems } });
      form.dataset.opened = entry.entry_id;
    } else {
      await dropEntry(entry.entry_id);
    }
    delete form.dataset.entryContent;
    refused(form, answer);
  } else {
    await waits(form, entry, answer);
  }
};

const trySending = async (entry) => {
  try {
    // Asked whatever the browser thinks of the network: a desk on the machine itself answers without one.
    const ticket = await freshTicket();
    if (ticket.account !== entry.account) return { outcome: "sign_in" };
    return await sendEntry(entry, ticket, false);
  } catch (error) {
    if (error instanceof Unreached) return { outcome: "unreached" };
    throw error;
  }
};

const sent = (form, answer) => {
  if (answer.next) location.assign(answer.next);
  else if (answer.page) showPage(answer.page);
  else cleared(form, told(answer.words), "good");
};

const refused = (form, answer) => {
  if (answer.page) {
    showPage(answer.page);
    return;
  }
  const left = markProblems(form, Object.fromEntries(
    Object.entries(answer.problems || {}).map(([name, words]) => [name, told(words)])));
  tell(form, [told(answer.words), ...left].join(say("；", "; ")), "alarm", "alert");
};

const waits = async (form, entry, answer) => {
  if (answer.outcome === "sign_in") await putEntry({ ...entry, state: "sign_in" });
  const { waiting } = await counts(account());
  const kept = say(`已存在本机，待上传 ${waiting} 条。`, `Kept on this phone; ${waiting} waiting.`);
  const why = { sign_in: say("登录已过期，登录后自动上传。", "The session has ended; sign in to send."),
    broken: say("服务器出错，稍后自动再传。", "The desk has a fault; it is sent again later.") }[answer.outcome] || "";
  cleared(form, `${kept}${say("", " ")}${why}`, "warn");
  form.dispatchEvent(new CustomEvent("mutong:kept", { bubbles: true, detail: { entry } }));
};

// Ready for the next entry.
const cleared = (form, words, tone) => {
  form.reset();
  delete form.dataset.entryContent;
  form.dispatchEvent(new CustomEvent("mutong:cleared", { bubbles: true }));
  tell(form, words, tone);
};

const tell = (form, words, tone, role = "status") => {
  for (const old of document.querySelectorAll("[data-field-said]")) old.remove();
  const box = note(words, tone, role);
  box.dataset.fieldSaid = "1";
  const way = document.createElement("a");
  way.href = "/field";
  way.textContent = say("查看", "See them");
  if (tone === "warn") box.firstChild.append(" ", way);
  form.before(box);
  box.scrollIntoView({ block: "center" });
};

// The page that the desk would have shown, in place of this one's content.
const showPage = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const main = document.getElementById("main");
  main.replaceChildren(...fresh.getElementById("main").childNodes);
  document.title = fresh.title;
  (main.querySelector('[aria-invalid="true"], [role="alert"]') || main).focus();
  main.scrollIntoView();
  document.dispatchEvent(new CustomEvent("mutong:page"));
};

// ── opening what was kept ───────────────────────────────────────────────
const formFor = (entry) => {
  const same = [...document.querySelectorAll(FORMS)].filter((form) => form.dataset.offlineForm === entry.kind);
  const to = (form) => new URL(form.getAttribute("action") || location.href, location.href);
  return same.find((form) => to(form).pathname + to(form).search === entry.content.action) || same[0];
};

// #entry=ID opens that entry in its form; sending it puts the new one in its place.
const openNamed = async () => {
  const wanted = /^#entry=([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (!wanted) return false;
  const entry = (await entriesOf(account())).find((one) => one.entry_id === wanted && one.content);
  const form = entry && formFor(entry);
  if (!form) return false;
  fillForm(form, entry.content.fields);
  form.dataset.opened = entry.entry_id;
  const left = markProblems(form, Object.fromEntries(
    Object.entries(entry.content.problems || {}).map(([name, words]) => [name, told(words)])));
  tell(form, [say(`这是 ${when(entry.made_at)} 填的一条。`, `Filled in at ${when(entry.made_at)}.`),
    told(entry.content.words), ...left].filter(Boolean).join(" "), entry.state === "refused" ? "alarm" : "warn");
  return true;
};

const settleOpened = async (form) => {
  if (!form.dataset.opened) return;
  await dropEntry(form.dataset.opened);
  delete form.dataset.opened;
  history.replaceState(null, "", location.pathname + location.search);
};

// A form with data-offline-refill shows what was last filled in for it and still waits.
const refill = async () => {
  for (const form of document.querySelectorAll(`${FORMS}[data-offline-refill]`)) {
    const waiting = (await entriesOf(account())).filter((entry) => entry.state !== "refused" && entry.content
      && entry.kind === form.dataset.offlineForm && formFor(entry) === form
      && new URL(form.getAttribute("action") || location.href, location.href).pathname
        === new URL(entry.content.action, location.href).pathname);
    const last = waiting.at(-1);
    if (!last) continue;
    fillForm(form, last.content.fields);
    tell(form, say(`本机还有 ${waiting.length} 条待上传；下面是 ${when(last.made_at)} 填的。`,
      `${waiting.length} still wait on this phone; below is what was filled in at ${when(last.made_at)}.`), "warn");
  }
};
