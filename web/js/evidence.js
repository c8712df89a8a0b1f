// What can be done with a drawn turn: open a source, choose an audience, copy, label again.
// One listener for all of them, so that turns drawn later work as well.

import { $, $$, reachTables } from "./dom.js";

export function listenTo(transcript, { send, suggest, retry }) {
  const deeds = {
    cite: (link) => openSource(link),
    back: (button) => $(`[href="#${button.closest(".source").id}"]`)?.focus(),
    copy: (button) => copy(button),
    suggest: (button) => suggest(button.dataset.suggest),
    revise: (button) => suggest(button.dataset.revise),
    retry: (button) => retry(button.closest(".turn")),
    retag: (button) => send("retag", { tags: tagsOf(button.closest(".turn")) }),
  };
  transcript.addEventListener("click", (event) => {
    const target = event.target.closest("button, a.cite");
    if (!target) return;
    const deed = target.matches(".cite") ? "cite" : Object.keys(deeds).find((name) => name in target.dataset);
    if (deed) deeds[deed](target);
    else if (target.matches("[role=tab]")) choose(target);
    if (deed === "cite") event.preventDefault();
  });
  transcript.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("[role=tab]")) return;
    const tabs = $$("[role=tab]", event.target.parentElement);
    choose(tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length]).focus();
  });
  transcript.addEventListener("change", (event) => {
    if (event.target.matches("select.letter")) relabel(event.target);
  });
}

/** Make a fresh turn ready: its sheets folded to the first audience, its tables in reach. */
export function settle(root) {
  reachTables(root);
  for (const tab of $$("[role=tab][aria-selected=true]", root)) choose(tab);
}

function openSource(link) {
  const turn = link.closest(".turn");
  const number = link.textContent;
  for (const source of $$(".source", turn)) {
    const wanted = source.dataset.markers.split(" ").includes(number);
    source.classList.toggle("lit", wanted);
    if (!wanted) continue;
    source.open = true;
    $("summary", source).focus({ preventScroll: true });
    ($("mark", source) ?? source).scrollIntoView({ block: "nearest" });
  }
}

function choose(tab) {
  for (const other of $$("[role=tab]", tab.parentElement)) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  const chosen = $(`#${tab.getAttribute("aria-controls")}`).dataset.sheet;
  for (const sheet of $$("[data-sheet]", tab.closest(".turn"))) sheet.hidden = sheet.dataset.sheet !== chosen;
  return tab;
}

async function copy(button) {
  const words = $("span", button);
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = "Copied";
  } catch {
    words.textContent = "Could not copy";
  }
  setTimeout(() => (words.textContent = "Copy"), 2000);
}

function relabel(select) {
  const sentence = select.closest(".tagged");
  sentence.className = `tagged ${select.value}`;
  const note = $(".unassigned", sentence);
  if (note) note.hidden = select.value !== "none";
  select.dataset.changed = "";
  $("[data-retag]", select.closest(".turn")).hidden = false;
}

function tagsOf(turn) {
  return Object.fromEntries($$("[data-changed]", turn).map((s) => [s.dataset.sentence, s.value]));
}
