// The interview's clock: it ticks here between turns, from what the newest turn tells.

import { $, $$, stage } from "./dom.js";

let ticking = null;
let told = Infinity;

export function startClock() {
  clearInterval(ticking);
  const room = $("#room .room");
  if (!room) return;
  for (const phase of $$("[data-share]", room)) phase.style.setProperty("--share", phase.dataset.share);
  const time = $(".time", room);
  const button = $("[data-clock]", room);
  button.onclick = () => {
    time.hidden = !time.hidden;
    button.setAttribute("aria-pressed", String(time.hidden));
    button.textContent = time.hidden ? "Show the clock" : "Hide the clock";
  };
  const { remaining, whole, read } = room.dataset;
  if ("paused" in room.dataset) return;
  const show = () => {
    const left = Math.round(remaining - (Date.now() - Date.parse(read)) / 1000);
    time.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left` : "Time is up";
    announce(left, whole / 2);
  };
  show();
  ticking = setInterval(show, 1000);
}

/** Said aloud only at half time, two minutes before the end, and at the end. */
function announce(left, half) {
  const marks = [[half, "Half of the time is left"], [120, "Two minutes left"], [0, "Time is up; you may go on, or finish"]];
  for (const [at, words] of marks) if (left <= at && told > at && told !== Infinity) stage(words);
  told = left;
}
