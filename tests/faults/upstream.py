"""A model endpoint that misbehaves on purpose, on a real port, in a thread of its own.

What it does with a chat completion is a scenario: a coroutine that writes with an `Answering`.
Those of `SCENARIOS` are the failures that endpoints are known for; a test may bring its own.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import socket
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.streams import DONE, USAGE, frame

WORDS = (
    "the path keeps control while another team shortens the first part and writes it down".split()
)
# What a question for one word is answered with, surely enough for any mode to go on.
SURE = [{"token": "yes", "logprob": -0.01}, {"token": "no", "logprob": -6.0}]
PAUSE_S = 0.2  # a write that waits longer for its reader counts as held back
DIMENSION = 64


def token(n: int) -> str:
    """The n-th token of every answer."""
    return f" {WORDS[n % len(WORDS)]}{n}"


@dataclass
class Asked:
    """A request that came; `outcome` is "open" until it has ended, then how."""

    path: str
    body: dict[str, Any]
    outcome: str = "open"
    held_back: int = 0


class Answering:
    """The line to one client, which a scenario writes on."""

    def __init__(self, writer: asyncio.StreamWriter, asked: Asked) -> None:
        self._writer = writer
        self.asked = asked
        self._headed = False

    async def write(self, content: bytes) -> None:
        """Bytes of the body, as a chunk; waits while the reader does not read."""
        self.head()
        self._writer.write(b"%x\r\n%b\r\n" % (len(content), content))
        began = asyncio.get_running_loop().time()
        try:
            await self._writer.drain()
        finally:
            self.asked.held_back += asyncio.get_running_loop().time() - began > PAUSE_S

    def head(self, status: int = 200, kind: str = "text/event-stream", more: str = "") -> None:
        """Status and headers, once."""
        if not self._headed:
            self._headed = True
            self._writer.write(
                f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}"
                "Transfer-Encoding: chunked\r\n\r\n".encode()
            )

    async def tokens(self, n: int, *, every_s: float = 0.0, at: int = 0) -> None:
        """So many tokens, each at its time since the first."""
        began = asyncio.get_running_loop().time()
        for k in range(n):
            await asyncio.sleep(max(0.0, began + k * every_s - asyncio.get_running_loop().time()))
            await self.write(frame(token(at + k)))

    async def end(self, finish: str | None = "stop", *, done: bool = True) -> None:
        """The orderly end."""
        await self.write((frame(finish=finish) if finish else b"") + (DONE if done else b""))
        await self.fin()

    async def fin(self) -> None:
        """The end of the body."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def cut(self, *, reset: bool) -> None:
        """The connection's end in mid-body: by a reset, or in an orderly way."""
        await asyncio.sleep(0.02)  # what was written shall arrive first
        if reset:
            linger = struct.pack("ii", 1, 0)
            line = self._writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._writer.transport.abort()
        self._writer.close()


Scenario = Callable[[Answering], Awaitable[None]]


def healthy(n: int = 30, every_s: float = 0.0, first_s: float = 0.0) -> Scenario:
    """A whole answer of n tokens."""

    async def scenario(to: Answering) -> None:
        await asyncio.sleep(first_s)
        await to.tokens(n, every_s=every_s)
        await to.write(USAGE)
        await to.end()

    return scenario


def breaking(
    after: int = 20, every_s: float = 0.0, *, reset: bool = True, orderly: bool = False
) -> Scenario:
    """Some tokens, then the connection's end, or an orderly one without a finish reason."""

    async def scenario(to: Answering) -> None:
        await to.tokens(after, every_s=every_s)
        await (to.end(finish=None, done=False) if orderly else to.cut(reset=reset))

    return scenario


def silent(after: int = -1, *, comments_every_s: float = 0.0) -> Scenario:
    """So many tokens, then nothing more; -1: not even headers, 0: headers alone."""

    async def scenario(to: Answering) -> None:
        if after >= 0:
            to.head()
            await to.tokens(after)
        while True:
            await asyncio.sleep(comments_every_s or 3600)
            await to.write(b": still here\n\n")

    return scenario


def sending(*pieces: bytes, kind: str = "text/event-stream", more: str = "") -> Scenario:
    """These very bytes, then the end of the body."""

    async def scenario(to: Answering) -> None:
        to.head(200, kind, more)
        for piece in pieces:
            await to.write(piece)
        await to.fin()

    return scenario


def refusing(status: int, message: str = "no", more: str = "", code: str = "") -> Scenario:
    """An error status."""

    async def scenario(to: Answering) -> None:
        to.head(status, "application/json", more)
        await to.write(json.dumps({"error": {"message": message, "code": code}}).encode())
        await to.fin()

    return scenario


def giant(megabytes: int, piece: int = 4096) -> Scenario:
    """As much as the reader takes, up to so many megabytes."""

    async def scenario(to: Answering) -> None:
        for _ in range(max(1, megabytes * 1_048_576 // piece)):
            await to.write(frame("x" * piece))
        await to.end()

    return scenario


def bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed with gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_048_576
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


_SOME = frame(token(0)) + frame(token(1))
SCENARIOS: dict[str, Scenario] = {
    "reset": breaking(5),
    "closed": breaking(5, reset=False),
    "ends without a finish reason": breaking(5, orderly=True),
    "silent before the headers": silent(),
    "silent before the first token": silent(0),
    "silent in mid-answer": silent(5),
    "comments alone": silent(0, comments_every_s=0.2),
    "error in the stream": sending(_SOME, b'data: {"error":{"message":"worker died"}}\n\n'),
    "broken JSON": sending(_SOME, b'data: {"choices":[{"delta":{"content":"brok\n\n'),
    "an array": sending(_SOME, b"data: [1,2,3]\n\n"),
    "null": sending(_SOME, b"data: null\n\n"),
    "a web page in the stream": sending(b"<html><body>502 Bad Gateway</body></html>\n\n"),
    "invalid UTF-8": sending(_SOME, frame("caf\u00e9").replace(b"\\u00e9", b"\xff")),
    "no choices": sending(b'data: {"choices":[]}\n\n' * 3, DONE),
    "empty answer": sending(frame(finish="stop"), DONE),
    "cut by length": sending(_SOME, frame(finish="length"), DONE),
    "content filter": sending(_SOME, frame(finish="content_filter"), DONE),
    "tool call": sending(frame(finish="tool_calls"), DONE),
    "web page": sending(b"<!doctype html><p>Please sign in", kind="text/html"),
    "foreign JSON": sending(b'{"hello": ["world"]}', kind="application/json"),
    "gzip bomb": sending(bomb(50), kind="application/json", more="Content-Encoding: gzip\r\n"),
    "giant token": sending(frame("A" * 4_000_000), DONE),
    "redirect": refusing(302, more="Location: http://127.0.0.1:9/v1/chat/completions\r\n"),
    "400 too long": refusing(400, "maximum context length is 8192", code="context_length_exceeded"),
    "401": refusing(401),
    "429 for a day": refusing(429, more="Retry-After: 86400\r\n"),
    "500": refusing(500),
    "503 loading": refusing(503, "Loading model"),
}


@dataclass
class Upstream:
    """The endpoint while it runs; `scenario` answers, `requests` came, in their order.

    A request that holds a text of `by_text` is answered by that one's scenario. Questions for one
    word get a sure "yes" at once, unless `choices_too`. `embeds` gives vectors
    of so many numbers, 0: none, -1: no answer at all;
    `lists` answers a question for the models.
    """

    scenario: Scenario = field(default_factory=healthy)
    requests: list[Asked] = field(default_factory=list)
    by_text: dict[str, Scenario] = field(default_factory=dict)
    choices_too: bool = False
    embeds: int = 0
    lists: Scenario | None = None
    url: str = ""

    def heal(self) -> None:
        """Answer everything well from now on, and forget what came."""
        self.scenario, self.by_text, self.choices_too = healthy(), {}, False
        self.requests.clear()

    @property
    def written(self) -> list[Asked]:
        """The requests for text."""
        return [one for one in self.requests if one.path.endswith("completions") and _long(one)]

    def __enter__(self) -> Upstream:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)))
        self._thread.daemon = True
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        started.set()
        await self._over.wait()
        server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _connected(self, reader: Any, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)
            writer.close()

    async def _one(self, reader: Any, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether another may follow on the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: *(\d+)", head, re.I)
        body = json.loads(await reader.readexactly(int(length[1]))) if length else {}
        asked = Asked(head.split(" ")[1], body)
        self.requests.append(asked)
        answering = asyncio.create_task(self._answered(Answering(writer, asked)))
        # Nothing more comes before the answer's end, so that any sign is that of leaving.
        leaving = asyncio.create_task(reader.read(1))
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            asked.outcome = "client gone"
            answering.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
            return False
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        left = answering.exception() is not None
        asked.outcome = "client gone" if left else "ended"
        # A byte that was read ahead cannot be put back, so that no connection serves twice.
        return False

    async def _answered(self, to: Answering) -> None:
        if to.asked.path.endswith("/embeddings"):
            await self._embedded(to)
        elif not to.asked.path.endswith("/completions"):
            no_models = sending(b'{"object":"list","data":[]}', kind="application/json")
            await (self.lists or no_models)(to)
        elif to.asked.body.get("logprobs") and not self.choices_too:
            odds = {"content": [{"token": "yes", "logprob": -0.01, "top_logprobs": SURE}]}
            await sending(frame("yes", logprobs=odds), frame(finish="length"), DONE)(to)
        else:
            said = str(to.asked.body["messages"])
            chosen = [one for text, one in self.by_text.items() if text in said]
            await (chosen or [self.scenario])[0](to)

    async def _embedded(self, to: Answering) -> None:
        if self.embeds < 0:
            return await silent()(to)
        if not self.embeds:
            return await refusing(404)(to)
        texts = to.asked.body["input"]
        rows = [vector(t, self.embeds) for t in ([texts] if isinstance(texts, str) else texts)]
        items = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(rows)]
        used = {"prompt_tokens": 0, "total_tokens": 0}
        body = {"object": "list", "data": items, "model": "bag", "usage": used}
        await sending(json.dumps(body).encode(), kind="application/json")(to)


def vector(text: str, dimension: int = DIMENSION) -> list[float]:
    """A bag of the text's words, of length 1: the same text always has the same."""
    row = [0.0] * dimension
    for word in re.findall(r"[a-z0-9]+", text.lower()) or ["-"]:
        number = zlib.crc32(word.encode())
        row[number % dimension] += 1.0 if number & 0x10000 else -1.0
    length = math.sqrt(sum(x * x for x in row)) or 1.0
    return [x / length for x in row]


def _long(asked: Asked) -> bool:
    return not asked.body.get("logprobs")
