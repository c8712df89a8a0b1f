// What can be done with a drawn turn: open a source, choose an audience, copy, label again.
// One listener for all of them, so that turns drawn later work as well.

import { $, $$, reachTables } from "./dom.js";

export function listenTo(transcript, { send, suggest, retry }) {
  const deeds = {
    card: openSource,
    back: (link) => back(link.closest(".source")),
    copy,
    suggest: ({ dataset }) => suggest(dataset.suggest, dataset.again),
    revise: (button) => suggest(button.dataset.revise),
    retry: (button) => retry(button.closest(".turn")),
    retag: (button) => send("retag", { tags: tagsOf(button.closest(".turn")) }),
  };
  transcript.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    const deed = Object.keys(deeds).find((name) => name in target.dataset);
    if (deed) {
      event.preventDefault();
      deeds[deed](target);
    } else if (target.matches("[role=tab]")) choose(target);
  });
  for (const name of ["pointerover", "focusin"])
    transcript.addEventListener(name, ({ target }) => target.matches(".cite") && light(target));
  transcript.addEventListener("keydown", (event) => {
    const card = event.key === "Escape" && event.target.closest("article.source");
    if (card) {
      event.stopPropagation();
      return back(card);
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches("[role=tab]")) return;
    const tabs = $$("[role=tab]", event.target.parentElement);
    choose(tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length]).focus();
  });
  transcript.addEventListener("change", (event) => {
    if (event.target.matches("select.letter")) relabel(event.target);
    if (event.target.matches("[data-compare]")) choose($("[aria-selected=true]", event.target.closest(".tabs")));
  });
}

/** Make a fresh turn ready: its sheets folded to the first audience, its tables in reach. */
export function settle(root) {
  reachTables(root);
  for (const tab of $$("[role=tab][aria-selected=true]", root)) choose(tab);
}

/** The marker that the reader came from. */
let left = null;

/** Light the marker's card and, of its quotes, the one that this sentence stands on. */
function light(link) {
  const card = document.getElementById(link.dataset.card);
  const key = /^#quote-\d+-(.+)/.exec(link.hash)?.[1];
  for (const other of $$(".source", link.closest(".turn"))) other.classList.toggle("lit", other === card);
  for (const mark of $$("mark", card)) mark.classList.toggle("faint", Boolean(key) && mark.dataset.quote !== key);
  const panel = card.parentElement.parentElement;
  if (panel.scrollHeight > panel.clientHeight) panel.scrollTop = card.offsetTop - 8;
  return card;
}

function openSource(link) {
  left = link;
  const card = light(link);
  $("details", card).open = true;
  // Beside the answer it is in sight already; under it, the page goes there.
  card.focus({ preventScroll: matchMedia("(min-width: 50rem)").matches });
}

function back(card) {
  (left?.dataset.card === card.id ? left : $(`[data-card="${card.id}"]`)).focus();
}

function choose(tab) {
  for (const other of $$("[role=tab]", tab.parentElement)) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  const turn = tab.closest(".turn");
  const shown = [$(`#${tab.getAttribute("aria-controls")}`).dataset.sheet, $("[data-compare]", turn).value];
  for (const sheet of $$("[data-sheet]", turn)) sheet.hidden = !shown.includes(sheet.dataset.sheet);
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
