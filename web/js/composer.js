// The form: reads a mode's options, keeps the draft until the server has stored it.

import { $, $$, kept } from "./dom.js";

const READERS = {
  checkboxes: (box) => $$("input:checked", box).map((input) => input.value),
  radio: (box) => $("input:checked", box)?.value ?? null,
  switch: (box) => $("input", box).checked,
  number: (box) => ($("input", box).value === "" ? null : Number($("input", box).value)),
  lines: (box) => $("textarea", box).value.split("\n").map((line) => line.trim()).filter(Boolean),
};

function valueOf(box) {
  const read = READERS[box.dataset.kind];
  const value = read ? read(box) : $("select, input", box).value.trim();
  const empty = value === "" || value === null || (Array.isArray(value) && !value.length);
  if (!empty) return value;
  if ("nullable" in box.dataset) return null;
  return value === "" ? undefined : value;
}

export class Composer {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    this.box = $("#message", form);
    this.key = `draft.${state.session?.id ?? state.mode}`;
    this.boxes = $$("#message, .desk textarea", form);
    const draft = kept.get(this.key) ?? {};
    for (const box of this.boxes) {
      if (!(box.id in draft) || (box === this.box && box.value)) continue;
      box.value = draft[box.id];
      box.dispatchEvent(new Event("input"));
    }
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.narrow());
    this.narrow();
  }

  get text() {
    return this.box?.value ?? "";
  }

  set text(value) {
    if (!this.box) return;
    this.box.value = value;
    this.keep();
  }

  /** Every option that has a value, under its name. */
  options() {
    const pairs = $$("[data-option]", this.form).map((box) => [box.dataset.option, valueOf(box)]);
    return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
  }

  /** The options that differ from those of the session. */
  changes(session) {
    for (const box of this.boxes) box.sent = box.value;
    const same = (name, value) => JSON.stringify(session.options[name] ?? null) === JSON.stringify(value);
    return Object.fromEntries(Object.entries(this.options()).filter(([name, value]) => !same(name, value)));
  }

  set(options) {
    for (const box of $$("[data-option]", this.form)) {
      if (!(box.dataset.option in options)) continue;
      const value = options[box.dataset.option];
      const list = [value].flat().map(String);
      for (const input of $$("input, select, textarea", box)) {
        if (["checkbox", "radio"].includes(input.type)) input.checked = box.dataset.kind === "switch" ? Boolean(value) : list.includes(input.value);
        else input.value = value === null ? "" : list.join("\n");
      }
    }
    this.narrow();
  }

  /** Choices that belong to another choice ("round=behavioral") show only with it. */
  narrow() {
    for (const choice of $$("option[data-when]", this.form)) {
      const [name, wanted] = choice.dataset.when.split("=");
      const other = $(`[data-option="${name}"]`, this.form);
      choice.hidden = choice.disabled = Boolean(other) && valueOf(other) !== wanted;
      if (choice.disabled && choice.selected) choice.parentElement.value = "";
    }
  }

  /** What was written, and not sent yet: the message, notes, the sketch. */
  keep() {
    if (!this.text) delete this.next;
    const fresh = this.boxes.filter((box) => box.value !== box.defaultValue);
    kept.set(this.key, fresh.length ? Object.fromEntries(fresh.map((box) => [box.id, box.value])) : null);
  }

  /** An id for this submission, the same as long as the same content is sent again. */
  clientId(content) {
    const sent = kept.get(`${this.key}.sent`);
    if (sent?.content === content) return sent.id;
    const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    kept.set(`${this.key}.sent`, { content, id });
    return id;
  }

  /** The server has the words: forget the draft, and empty the box unless it was typed in since. */
  stored(text) {
    kept.set(`${this.key}.sent`, null);
    for (const box of this.boxes) if (box !== this.box) box.defaultValue = box.sent;
    this.text = this.text === text ? "" : this.text;
  }

  /** From now on the form belongs to this session. */
  join(session) {
    kept.set(this.key, null);
    const id = kept.get(`${this.key}.sent`);
    kept.set(`${this.key}.sent`, null);
    this.key = `draft.${session.id}`;
    if (id) kept.set(`${this.key}.sent`, id);
    this.keep();
    this.form.classList.add("docked");
    const options = $(".options", this.form);
    if (options) options.open = false;
    if (options && this.state.opens) options.hidden = true;
    if (!this.box) return;
    $("#message-box").hidden = false;
    $("#message-label").textContent = this.box.placeholder = this.form.dataset.next;
  }
}
