"""Many streams at once, and what the service adds to each token's way.

On a server that runs, with an endpoint of our own:
``python -m tests.reliability.load --streams 100 --tokens 3000 --per-s 50 --repeats 3``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.faults.streams import frame
from tests.faults.upstream import Answering, Scenario, Upstream, token

NUMBERED = re.compile(r"[a-z]+(\d+)")
MESSAGE = "How do the two tracks of a roadmap depend on each other? «{n}»"


@dataclass(frozen=True)
class Load:
    """So many streams at once, of so many tokens each, at so many a second."""

    streams: int
    tokens: int
    per_s: float


@dataclass(frozen=True)
class Figures:
    """What came of it. A token's delay is from its writing by the endpoint to its reading."""

    load: Load
    errors: int
    lost: int
    p50_ms: float
    p99_ms: float
    most_ms: float
    seconds: float

    def told(self) -> str:
        """All of it in a line."""
        load = self.load
        return (
            f"{load.streams} streams of {load.tokens} tokens at {load.per_s:g}/s in"
            f" {self.seconds:.1f} s: {self.errors} errors, {self.lost} tokens lost, delay of a"
            f" token p50 {self.p50_ms:.0f} ms, p99 {self.p99_ms:.0f} ms, most {self.most_ms:.0f} ms"
        )


def paced(load: Load, written: dict[int, list[float]]) -> Scenario:
    """Each token at its time; when it was written is noted under the stream's number."""

    async def scenario(to: Answering) -> None:
        found = re.search(r"«(\d+)»", str(to.asked.body["messages"][-1]))
        times = written.setdefault(int(found[1]) if found else -1, [])
        loop = asyncio.get_running_loop()
        began = loop.time()

        for n in range(load.tokens):
            await asyncio.sleep(max(0.0, began + n / load.per_s - loop.time()))
            times.append(time.monotonic())
            await to.write(frame(token(n)))
        await to.end()

    return scenario


def loaded(address: str, upstream: Upstream, load: Load) -> Figures:
    """Put the load on a server whose model is this endpoint, and measure."""
    written: dict[int, list[float]] = {}
    upstream.scenario = paced(load, written)
    began = time.monotonic()
    read = asyncio.run(_all(address, load))
    seconds = time.monotonic() - began
    delays: list[float] = []
    errors = lost = 0
    whole = "".join(token(n) for n in range(load.tokens))
    for n, (text, times, ended) in enumerate(read):
        errors += not ended
        lost += 0 if text == whole else load.tokens - len(times)
        sent = written.get(n, [])
        delays += [(at - sent[k]) * 1000 for k, at in times.items() if k < len(sent)]
    delays.sort()
    at = [delays[int(len(delays) * share)] if delays else 0.0 for share in (0.5, 0.99)]
    return Figures(load, errors, lost, at[0], at[1], delays[-1] if delays else 0.0, seconds)


async def _all(address: str, load: Load) -> list[tuple[str, dict[int, float], bool]]:
    sessions = [await _opened(address) for _ in range(load.streams)]
    return await asyncio.gather(*(_one(address, s, n) for n, s in enumerate(sessions)))


async def _opened(address: str) -> str:
    lines = await _asked(address, "/api/sessions", {"mode": "ask"}, "application/json")
    body = "".join([line async for line in lines])
    return str(json.loads(body)["id"])


async def _one(address: str, session: str, n: int) -> tuple[str, dict[int, float], bool]:
    """A stream's text, the moment each token was read, and whether it ended well."""
    text, times, name, ended = "", {}, "", False
    try:
        path = f"/api/sessions/{session}/turns"
        body = {"message": MESSAGE.format(n=n)}
        async for line in await _asked(address, path, body, "text/event-stream"):
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and name == "draft":
                now, more = time.monotonic(), json.loads(line[6:])["text"]
                text += more
                times |= {int(k): now for k in NUMBERED.findall(more)}
            elif line.startswith("data: ") and name == "final":
                ended = json.loads(line[6:])["status"] == "complete"
    except (OSError, asyncio.IncompleteReadError):
        pass
    return text, times, ended


async def _asked(address: str, path: str, body: dict[str, Any], accept: str) -> Any:
    """The lines of an answer."""
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 22)
    content = json.dumps(body).encode()
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        + content
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()

    async def lines() -> Any:
        chunked, rest = b"chunked" in head, b""
        while True:
            size = int(await reader.readline() or b"0", 16) if chunked else -1
            piece = await reader.readexactly(size + 2) if chunked else await reader.read()
            rest += piece[:-2] if chunked else piece
            *whole, rest = rest.split(b"\n")
            for one in whole:
                yield one.decode()
            if size == 0 or not chunked:
                break
        yield rest.decode()
        writer.close()

    return lines()


def main() -> None:
    """Start a server, put the load on it several times, and tell."""
    from tests.reliability.service import serving

    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=3_000)
    parser.add_argument("--per-s", type=float, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    load = Load(given.streams, given.tokens, given.per_s)
    with tempfile.TemporaryDirectory() as folder, Upstream() as upstream:
        limits = {"GREENROOM_MAX_REPLY_CHARS": "100000", "GREENROOM_TOTAL_S": "900"}
        with serving(Path(folder) / "home", upstream, **limits) as service:
            service.until_indexed()
            for _ in range(given.repeats):
                figures = loaded(service.address, upstream, load)
                sys.stdout.write(f"{figures.told()}, {service.rss / 1_048_576:.0f} MB\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
