"""Event streams made by hand, healthy and broken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx


def frame(content: str | None = None, *, finish: str | None = None, **choice: Any) -> bytes:
    delta = {} if content is None else {"content": content}
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, **choice}]}
    return f"data: {json.dumps(body)}\n\n".encode()


USAGE = (
    b'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,'
    b'"prompt_tokens_details":{"cached_tokens":5}}}\n\n'
)
DONE = b"data: [DONE]\n\n"


def whole(*pieces: str, finish: str = "stop") -> bytes:
    """A healthy answer of these pieces."""
    return b"".join(map(frame, pieces)) + frame(finish=finish) + USAGE + DONE


def cut(*pieces: str) -> bytes:
    """An answer whose connection ends cleanly before its finish reason."""
    return b"".join(map(frame, pieces))


def streamed(content: bytes) -> httpx.Response:
    return httpx.Response(200, content=content, headers={"content-type": "text/event-stream"})


class Slow(httpx.AsyncByteStream):
    """Pieces with a pause before each; `closed` tells that the reader hung up."""

    def __init__(self, pieces: list[bytes], pause_s: float) -> None:
        self._pieces = pieces
        self._pause_s = pause_s
        self.closed = False
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            await asyncio.sleep(self._pause_s)
            self.sent += 1
            yield piece

    async def aclose(self) -> None:
        self.closed = True
