// Two texts checked as they are typed; a file read into its text box.

import { $, $$, mount, stage } from "./dom.js";

const WAIT_MS = 250;
const form = $("#check");
let waiting, asked = 0;

async function look() {
  const number = (asked += 1);
  const body = new URLSearchParams(new FormData(form));
  if (!body.get("source").trim() || !body.get("rewrite").trim()) return;
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || number !== asked) return;
  const page = mount(document.createElement("template"), await answer.text()).content;
  $("#found").replaceChildren(...$("#found", page).childNodes);
  stage("Checked");
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, WAIT_MS);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
for (const input of $$("[data-into]")) input.addEventListener("change", async () => ($(`#${input.dataset.into}`).value = await input.files[0].text()));
