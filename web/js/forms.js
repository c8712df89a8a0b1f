// Forms that look before they send: a chapter brought along, two texts checked as they are typed.

import { call } from "./api.js";
import { $, $$, mount, stage } from "./dom.js";

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
  const page = mount(document.createElement("template"), await answer.text()).content;
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
for (const input of $$("[data-into]")) input.addEventListener("change", async () => ($(`#${input.dataset.into}`).value = await input.files[0].text()));
