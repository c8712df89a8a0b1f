// The interview's room: the clock ticks between turns, a sketch is drawn as it is written.

import { drawn } from "./api.js";
import { $, mount, stage } from "./dom.js";

const sketch = $("#sketch");
let ticking = null;
let told = 0;
let open = true;

export function startClock() {
  clearInterval(ticking);
  const room = $("#room .room");
  if (!room) return;
  const clock = $(".clock", room);
  clock.open = open;
  clock.ontoggle = () => (open = clock.open);
  const { remaining, whole, read, paused } = room.dataset;
  const show = () => {
    const left = Math.round(remaining - (Date.now() - Date.parse(read)) / 1000);
    $(".time", clock).textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left` : "Time is up";
    // Said aloud at half time, two minutes before the end, and at the end.
    for (const [at, words] of [[whole / 2, "Half of the time is left"], [120, "Two minutes left"], [0, "Time is up; you may go on, or finish"]])
      if (left <= at && told > at) stage(words);
    told = left;
  };
  if (paused === undefined) ticking = setInterval(show, 1000, show());
}

sketch?.addEventListener("input", async () => {
  const text = sketch.value;
  const html = await drawn("/sketch", { method: "POST", body: { text } }).catch(() => "");
  if (text === sketch.value) mount($("#drawing"), html);
});
