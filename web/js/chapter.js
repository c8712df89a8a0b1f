// Reading: where one is, links to copy, passages in folded parts. All else needs no script.

import { $, $$, stage } from "./dom.js";

const toc = $(".toc");
const lines = new Map($$("a", toc).map((link) => [link.hash.slice(1), link]));
const wide = matchMedia("(min-width: 50rem)");
toc.open = wide.matches;

/** The line of the contents whose section is being read. */
function here(link) {
  $("[aria-current]", toc)?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "location");
  const box = toc.parentElement;
  if (wide.matches) box.scrollTop += link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
}

const headings = [...lines.keys()].map((id) => document.getElementById(id));
const seen = new IntersectionObserver(
  () => {
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    here(lines.get((above.at(-1) ?? headings[0]).id));
  },
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
