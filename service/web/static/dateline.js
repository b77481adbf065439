// What a page can do more where JavaScript runs: keys, pages opened as dialogs, search as you type, copying, your zone.
"use strict";

const TYPING_PAUSE = 200; // milliseconds after the last key until a search begins

/* Said to who does not see it; what is said outside an open dialog would not be heard */

function say(text) {
  (document.querySelector("dialog [role='status']") ?? document.getElementById("said")).textContent = text;
}

async function pageAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, isOne: answer.ok };
}

function addressOf(form) {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return asked.size ? `${form.action}?${asked}` : form.action;
}

/* Dialogs: the page behind the link, above this one */

async function openAsDialog(link) {
  const page = await pageOrGo(link.href);
  if (!page || document.querySelector("dialog")) return; // after a second click
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "dialog-heading");
  fill(dialog, page);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("submit", (event) => askAgain(dialog, event, new URL(link.href).pathname));
  document.body.append(dialog);
  dialog.showModal();
}

/* Where it cannot be shown here, its address says why. */
async function pageOrGo(address) {
  try {
    const { page, isOne } = await pageAt(address);
    if (isOne) return page;
  } catch {
    // no network
  }
  location.assign(address);
  return null;
}

function fill(dialog, page) {
  const closing = document.createElement("form");
  closing.method = "dialog";
  const button = document.createElement("button");
  button.textContent = document.body.dataset.close;
  closing.append(button);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "unseen";
  const content = page.getElementById("content");
  content.querySelector("h1").id = "dialog-heading";
  dialog.replaceChildren(closing, ...content.childNodes, said);
  enhance(dialog);
}

/* A form that asks for the same page otherwise is answered in the dialog; any other one leads on. */
async function askAgain(dialog, event, path) {
  const form = event.target;
  if (form.method !== "get" || new URL(form.action).pathname !== path) return;
  event.preventDefault();
  const page = await pageOrGo(addressOf(form));
  if (!page) return;
  fill(dialog, page);
  dialog.querySelector("button").focus();
}

/* Fields whose text one wants to have, the zone that the device is in, and the switch of the keys */

function enhance(part) {
  for (const field of part.querySelectorAll("[data-copy]")) offerCopy(field);
  for (const list of part.querySelectorAll("[data-zones]")) offerOwnZone(list);
  for (const list of part.querySelectorAll("[data-guess]")) guessZone(list);
  for (const line of part.querySelectorAll("[data-told]")) tellOwnHours(line);
  for (const box of part.querySelectorAll("[data-keys]")) offerSwitch(box);
}

function offerCopy(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // it is selected: the reader can copy it himself
    }
    button.textContent = field.dataset.copied;
    say(field.dataset.copied);
  });
  const both = document.createElement("span");
  both.className = "copying";
  field.replaceWith(both);
  both.append(field, button);
}

/* The hours of an event on the clock of the device, unless they stand there already. */
function tellOwnHours(line) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone || line.dataset.told.split(" ").includes(timeZone)) return;
  const clock = new Intl.DateTimeFormat(line.dataset.locale, { dateStyle: "long", timeStyle: "short", timeZone });
  const hours = clock.formatRange(new Date(line.dataset.start), new Date(line.dataset.end));
  line.textContent = line.dataset.said.replace("{hours}", `${hours} (${timeZone})`);
  line.hidden = false;
}

function offerOwnZone(list) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const option = new Option(list.dataset.yours.replace("{zone}", zone), zone);
  list.options[0].after(option);
  if (list.value === zone) option.selected = true;
}

/* Nobody has to look for his zone in a list of hundreds; it stands there, and can be changed. */
function guessZone(list) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (Array.from(list.options).some((option) => option.value === zone)) list.value = zone;
}

function offerSwitch(box) {
  box.checked = areKeysOn();
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  box.closest("[hidden]").hidden = false;
}

function areKeysOn() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

/* Search as you type: on the agenda the page follows, elsewhere the button leads there */

const FOLLOWING = ["#content", ".views", ".languages"];
const FOUND = "[data-found], .refused .lead"; // how many, or why none
let searching = 0;

async function search(form) {
  const number = ++searching;
  const address = addressOf(form);
  let page;
  try {
    ({ page } = await pageAt(address));
  } catch {
    return; // no network; the button says so
  }
  if (number !== searching || !page.querySelector(FOUND)) return;
  const filters = document.querySelector(".more");
  if (filters) page.querySelector(".more")?.toggleAttribute("open", filters.open);
  for (const part of FOLLOWING) document.querySelector(part).replaceWith(page.querySelector(part));
  document.title = page.title;
  history.replaceState(null, "", address);
  say(document.querySelector(FOUND).textContent.trim());
}

function followTyping(form) {
  let waiting;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(form), TYPING_PAUSE);
  });
}

/* Keys */

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog");
}

/* On a Cyrillic keyboard a key stands for the Latin letter that is on it, too. */
function keyOf(event) {
  const isOfAnotherScript = event.key > "\x7f" && event.code.startsWith("Key");
  return isOfAnotherScript ? event.code.slice(3).toLowerCase() : event.key;
}

/* Today is what a page says it is, else the agenda. */
function linkFor(key) {
  const linkOf = (name) => document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  return linkOf(key) ?? (key === "t" ? linkOf("1") : null);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areKeysOn()) return;
  const key = keyOf(event);
  const target = key === "/" ? document.getElementById("q") : linkFor(key);
  if (!target) return;
  event.preventDefault();
  if (key === "/") target.select();
  else target.click();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openAsDialog(link);
});

/* On a phone the names of the views may be wider than the page: the one that is open is in sight */

function bringIntoSight(link) {
  const list = link.closest("ul");
  list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}

const form = document.querySelector(".search");
if (form && document.querySelector("[data-found]")) followTyping(form);
const current = document.querySelector(".views [aria-current]");
if (current) bringIntoSight(current);
enhance(document);
