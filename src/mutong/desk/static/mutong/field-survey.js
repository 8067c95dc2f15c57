// The survey's form: blocks are added and removed without a network, and filled again with what waits on the phone.
import { account, available, entriesOf } from "./field-store.js";
import { fillForm } from "./field-fill.js";
import { say } from "./field-words.js";

const SAME_AS_ABOVE = ["area_unit", "yield_unit"];

// ── blocks ──────────────────────────────────────────────────────────────
const listOf = (form, name) => form.querySelector(`[data-blocks="${name}"]`);
const blocksOf = (list) => [...list.querySelectorAll(":scope > [data-block]")];

const freeNumber = (list) => 1 + Math.max(-1, ...blocksOf(list).map((block) => Number(block.dataset.block)));

const addBlock = (form, name, number) => {
  const list = listOf(form, name);
  const blank = form.querySelector(`template[data-blank="${name}"]`);
  const place = document.createElement("div");
  place.innerHTML = blank.innerHTML.replaceAll("__i__", String(number));
  const block = place.firstElementChild;
  block.querySelector("[data-remove-block]").hidden = false;
  list.append(block);
  return block;
};

// A new plot is in the unit of the one before: whoever mixes units does so on purpose.
const takeUnits = (before, block) => {
  for (const column of SAME_AS_ABOVE) {
    const [from, to] = [before, block].map((one) => one?.querySelector(`select[name$=".${column}"]`));
    if (from && to) to.value = from.value;
  }
};

const filled = (block) => [...block.querySelectorAll("input, select, textarea")]
  .some((part) => part.name && part.value && !SAME_AS_ABOVE.some((column) => part.name.endsWith(column)));

const countOf = (form, name) => document.getElementById(name)?.querySelector('input[name$="_count"][name^="survey_households."]');

document.addEventListener("click", (event) => {
  const form = event.target.closest("form.survey");
  if (!form) return;
  const add = event.target.closest("[data-add-block]");
  const all = event.target.closest("[data-all-blocks]");
  const remove = event.target.closest("[data-remove-block]");
  if (add) {
    const name = add.dataset.addBlock;
    const before = blocksOf(listOf(form, name)).at(-1);
    const block = addBlock(form, name, freeNumber(listOf(form, name)));
    takeUnits(before, block);
    block.querySelector("input, select, textarea").focus();
  } else if (all) {
    const name = all.dataset.allBlocks;
    countOf(form, name).value = String(blocksOf(listOf(form, name)).filter(filled).length);
  } else if (remove) {
    const block = remove.closest("[data-block]");
    if (filled(block) && !confirm(say("去掉这一项？", "Remove this one?"))) return;
    block.remove();
  }
});

// One number for all twelve months.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-same]")) return;
  for (const month of event.target.closest("[data-block]").querySelectorAll(".months input")) month.value = event.target.value;
});

// Kept content may have more blocks than the page, or fewer.
document.addEventListener("mutong:fill", (event) => {
  const form = event.target;
  if (!form.matches("form.survey")) return;
  const numbers = {};
  for (const [name] of event.detail.fields) {
    const [sheet, number] = name.split(".");
    if (number !== undefined) (numbers[sheet.replace("survey_", "")] ??= new Set()).add(number);
  }
  for (const list of form.querySelectorAll("[data-blocks]")) {
    const wanted = numbers[list.dataset.blocks] || new Set();
    for (const block of blocksOf(list)) if (!wanted.has(block.dataset.block)) block.remove();
    const there = new Set(blocksOf(list).map((block) => block.dataset.block));
    for (const number of wanted) if (!there.has(number)) addBlock(form, list.dataset.blocks, number);
  }
});

// Kept on the phone: on to the next household where that was asked, else what was filled in stays in sight.
document.addEventListener("mutong:kept", (event) => {
  const form = event.target;
  if (!form.matches("form.survey")) return;
  const { fields } = event.detail.entry.content;
  const onward = fields.some(([name, value]) => name === "do" && value === "next") && form.dataset.next;
  if (onward) location.assign(onward);
  else fillForm(form, fields);
});

const dress = () => {
  for (const form of document.querySelectorAll("form.survey")) {
    for (const part of form.querySelectorAll("[data-block-acts], [data-remove-block]")) part.hidden = false;
  }
  for (const part of document.querySelectorAll("[data-only-script]")) part.hidden = !available;
};
document.addEventListener("mutong:page", dress);
dress();

// ── the list: which households still wait on this phone ──────────────────
const markWaiting = async () => {
  if (!available || !account() || !document.querySelector(".survey-homes")) return;
  const waiting = new Set((await entriesOf(account())).filter((one) => one.kind === "survey" && one.content)
    .map((one) => one.content.action.split("?")[0]));
  for (const home of document.querySelectorAll(".survey-home")) {
    home.querySelector("[data-waits]").hidden = !waiting.has(new URL(home.href).pathname);
  }
};
document.addEventListener("mutong:entries", markWaiting);
markWaiting();
