// A turn while it runs: the learner's words at once, evidence before the words, the answer as
// it grows. When it has ended, the server's own drawing of it takes its place.

import { drawn } from "./api.js";
import { $, h, mount, stage } from "./dom.js";

const STAGES = { queue: "Waiting", retrieve: "Searching the chapter", think: "Writing", check: "Checking", repair: "Repairing once" };

export class LiveTurn {
  constructor(message, words) {
    this.id = null;
    this.blocks = h("div");
    this.tail = h("div", { class: "tail" });
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
