"""A model that says what a test dictates, when the test says it: for what happens in mid-answer."""

from __future__ import annotations

import asyncio
import queue

from tests.faults.streams import USAGE, frame
from tests.faults.upstream import Answering

LOOK_EVERY_S = 0.01
# A first paragraph, and one more, with markers of passages that are read for reliability.QUESTION.
FIRST = (
    "A technical roadmap runs beside the roadmap of features [1]. What it carries makes later"
    " features possible, so that a slip in one track is a slip in the other [1]."
)
SECOND = (
    "An API gateway comes before a marketplace for partners, and a new sign-in comes before single"
    " sign-on for companies [2]."
)


class Dictated:
    """A scenario for an `Upstream`: every answer is what `say` was given, until `end`."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue()

    def say(self, *texts: str) -> None:
        """Let the model go on with these words, a token a word."""
        for text in texts:
            for word in text.split(" "):
                self._lines.put(word + " ")

    def end(self) -> None:
        """Let the answer end."""
        self._lines.put(None)

    async def __call__(self, to: Answering) -> None:
        """The scenario."""
        to.head()
        while True:
            try:
                word = self._lines.get_nowait()
            except queue.Empty:
                await asyncio.sleep(LOOK_EVERY_S)
                continue
            if word is None:
                break
            await to.write(frame(word))
        await to.write(USAGE)
        await to.end()
