// The page of entries on this phone: what waits, what was refused and why; send, open, throw away, save to a file.
import { account, counts, dropEntry, entriesOf, putEntry } from "./field-store.js";
import { say, told, when } from "./field-words.js";

let send;

export const startList = (sendNow) => {
  const list = document.getElementById("field-list");
  if (!list) return;
  send = sendNow;
  document.addEventListener("mutong:entries", show);
  document.addEventListener("mutong:sent", (event) => {
    document.getElementById("field-said").textContent = event.detail.words;
  });
  list.addEventListener("click", pressed);
  document.getElementById("field-send").addEventListener("click", sendPressed);
  document.getElementById("field-save").addEventListener("click", save);
  document.getElementById("field-load").addEventListener("change", load);
  show();
};

const STATES = {
  waiting: () => [say("待上传", "waiting"), "chip--soon"],
  sign_in: () => [say("登录后上传", "sign in to send"), "chip--soon"],
  refused: () => [say("没有通过", "refused"), "chip--late"],
};

const show = async () => {
  const entries = await entriesOf(account());
  const { others } = await counts(account());
  document.getElementById("field-list").replaceChildren(...entries.map(line));
  document.getElementById("field-empty").hidden = entries.length > 0;
  document.getElementById("field-acts").hidden = entries.length === 0;
  const foreign = document.getElementById("field-others");
  foreign.hidden = !others;
  foreign.querySelector("[data-count]").textContent = String(others);
};

const line = (entry) => {
  const made = document.getElementById("field-line").content.firstElementChild.cloneNode(true);
  made.dataset.entry = entry.entry_id;
  const part = (name) => made.querySelector(`[data-part="${name}"]`);
  const [state, tone] = STATES[entry.state]();
  part("title").textContent = entry.content?.title || say("内容无法读取", "cannot be read");
  part("state").textContent = state;
  part("state").classList.add(tone);
  part("at").textContent = when(entry.made_at);
  part("words").textContent = [told(entry.content?.words),
    ...Object.values(entry.content?.problems || {}).map(told)].filter((text, at, all) => text && all.indexOf(text) === at)
    .join(say("；", "; "));
  const open = part("open");
  open.hidden = !entry.content || entry.state !== "refused";
  if (entry.content) open.href = `${entry.content.page}#entry=${entry.entry_id}`;
  return made;
};

const pressed = async (event) => {
  const button = event.target.closest('[data-part="drop"]');
  if (!button) return;
  const sure = confirm(say("丢弃后找不回来。如果刚才上传时断网，服务器可能已经收到。确定丢弃这一条吗？",
    "It cannot be brought back. If sending was cut off, the desk may have taken it already. Throw it away?"));
  if (sure) await dropEntry(button.closest("[data-entry]").dataset.entry);
};

const sendPressed = async () => {
  const said = document.getElementById("field-said");
  said.textContent = say("正在上传……", "Sending …");
  await send();
  if (said.textContent === say("正在上传……", "Sending …")) said.textContent = "";
};

// A file of everything that can be read, for a phone that is about to fail; it is as private as the entries are.
const save = async () => {
  const entries = (await entriesOf(account())).filter((entry) => entry.content);
  const text = JSON.stringify({ mutong_field_entries: 1, account: account(), entries }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `mutong-entries-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

// Entries of this account from such a file join those that wait; each keeps its id and so is taken once.
const load = async (event) => {
  const said = document.getElementById("field-said");
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  let found;
  try {
    found = JSON.parse(await file.text());
  } catch {
    found = null;
  }
  if (found?.mutong_field_entries !== 1 || found.account !== account() || !Array.isArray(found.entries)) {
    said.textContent = say("这不是本账号存下的文件。", "This is no file that this account saved.");
    return;
  }
  const own = (address) => /^\/(?!\/)/.test(String(address));
  const right = found.entries.filter((one) => one.account === account() && STATES[one.state]
    && /^[0-9a-f-]{36}$/.test(one.entry_id) && own(one.content?.action) && own(one.content?.page)
    && Array.isArray(one.content.fields));
  for (const { entry_id, kind, made_at, state, order, content } of right) {
    await putEntry({ entry_id, account: account(), kind, made_at, state, order, content });
  }
  said.textContent = say(`读入 ${right.length} 条。`, `${right.length} read in.`);
};
