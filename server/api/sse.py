"""A turn's events as the bytes of an event stream (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from server.api.encode import turn_json
from server.events import Event
from server.markup import StreamedMarkup
from server.turn import TurnRun

# A comment goes out after so much silence, so that no proxy closes the stream.
PING_S = 15.0


def encoded(event: Event) -> bytes:
    """One event; its data is one line of JSON."""
    body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event.name}\ndata: {body}\n\n".encode()


async def event_stream(run: TurnRun, *, render: bool) -> AsyncIterator[bytes]:
    """The whole stream of a turn: `turn` first, then what happens, `final` last.

    With `render`, drafts come as HTML too: `block` is finished and stays, `tail` is replaced.
    """
    yield encoded(Event("turn", {"id": run.turn.id, "index": run.turn.index}))
    drawn = Drawn() if render else None
    async for batch in run.events(quiet_s=PING_S):
        if not batch:
            yield b": still here\n\n"
            continue
        shown = batch if drawn is None else [e for event in batch for e in drawn.with_html(event)]
        yield b"".join(map(encoded, shown))
    if drawn:
        yield b"".join(map(encoded, drawn.rest()))
    for finding in run.turn.findings:
        yield encoded(Event("finding", asdict(finding)))
    yield encoded(Event("final", turn_json(run.turn)))


class Drawn:
    """Adds to the drafts of a turn their HTML, as far as it is finished."""

    def __init__(self) -> None:
        self._markup = StreamedMarkup()

    def with_html(self, event: Event) -> list[Event]:
        """The event, and behind a draft or a replacement the HTML that it completes."""
        if event.name == "replace":
            self._markup = StreamedMarkup()
        if event.name not in ("draft", "replace"):
            return [event]
        drawn = self._markup.push(event.body["text"])
        return [event, *(Event(name, {"html": html}) for name, html in drawn)]

    def rest(self) -> list[Event]:
        """The HTML of what is still unfinished when the text has ended."""
        return [Event(name, {"html": html}) for name, html in self._markup.finish()]
