"""What happens in a turn, told to whoever listens through a bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.errors import ModelTimeoutError

# In a crowd, an answer that has begun is told every PACE_S seconds at most: tokens that would come
# one by one share an event and a write, and nobody sees the delay.
PACE_S = 0.05
# A listener this many events behind holds the turn back, and through it the upstream.
MAX_EVENTS_AHEAD = 256


@dataclass(frozen=True)
class Event:
    """Something that happened in a turn."""

    name: str
    body: Mapping[str, Any]


class Events:
    """The events of one turn, from the turn to one listener.

    `crowded` tells whether many answers are being written; `patience_s` is how long the turn
    waits for a listener who stopped reading.
    """

    def __init__(self, crowded: Callable[[], bool], patience_s: float) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(MAX_EVENTS_AHEAD)
        self._crowded = crowded
        self._patience_s = patience_s
        self._begun = self._closed = False

    async def tell(self, name: str, body: Mapping[str, Any]) -> None:
        """Add an event.

        Raises:
            ModelTimeoutError: the listener has not read for `patience_s` seconds.
        """
        event = Event(name, body)
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            await self._tell_slowly(event)

    def close(self) -> None:
        """No more will come; a listener who is far behind or gone is not waited for."""
        while not self._closed:
            try:
                self._queue.put_nowait(None)
                self._closed = True
            except asyncio.QueueFull:
                self._queue.get_nowait()

    async def heard(self, quiet_s: float | None = None) -> AsyncIterator[list[Event]]:
        """The events until the end; those that wait come together.

        After `quiet_s` seconds of silence an empty list comes, so that a listener can show that
        the line is alive.
        """
        ended = False
        while not ended:
            if self._begun and self._crowded():
                await asyncio.sleep(PACE_S)
            try:
                async with asyncio.timeout(quiet_s):
                    first = await self._queue.get()
            except TimeoutError:
                yield []
                continue
            waiting = [first, *(self._queue.get_nowait() for _ in range(self._queue.qsize()))]
            ended = waiting[-1] is None
            batch = joined([event for event in waiting if event is not None])
            self._begun = self._begun or any(event.name == "draft" for event in batch)
            if batch:
                yield batch

    async def _tell_slowly(self, event: Event) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._queue.put(event)
        except TimeoutError:
            raise ModelTimeoutError("the reader of this answer stopped reading") from None


def joined(batch: Sequence[Event]) -> list[Event]:
    """The events with drafts that follow each other made one."""
    out: list[Event] = []
    for event in batch:
        if out and event.name == "draft" == out[-1].name:
            out[-1] = Event("draft", {"text": out[-1].body["text"] + event.body["text"]})
        else:
            out.append(event)
    return out
