"""Recorded answers behind a real port: for tests of the service as a process of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.recorder import Recorder, RecordingMissedError
from tests.vectors import StoredVectors


@contextmanager
def replaying(recorder: Recorder, vectors: StoredVectors) -> Iterator[str]:
    """An OpenAI-compatible endpoint on a loopback port that answers from the recordings."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(b'{"object": "list", "data": []}', "application/json")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                with lock:
                    self._answer(body)
            except RecordingMissedError as miss:
                self.send_error(418, "no recording", str(miss)[:500])

        def _answer(self, body: dict[str, Any]) -> None:
            if self.path.endswith("/embeddings"):
                rows = vectors.embed(body["input"]).tolist()
                found = [{"object": "embedding", "index": i, "embedding": v}
                         for i, v in enumerate(rows)]  # fmt: skip
                answer = {"object": "list", "data": found, "model": body["model"],
                          "usage": {"prompt_tokens": 0, "total_tokens": 0}}  # fmt: skip
                self._send(json.dumps(answer).encode(), "application/json")
            else:
                self._send(recorder.answer(body), "text/event-stream")

        def _send(self, content: bytes, media_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
