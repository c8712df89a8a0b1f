"""A model endpoint on a loopback port that says what it is told to, and keeps what it hears."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.corpus.bag import BagEmbedder
from tests.faults.streams import DONE, USAGE, frame

PIECE = 7  # characters a delta


@dataclass
class Scripted:
    """`reply` gives the words for a request's body, or (status, text) for a refusal."""

    url: str = ""
    reply: Callable[[dict[str, Any]], str | tuple[int, str]] = lambda body: "So it is."
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    location: str = ""  # where a refusal of status 3xx points to

    def say(self, text: str) -> None:
        """Answer everything with this text from now on."""
        self.reply = lambda body: text


@contextmanager
def scripted() -> Iterator[Scripted]:
    """An OpenAI-compatible endpoint under the test's control."""
    endpoint = Scripted()
    embedder = BagEmbedder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(200, b'{"object": "list", "data": []}', "application/json")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/embeddings"):
                self._send(200, _embeddings(embedder, body), "application/json")
                return
            endpoint.asked.append(body)
            endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
            said = endpoint.reply(body)
            if isinstance(said, str):
                self._send(200, stream_of(said), "text/event-stream")
            else:
                self._send(said[0], said[1].encode(), "application/json")

        def _send(self, status: int, content: bytes, media_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            if 300 <= status < 400:
                self.send_header("Location", endpoint.location)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stream_of(text: str) -> bytes:
    """The event stream of a whole answer, cut into small pieces."""
    pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    return b"".join(map(frame, pieces)) + frame(finish="stop") + USAGE + DONE


def _embeddings(embedder: BagEmbedder, body: dict[str, Any]) -> bytes:
    rows = embedder.embed(body["input"]).tolist()
    found = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
    usage = {"prompt_tokens": 0, "total_tokens": 0}
    return json.dumps(
        {"object": "list", "data": found, "model": body["model"], "usage": usage}
    ).encode()
