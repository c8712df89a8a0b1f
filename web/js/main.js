// What every page has: theme, help, the model's state, times in the learner's own zone.

import { call } from "./api.js";
import { $, $$, kept, reachTables } from "./dom.js";

const THEMES = { "": "automatic", light: "light", dark: "dark" };
const POLL_READY_MS = 20_000;
const POLL_STARTING_MS = 1_500;

export const model = { ready: $("#where").dataset.state === "ready" };

// --- theme

const root = document.documentElement;
const themeButton = $("#theme");

function showTheme(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  $(".sr", themeButton).textContent = themeButton.title = `Theme: ${THEMES[theme]}`;
}

themeButton.addEventListener("click", () => {
  const names = Object.keys(THEMES);
  const theme = names[(names.indexOf(root.dataset.theme ?? "") + 1) % names.length];
  kept.set("theme", theme);
  showTheme(theme);
});
showTheme(root.dataset.theme ?? "");
themeButton.hidden = false;

// --- help, and the settings in it

const help = $("#help");
$("#help-open").hidden = false;
$("#help-open").addEventListener("click", () => help.showModal());
for (const input of $$("[data-setting]")) {
  const value = input.type === "checkbox" ? "checked" : "value";
  const show = () => input.id === "whole" && root.toggleAttribute("data-whole", input.checked);
  input[value] = kept.get(input.id) ?? input[value];
  input.addEventListener("change", () => kept.set(input.id, input[value], show()));
  show();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
  if (typing || !$("#single-keys").checked || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = $("#message") ?? $("#q");
  if (event.key === "?") help.showModal();
  else if (event.key === "/" && box && box.offsetParent) {
    event.preventDefault();
    box.focus();
  }
});

// --- an example on the home page: its job's page finds this note, and sends it

for (const link of $$("[data-run]"))
  link.addEventListener("click", (event) => {
    if (!event.metaKey && !event.ctrlKey && !event.shiftKey) sessionStorage.setItem("greenroom.run", link.dataset.run);
  });

// --- times

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
for (const time of $$("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));

reachTables(document);
addEventListener("resize", () => reachTables(document));

// --- the model's state

const WORDS = {
  downloading: "The model is being fetched",
  loading: "The model is loading",
  unreachable: "The model does not answer",
};

function show(state, words, progress) {
  model.ready = state === "ready";
  $("#where").dataset.state = state;
  $("#banner").hidden = model.ready;
  $("#banner-words").textContent = words;
  const bar = $("#banner-bar");
  bar.hidden = state === "unreachable";
  if (progress) bar.value = progress;
  else bar.removeAttribute("value");
  document.dispatchEvent(new Event("model"));
}

/** Ask the server how the model does, and show it. */
export async function look() {
  try {
    const { name, where, state, progress } = (await call("/readyz")).model;
    $("#where-words").textContent = `${name} · ${where}`;
    const share = progress ? `, ${Math.floor(progress * 100)} %` : "";
    show(state, `${WORDS[state] ?? "Starting"}${share}. The chapter, its search, story feedback and your sessions work meanwhile.`, progress);
  } catch {
    show("unreachable", "Greenroom does not answer. What you write is kept in this browser; trying again.");
  }
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, model.ready ? POLL_READY_MS : POLL_STARTING_MS);
}
setTimeout(watch, model.ready ? POLL_READY_MS : 300);
