// A conversation: begins the session, sends turns, draws what streams back, stops, retries.

import { Problem, call, drawn, events } from "./api.js";
import { startClock } from "./clock.js";
import { Composer } from "./composer.js";
import { $, $$, h, mount, stage } from "./dom.js";
import { model } from "./main.js";
import { LiveTurn, listenTo, settle } from "./turn.js";

const state = JSON.parse($("#state").textContent);
const transcript = $("#transcript");
const form = $("#composer");
const composer = new Composer(form, state);
const WITH_WORDS = ["say", "new", "answer"];
const BROKEN = "The connection broke. What was written until then is kept.";
const LOOK_EVERY_MS = 1500;
let session = state.session;
let running = null;

// --- the page around the talk

function frame() {
  const finished = session?.status === "finished";
  $("#lede").hidden = Boolean(session);
  if ($("#starters")) $("#starters").hidden = Boolean(session);
  form.hidden = finished;
  $("#over").hidden = !finished;
  const paused = Boolean($("#room [data-paused]"));
  for (const button of $$("[data-action]", form)) {
    const { action } = button.dataset;
    button.hidden = !session || (action === "pause" && paused) || (action === "resume" && !paused);
    button.disabled = Boolean(running);
  }
  const waits = state.needs_model && !model.ready;
  const begins = state.opens && !session;
  $("#send-words").textContent = searches() ? "Search the chapter" : waits ? "Waiting for the model" : begins ? "Begin" : "Send";
  $("#send").setAttribute("aria-disabled", String(waits && !searches()));
  $("#send").hidden = Boolean(running);
  $("#stop").hidden = !running;
}

/** Without a model, a question still finds its passages. */
const searches = () => state.mode === "ask" && state.needs_model && !model.ready;

const bottom = () => document.documentElement.scrollHeight;
const atBottom = () => innerHeight + scrollY >= bottom() - 120;

/** Change the page, and stay at its end only if the reader was there. */
function follow(change) {
  const stays = atBottom();
  change();
  if (stays) scrollTo({ top: bottom(), behavior: "instant" });
  $("#newest").hidden = atBottom() || !running;
}

function tell(problem) {
  if (!(problem instanceof Problem) && problem.name !== "AbortError") throw problem;
  const words = problem.name === "AbortError" ? "Stopped before it was stored; your text is still here." : problem.message;
  $("#problem").replaceChildren(h("p", {}, words));
  stage("");
}

/** Do one thing at a time, with the stop button there. */
async function run(words, task) {
  if (running) return;
  running = { controller: new AbortController(), turn: null };
  $("#problem").replaceChildren();
  stage(words, true);
  frame();
  try {
    await task(running.controller.signal);
  } catch (problem) {
    tell(problem);
  } finally {
    running = null;
    $("#newest").hidden = true;
    frame();
  }
}

// --- sending

function submit(action = composer.next ?? "say", options = null) {
  const message = WITH_WORDS.includes(action) ? composer.text.trim() : "";
  const begins = state.opens && !session;
  const silent = !WITH_WORDS.includes(action) || state.silence || begins;
  if (!message && !silent) return composer.box.focus();
  if (searches()) return search(message);
  if (state.needs_model && !model.ready) return stage("The model is still on its way; your text stays here");
  return run(begins ? "Preparing the room" : "Sending", async (signal) => {
    await ensureSession(signal);
    if (!begins) await exchange({ message, action, options: options ?? composer.changes(session) }, signal);
  });
}

async function ensureSession(signal) {
  if (session) return;
  const made = await call("/api/sessions", { method: "POST", body: { mode: state.mode, options: composer.options() }, signal });
  session = made;
  history.replaceState(null, "", `/sessions/${made.id}`);
  composer.join(made);
  $("#found").replaceChildren();
  frame();
  for (const turn of made.turns) {
    const live = new LiveTurn("", "");
    live.begin(`/sessions/${made.id}`, turn);
    transcript.append(live.element);
    await end(live, turn);
  }
  if (state.opens) composer.box.focus();
}

async function exchange(body, signal) {
  const button = $(`[data-action="${body.action}"]`, form);
  const live = new LiveTurn(body.message, button?.textContent ?? (body.action === "retag" ? "Scored again with my own labels" : "Silence"));
  transcript.append(live.element);
  live.element.scrollIntoView({ block: "start" });
  body.client_id = composer.clientId(JSON.stringify([session.id, state.turns, body]));
  const path = `/api/sessions/${session.id}/turns?render=true`;
  try {
    await listen(live, events(path, body, signal), () => {
      state.turns += 1;
      composer.stored(body.message);
    });
  } finally {
    if (!live.id) live.element.remove();
  }
}

async function listen(live, stream, stored = () => {}) {
  let last = null;
  const on = {
    turn(body) {
      live.begin(`/sessions/${session.id}`, body);
      running.turn = body.id;
      stored();
    },
    stage: (body) => live.stage(body),
    result: (body) => void live.result(body, follow),
    block: (body) => live.block(body.html),
    tail: (body) => live.draw(body.html),
    replace: () => live.replace(),
    final: (body) => (last = body),
    error(body) {
      throw new Problem(body.detail, body.status);
    },
  };
  try {
    for await (const { name, body } of stream) if (name in on) follow(() => on[name](body));
    if (!last) throw new TypeError("the stream ended early");
  } catch (problem) {
    if (!live.id) throw problem instanceof TypeError ? new Problem(BROKEN) : problem;
    tell(problem instanceof Problem ? problem : new Problem(BROKEN));
  }
  if (last && !live.id) on.turn(last);
  await end(live, last);
  await awaitRunning();
}

/** The turn as the server draws it, its outcome said once, the session as it now stands. */
async function end(live, turn) {
  const stays = atBottom();
  const article = await live.end(turn);
  settle(article);
  if (stays && article.offsetHeight < innerHeight) scrollTo({ top: bottom(), behavior: "instant" });
  stage(turn ? (article.dataset.outcome ?? "") : "");
  const fresh = await call(`/api/sessions/${session.id}`).catch(() => null);
  if (!fresh) return;
  session = fresh;
  if (!fresh.title) return;
  $("#title").textContent = fresh.title;
  document.title = `${fresh.title} · Greenroom`;
}

function retry(article) {
  return run("Trying again", async (signal) => {
    const id = article.dataset.turn;
    const live = new LiveTurn("", "");
    const said = $(".said", article);
    if (said) $(".said", live.element).replaceWith(said.cloneNode(true));
    live.begin(`/sessions/${session.id}`, { id, index: article.id.slice(5) });
    article.replaceWith(live.element);
    await listen(live, events(`/api/sessions/${session.id}/turns/${id}/retry?render=true`, {}, signal));
  });
}

/** Ask the server to stop; what was written arrives as the final event. */
async function stop() {
  if (!running) return;
  const { turn, controller } = running;
  stage("Stopping", true);
  if (!turn) return controller.abort();
  await call(`/api/sessions/${session.id}/turns/${turn}/cancel`, { method: "POST" }).catch(() => controller.abort());
}

/** While the model is still coming: the passages alone. */
function search(words) {
  return run("Searching the chapter", async (signal) => {
    mount($("#found"), await drawn(`/search?q=${encodeURIComponent(words)}`, { signal }));
    stage($("#found h2").textContent);
  });
}

/** A turn that still runs when the page opens: look until it has ended. */
async function awaitRunning() {
  const article = $("[data-running]", transcript);
  if (!article) return;
  stage("The answer is still being written", true);
  const live = new LiveTurn("", "");
  live.element = article;
  live.begin(`/sessions/${session.id}`, { id: article.dataset.turn, index: article.id.slice(5) });
  do {
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    await live.end(null);
  } while ("running" in live.element.dataset);
  settle(live.element);
  stage(live.element.dataset.outcome);
}

// --- what the learner does

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
composer.box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running && !$("dialog[open]")) stop();
});
$("#stop").addEventListener("click", stop);
$("#newest").addEventListener("click", () => scrollTo({ top: bottom() }));
addEventListener("scroll", () => atBottom() && ($("#newest").hidden = true), { passive: true });
document.addEventListener("model", frame);
document.addEventListener("room", startClock);
on("[data-action]", ({ action }) => submit(action));
on("[data-example]", ({ example }) => runExample(example));
listenTo(transcript, { send: submit, retry, suggest });

/** What a button or link does here, in place of the plain page. */
function on(selector, deed) {
  for (const one of $$(selector))
    one.addEventListener("click", (event) => {
      event.preventDefault();
      deed(one.dataset);
    });
}

function suggest(words, action) {
  composer.text = words;
  composer.next = action;
  composer.box.focus();
}

function runExample(number) {
  const example = state.examples[number];
  composer.set(example.options ?? {});
  composer.text = example.message ?? "";
  submit();
}

settle(transcript);
startClock();
frame();
awaitRunning();
const wanted = sessionStorage.getItem("greenroom.run");
sessionStorage.removeItem("greenroom.run");
if (!session && wanted?.startsWith(`${state.mode}:`)) runExample(wanted.split(":")[1]);
