// The list of chapters: a file is looked at before it is sent, and the list follows the index.

import { call } from "./api.js";
import { $, $$, stage } from "./dom.js";

const file = $("#file");

$("#bring").addEventListener("submit", (event) => {
  if (file.files[0]?.size > file.dataset.maxMb * 1e6) {
    event.preventDefault();
    stage(`This file is larger than ${file.dataset.maxMb} MB.`);
  } else {
    $("#bring button").disabled = true;
    stage("Reading the file …", true);
  }
});

// A page that comes back from the history has its button again.
addEventListener("pageshow", () => ($("#bring button").disabled = false));

async function follow() {
  const { index } = await call("/readyz").catch(() => ({ index: {} }));
  if (index.state === "ready") {
    for (const row of $$("[data-state=indexing] .state")) row.textContent = "ready";
    return;
  }
  const share = index.progress ? `, ${Math.floor(index.progress * 100)} %` : "";
  for (const row of $$("[data-state=indexing] .state")) row.textContent = `being indexed${share}`;
  setTimeout(follow, 1_000);
}
if ($("[data-state=indexing]")) follow();
