"""What the local engine makes of a text: the state of its last layer at every token.

A small model judges badly in words, but a linear judge over its states reads well
(docs/decisions/014-what-the-model-reads.md). One pass over the text, no token written: about
30 tokens a second on two cores.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import structlog

from server.errors import GreenroomError
from server.llm.endpoint import Endpoint
from server.steps import Reading

_LOG = structlog.get_logger(__name__)
# A text of more is not read: at the speed above it would take longer than a learner waits.
MOST_CHARS = 2_000
ANSWER_S = 25.0
KEPT = 8  # texts; follow-ups and further audiences read the same one


class EngineReader:
    """Reads texts with the engine that answers at `endpoint`.

    Nothing here raises for an engine that is not there, refuses or is slow: then a text is not
    read, and whoever asked does without.
    """

    def __init__(self, endpoint: Callable[[], Awaitable[Endpoint]], ready: Callable[[], bool]):
        self._endpoint = endpoint
        self._ready = ready
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    async def read(self, text: str) -> Reading | None:
        """The text as the model read it; None where it could not, or the text is too long."""
        if text in self._kept:
            self._kept.move_to_end(text)
            return self._kept[text]
        if not text.strip() or len(text) > MOST_CHARS or not self._ready():
            return None
        try:
            async with asyncio.timeout(ANSWER_S):
                found = await self._asked(text)
        except (TimeoutError, GreenroomError) as error:
            _LOG.info("reading", failed=repr(error))
            return None
        if found is not None:
            self.keep(text, found)
        return found

    def keep(self, text: str, found: Reading) -> None:
        """Keep a reading for who asks again; the one asked for longest ago goes."""
        self._kept[text] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def _asked(self, text: str) -> Reading | None:
        # Heavy: it must not delay the first healthy answer.
        import httpx2

        where = await self._endpoint()
        headers = {"Authorization": f"Bearer {where.api_key}"}
        try:
            async with httpx2.AsyncClient(
                base_url=_root(where), headers=headers, timeout=ANSWER_S, trust_env=False
            ) as client:
                asked = {"content": text, "with_pieces": True}
                tokens = (await client.post("tokenize", json=asked)).raise_for_status().json()
                # Reading clears the engine's slot; what a completion finds there is kept first.
                await client.post("completion", json={"prompt": "A", "n_predict": 1})
                answer = await client.post("embeddings", json={"input": text})
                states = answer.raise_for_status().json()[0]["embedding"]
            return await asyncio.to_thread(reading_of, where.model, text, tokens["tokens"], states)
        except (httpx2.HTTPError, ValueError, LookupError, TypeError) as error:
            _LOG.info("reading", failed=repr(error))
            return None


def reading_of(
    model: str, text: str, tokens: Sequence[dict[str, Any]], states: Sequence[Sequence[float]]
) -> Reading | None:
    """The engine's answers as a reading; None where they are not of this text."""
    pieces = [_bytes(token["piece"]) for token in tokens]
    matrix = np.asarray(states, np.float32)
    if b"".join(pieces) != text.encode() or matrix.ndim != 2 or len(matrix) != len(pieces):
        return None
    ends = [0, *accumulate(len(p) for p in pieces)]
    at = [0] * (ends[-1] + 1)  # from bytes to characters
    done = 0
    for n, character in enumerate(text):
        width = len(character.encode())
        at[done : done + width] = [n] * width
        done += width
    at[done] = len(text)
    return Reading(model, tuple((at[a], at[b]) for a, b in pairwise(ends)), matrix)


def _bytes(piece: str | list[int]) -> bytes:
    """A piece that is no whole character comes as its bytes."""
    return piece.encode() if isinstance(piece, str) else bytes(piece)


def _root(where: Endpoint) -> str:
    parts = urlsplit(where.base_url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path[: -len("v1")], "", ""))
