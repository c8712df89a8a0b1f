// Search within the corpus; reading needs none of this.

import { call } from "./api.js";
import { $, h, stage } from "./dom.js";

const form = $("#find");
form.hidden = false;
if (matchMedia("(max-width: 61.99rem)").matches && !location.hash) $(".contents details").open = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = $("#q").value.trim();
  if (!query) return;
  stage("Searching", true);
  try {
    const { passages } = await call(`/api/search?k=5&q=${encodeURIComponent(query)}`);
    $("#found").replaceChildren(
      ...passages.map((p) =>
        h("li", {}, h("a", { href: p.href }, p.heading_path.slice(-2).join(" › ")), h("p", { class: "note" }, shortened(p.text))),
      ),
    );
    stage(passages.length ? `${passages.length} passages, nearest first` : "No passage is near to this");
  } catch (problem) {
    stage(problem.message);
  }
});

const shortened = (text) => (text.length > 140 ? `${text.slice(0, 140).trimEnd()}…` : text);
