// A turn: while it runs, when the server's drawing takes its place, and what can be done with it.

import { drawn } from "./api.js";
import { $, $$, h, mount, reachTables, stage } from "./dom.js";

const STAGES = { queue: "Waiting", retrieve: "Searching the chapter", think: "Writing", check: "Checking", repair: "Repairing once" };

export class LiveTurn {
  constructor(message, words) {
    this.id = null;
    this.replace();
    this.marks = h("div", { class: "marks" });
    this.text = h("div", { class: "text prose" });
    this.margin = h("div", { class: "margin" });
    this.answer = h("div", { class: "answer", "aria-busy": "true" }, h("h2", { class: "cue" }, "Greenroom"), this.marks, this.text);
    const said = h("div", { class: "said" }, h("h2", { class: "cue" }, "You"), h("p", { class: message ? "words" : "note" }, message || words));
    this.element = h("article", { class: "turn" }, said, this.answer, this.margin);
    this.drawings = 0;
  }

  /** The server holds the words under this id. */
  begin(path, { id, index }) {
    this.id = id;
    this.path = `${path}/turns/${id}`;
    this.element.id = `turn-${index}`;
    this.element.dataset.turn = id;
  }

  stage({ name, detail }) {
    const words = STAGES[name] ?? "Working";
    stage(name === "queue" && detail ? `${words}: ${detail}` : words, true);
  }

  block(html) {
    this.grow();
    this.tail.replaceChildren();
    const block = mount(h("div"), html);
    if ($("#announce").value === "blocks") this.read = $("#aloud").textContent = block.textContent;
    this.blocks.append(...block.childNodes);
  }

  draw(html) {
    this.grow();
    mount(this.tail, html);
  }

  grow() {
    if (this.blocks.parentNode !== this.text) this.text.replaceChildren(this.blocks, this.tail);
  }

  /** The text comes anew: what stands here stays until then. */
  replace() {
    this.blocks = h("div");
    this.tail = h("div", { class: "tail" });
  }

  /** A result before the words. The newest drawing counts; an older one that comes late does not. */
  async result(result, follow) {
    const number = (this.drawings += 1);
    const html = await drawn(`${this.path}/view`, { method: "POST", body: { result } }).catch(() => "");
    if (!html || number !== this.drawings || this.ended) return;
    const early = mount(h("div"), html);
    follow(() => {
      this.margin.replaceChildren(...$(".margin", early).childNodes);
      this.marks.replaceChildren(...$(".marks", early).childNodes);
      showRoom(early);
    });
  }

  /** The finished turn in place of this one; its HTML alone if the server is gone meanwhile. */
  async end(turn) {
    this.ended = true;
    try {
      const whole = mount(h("div"), await drawn(this.path));
      showRoom(whole);
      const article = $("article", whole);
      this.element.replaceWith(article);
      this.element = article;
    } catch {
      this.answer.removeAttribute("aria-busy");
      if (turn) mount(this.text, turn.reply_html);
    }
    // What was not read out while it was written is read out now, unless that is turned off.
    if ($("#announce").value && !this.read && turn) $("#aloud").textContent = $(".text", this.element)?.textContent ?? "";
    return this.element;
  }
}

/** The interview's room, where the drawing holds one, stands above the transcript. */
function showRoom(from) {
  const room = $(".room", from);
  if (room || $(".score", from)) $("#room").replaceChildren(...(room ? [room] : []));
  document.dispatchEvent(new Event("room"));
}

// --- drawn turns: one listener for all, also for those drawn later

export function listenTo(transcript, { send, suggest, retry }) {
  const deeds = {
    card: openSource,
    back: (link) => back(link.closest(".source")),
    copy,
    fact: point,
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

/** Mark a fact wherever it stands: in the learner's text, and in the versions of it. */
function point(chip) {
  const { fact } = chip.dataset;
  const marks = new Highlight();
  for (const box of $$(".words, .letterhead", chip.closest(".turn"))) {
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode()); ) {
      const at = node.data.indexOf(fact);
      if (at >= 0) marks.add(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + fact.length }));
    }
  }
  CSS.highlights.set("fact", marks);
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
