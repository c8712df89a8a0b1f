// The HTTP API: calls, failures as words, and the reader of event streams.

/** A failure; its message is written for the learner. */
export class Problem extends Error {
  constructor(detail, status = 0) {
    super(detail);
    this.status = status;
  }
}

const OFFLINE = "Greenroom does not answer. Your text is kept here; try again when it runs.";

async function request(path, { method = "GET", body, accept = "application/json", signal } = {}) {
  const headers = { Accept: accept };
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem(OFFLINE);
  }
  if (response.ok || path === "/readyz") return response;
  const { detail } = await response.json().catch(() => ({}));
  throw new Problem(detail ?? `Greenroom answered ${response.status}`, response.status);
}

/** One call; gives its JSON, or null for an empty answer. */
export async function call(path, options) {
  const response = await request(path, options);
  return response.status === 204 ? null : response.json();
}

/** A piece of a page, as the server drew it. */
export async function drawn(path, options) {
  return (await request(path, { ...options, accept: "text/html" })).text();
}

/** The events of a turn; plain JSON counts as the final one. */
export async function* events(path, body, signal) {
  const response = await request(path, { method: "POST", body, signal, accept: "text/event-stream" });
  if (!response.headers.get("Content-Type").startsWith("text/event-stream")) {
    yield { name: "final", body: await response.json() };
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const frames = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const event = parsed(frame);
      if (event) yield event;
    }
  }
}

function parsed(frame) {
  let name = "message";
  let data = "";
  for (const line of frame.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data += line.slice(5);
  }
  return data && { name, body: JSON.parse(data) };
}
