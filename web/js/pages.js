// What single pages do: a chapter, a chapter brought along, a check of two texts, the roadmap.

import { call } from "./api.js";
import { $, $$, h, mount, stage } from "./dom.js";

// --- a chapter: where one is, links to copy, passages in folded parts

const toc = $(".toc");

function reading() {
  const lines = $$("a", toc);
  const wide = matchMedia("(min-width: 50rem)");
  toc.open = wide.matches;

  /** The line of the contents whose section is being read. */
  function here(link) {
    $("[aria-current]", toc)?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    const box = toc.parentElement;
    if (wide.matches) box.scrollTop += link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }

  const headings = lines.map((link) => document.getElementById(link.hash.slice(1)));
  const seen = new IntersectionObserver(
    () => here(lines[Math.max(0, headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3))]),
    { rootMargin: "0px 0px -66% 0px" },
  );
  headings.forEach((heading) => seen.observe(heading));

  /** The passage aimed at, also where its quoted words are the target, or it stands in a folded part. */
  function reveal() {
    const [id, words] = location.hash.slice(1).split(":~:");
    if (words) return location.replace(`#${id}`);
    $(".aimed")?.classList.remove("aimed");
    const aim = document.getElementById(id);
    aim?.classList.add("aimed");
    const folded = aim?.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    aim.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  $(".chapter").addEventListener("click", async (event) => {
    const link = event.target.closest(".anchor");
    if (!link) return;
    await navigator.clipboard?.writeText(link.href).then(() => stage("Link copied"), () => {});
  });
}
if (toc) reading();

// --- forms that look before they send

const WAIT_MS = 250;
const file = $("#file");
const bring = $("#bring");
const check = $("#check");
let waiting, asked = 0;

bring?.addEventListener("submit", (event) => {
  if (file.files[0]?.size > file.dataset.maxMb * 1e6) {
    event.preventDefault();
    stage(`This file is larger than ${file.dataset.maxMb} MB.`);
  } else {
    $("button", bring).disabled = true;
    stage("Reading the file …", true);
  }
});

// A page that comes back from the history has its button again.
if (bring) addEventListener("pageshow", () => ($("button", bring).disabled = false));

async function follow() {
  const { index } = await call("/readyz").catch(() => ({ index: {} }));
  const share = index.progress ? `, ${Math.floor(index.progress * 100)} %` : "";
  const state = index.state === "ready" ? "ready" : `being indexed${share}`;
  for (const row of $$("[data-state=indexing] .state")) row.textContent = state;
  if (state !== "ready") setTimeout(follow, 1_000);
}
if ($("[data-state=indexing]")) follow();

async function look() {
  const number = (asked += 1);
  const body = new URLSearchParams(new FormData(check));
  if (!body.get("source").trim() || !body.get("rewrite").trim()) return;
  const answer = await fetch(check.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || number !== asked) return;
  const page = mount(h("template"), await answer.text()).content;
  $("#found").replaceChildren(...$("#found", page).childNodes);
  stage("Checked");
}

check?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, WAIT_MS);
});
check?.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});

// --- the roadmap: an item dropped on a quarter is moved there by its own menu

const plan = $(".plan");
let moved;
plan?.addEventListener("dragstart", ({ target }) => (moved = plan.elements[target.dataset?.item]));
plan?.addEventListener("dragover", (event) => moved && event.target.closest("[data-quarter]") && event.preventDefault());
plan?.addEventListener("drop", (event) => {
  event.preventDefault();
  moved.value = event.target.closest("[data-quarter]").dataset.quarter;
  plan.requestSubmit();
});

for (const input of $$("[data-into]")) input.addEventListener("change", async () => ($(`#${input.dataset.into}`).value = await input.files[0].text()));
