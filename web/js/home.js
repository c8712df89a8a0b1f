// An example on the home page runs on its click: the job's page finds the note and sends it.

import { $$ } from "./dom.js";

for (const link of $$("[data-run]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    sessionStorage.setItem("greenroom.run", link.dataset.run);
  });
}
