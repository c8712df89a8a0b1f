// Elements, text and the only place where HTML enters the page.

const policy = globalThis.trustedTypes?.createPolicy("greenroom", { createHTML: (html) => html });

/** Fill an element with HTML that the server rendered and sanitised. */
export function mount(target, html) {
  target.innerHTML = policy ? policy.createHTML(html) : html;
  return target;
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element; attributes beginning with "on" are listeners. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A table wider than its column scrolls; keys must reach it. */
export function reachTables(root) {
  for (const table of $$(".prose table", root)) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
}

/** What this browser remembers; nothing where storage is forbidden. */
export const kept = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`greenroom.${name}`));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(`greenroom.${name}`);
      else localStorage.setItem(`greenroom.${name}`, JSON.stringify(value));
    } catch {
      // Nothing depends on it.
    }
  },
};

/** Say what is going on, on the page and to screen readers. */
export function stage(text, busy = false) {
  const line = $("#stage");
  line.classList.toggle("busy", busy);
  if (line.textContent !== text) line.textContent = text;
}
